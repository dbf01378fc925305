"""The HTML in a real browser: accessible by axe-core, in a light and a dark room, on a narrow telephone.

Chromium (Debian: chromium) is driven by its command line alone; scripts are added to copies of the
page for the test. Both are skipped in words where they are missing, and needed where CI=true.
"""

from __future__ import annotations

import json
import re
from html import escape, unescape
from pathlib import Path

import pypdf
import pytest

import handbook
from handbook.resources import bundled
from handbook.twins import render_html

FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--virtual-time-budget=20000"]
SCHEMES = {"dark": "0", "light": "1"}


@pytest.fixture
def run(tool, tmp_path):
    """Open a page that writes JSON into its #result; give what it wrote."""

    def open_page(html: str, *flags: str) -> object:
        page = tmp_path / "page.html"
        page.write_text(html, encoding="utf-8")
        profile = f"--user-data-dir={tmp_path / 'profile'}"
        dom = tool("chromium", "chromium", *FLAGS, profile, *flags, "--dump-dom", page.as_uri())
        written = re.search(r'<pre id="result"[^>]*>(.*?)</pre>', dom, re.DOTALL)
        assert written, dom[-2000:]
        return json.loads(unescape(written.group(1)))

    return open_page


def scripted(html: str, script: str) -> str:
    """The page with a script, which its own policy would not let run."""
    free, count = re.subn(r'<meta http-equiv="Content-Security-Policy"[^>]*>\n', "", html)
    assert count == 1
    return free.replace("</body>", f'<pre id="result" hidden></pre><script>{script}</script></body>')


AXE = """
addEventListener("load", () => axe.run(document, {rules: {"color-contrast-enhanced": {enabled: true}}})
  .then(found => {
    const told = list => list.map(
      rule => ({id: rule.id, nodes: rule.nodes.map(node => node.html.slice(0, 160))}));
    document.getElementById("result").textContent = JSON.stringify({
      passes: found.passes.length, violations: told(found.violations), incomplete: told(found.incomplete),
    });
  }));
"""


@pytest.mark.parametrize(("scheme", "width"), [("light", 500), ("dark", 900)])
def test_axe_finds_nothing(documents, axe, run, scheme, width):
    """Also contrast of 7:1 (WCAG 2, 1.4.6), which axe checks only when asked."""
    html = render_html(documents["浮島"]).replace("<details>", "<details open>")
    flags = [f"--blink-settings=preferredColorScheme={SCHEMES[scheme]}", f"--window-size={width},900"]
    found = run(scripted(html, axe + AXE), *flags)
    assert found["violations"] == []
    assert found["incomplete"] == []
    assert found["passes"] > 20


def test_axe_is_awake(documents, axe, run):
    """A page with faults is found out: the test above can fail."""
    html = (
        render_html(documents["浮島"])
        .replace('lang="ja"', 'lang="xx"')
        .replace("--ink: #1B2430", "--ink: #999999")
    )
    found = run(scripted(html, axe + AXE), "--blink-settings=preferredColorScheme=1")
    assert {"html-lang-valid", "color-contrast"} <= {rule["id"] for rule in found["violations"]}


MEASURE = """
addEventListener("load", () => {
  const told = [...document.querySelectorAll("iframe")].map(frame => {
    const page = frame.contentDocument;
    page.querySelector("details").open = true;
    const targets = [...page.querySelectorAll("a, summary")].map(one => one.getBoundingClientRect());
    return {
      width: page.documentElement.scrollWidth,
      right: Math.max(...[...page.querySelectorAll("body *")].map(one => one.getBoundingClientRect().right)),
      numbers: page.querySelectorAll("a.tel").length,
      low: Math.min(...targets.map(box => box.height)),
      size: getComputedStyle(page.documentElement).fontSize,
    };
  });
  document.getElementById("result").textContent = JSON.stringify(told);
});
"""


def test_no_edition_scrolls_sideways_and_numbers_are_large_enough_for_a_thumb(documents, run):
    """All of them on the narrowest telephone, and some on others: one browser for all."""
    wanted = [(name, 320) for name in documents]
    wanted += [(name, width) for name in ("南", "浮島", "東国分") for width in (280, 768)]
    frames = "".join(
        f'<iframe style="width:{width}px;height:600px;border:0"'
        f' srcdoc="{escape(render_html(documents[name]))}"></iframe>'
        for name, width in wanted
    )
    page = f'<!DOCTYPE html><body>{frames}<pre id="result"></pre><script>{MEASURE}</script></body>'
    told = run(page)
    assert len(told) == 46 + 6
    for (name, width), measured in zip(wanted, told, strict=True):
        assert measured["width"] <= width, name
        assert measured["right"] <= width + 0.5, name
        assert measured["numbers"] == 6, name
        assert measured["low"] >= 44, name
        assert measured["size"] == "18px", name


FIRST = """
addEventListener("load", () => {
  const told = [...document.querySelectorAll("iframe")].map(frame => {
    const number = frame.contentDocument.querySelector("a.tel").getBoundingClientRect();
    return [number.top, number.bottom];
  });
  document.getElementById("result").textContent = JSON.stringify(told);
});
"""


def test_the_first_number_stands_on_the_first_screen_of_a_small_telephone(documents, leaflet, run):
    """For all districts, and for another city with longer names."""
    other = handbook.load_plan(bundled("data") / "mihon")
    more = {
        district.name: handbook.compose(handbook.select(other, district.name), leaflet)
        for district in other.districts
    }
    made = [*documents.items(), *more.items()]
    frames = "".join(
        '<iframe style="width:320px;height:568px;border:0"'
        f' srcdoc="{escape(render_html(document))}"></iframe>'
        for _, document in made
    )
    page = f'<!DOCTYPE html><body>{frames}<pre id="result"></pre><script>{FIRST}</script></body>'
    for (name, _), (top, bottom) in zip(made, run(page), strict=True):
        assert 0 < top < bottom <= 568, name


def test_it_prints_on_three_sheets_of_a4(documents, tool, tmp_path):
    page, printed = tmp_path / "page.html", tmp_path / "page.pdf"
    page.write_text(render_html(documents["浮島"]), encoding="utf-8")
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    arguments = [*FLAGS, profile, "--no-pdf-header-footer", f"--print-to-pdf={printed}", page.as_uri()]
    tool("chromium", "chromium", *arguments)
    sheets = pypdf.PdfReader(Path(printed)).pages
    assert len(sheets) <= 3
    assert {(round(sheet.mediabox.width), round(sheet.mediabox.height)) for sheet in sheets} == {(595, 842)}
