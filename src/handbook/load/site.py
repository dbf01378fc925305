"""site.yaml: a city's words and colours for its site (`handbook.web`), where it wants others than the usual.

How the file is written, and what its values must keep to: text in a colour of theirs can be read, an address
can be one of a folder. What a site says of the plan itself comes from the plan.
"""

from __future__ import annotations

import re

from handbook.colors import contrast
from handbook.declaration import Field, table
from handbook.load.kinds import WEB
from handbook.load.loading import Loading
from handbook.site import USUAL, Site

NAME = "site.yaml"

COLORS = table(
    "サイトの色（colors）",
    *(
        Field(name, "color-code", meaning, default, lifted=name)
        for name, meaning, default in (
            ("band", "題名の帯（白い字が載る濃い色。書かなければレイアウトの色）", USUAL.band),
            ("glow", "帯の上の題名の色（書かなければレイアウトの色）", USUAL.glow),
            ("button", "電話番号のボタン（白い字が載る濃い色）", USUAL.button),
        )
    ),
)
SITE = table(
    "サイトの言葉と色（site.yaml）",
    Field("title", "word", "はじめのページの題名（書かなければ「あなたの校区の相談先」など）", default=""),
    Field("lead", "word", "題名に添える言葉", default=""),
    Field("note", "word", "どのページの終わりにも載せる言葉（連絡先、使ってよい範囲など）", default=""),
    Field(
        "base_url", "word", "置く場所のアドレス（https://www.example.jp/plan/ など。--base-url の代わり）", ""
    ),
    Field("layout", "word", "ページの文の元にするレイアウト（その PDF も載ります）", default="leaflet"),
    Field("colors", COLORS, "色", default=None),
    build=Site,
)

LEAST = 7.0
"""Least contrast of text on its ground (WCAG 2, 1.4.6)."""

LONGEST = 200
"""Characters of an address: with a page's name behind it, it is still a QR code that telephones read."""


def check_site(loading: Loading) -> None:
    """Note colours in which nobody could read, and an address that is none."""
    for row in loading.rows_of(COLORS):
        for name, other in (("band", "#FFFFFF"), ("button", "#FFFFFF"), ("glow", row.text("band"))):
            color = row.text(name)
            if name in row and color and other and (found := contrast(color, other)) < LEAST:
                what = "帯の色" if name == "glow" else "白い字"
                message = f"サイトの色「{name}」と{what}の明るさの比が、{found:.1f}対1です。"
                other = "明るい" if name == "glow" else "濃い"
                hint = f"{LEAST:g}対1以上になる、もっと{other}色にしてください。"
                loading.report(row.place_of(name), message, hint)
    for row in loading.rows_of(SITE):
        if (address := row.text("base_url")) and (message := address_problem(address)):
            hint = "https://www.example.jp/plan/ のように、半角で書いてください。"
            loading.report(row.place_of("base_url"), message, hint)


def address_problem(address: str) -> str:
    """Why a site cannot have this address; empty if it can."""
    if not re.fullmatch(WEB, address) or re.search(r"[?#\"'<>\\]", address):
        return f"サイトのアドレスに「{address}」は使えません。"
    return f"サイトのアドレスが長すぎます（{LONGEST}字まで）。" if len(address) > LONGEST else ""
