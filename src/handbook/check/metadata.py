"""The file itself: what it says about itself, fonts inside it, whether all of it could be read."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.check.finding import REBUILD, Finding, limited, quote
from handbook.check.foreign import strange_in
from handbook.check.page_text import FileText, compact
from handbook.check.promised import Claim
from handbook.edition import Edition
from handbook.layout import Layout
from handbook.readback import ReadBack

IDENTIFIER = "HandbookEdition"
"""Key of the document information that says which edition a file is: `plan/layout/slug`."""

_DEFAULTS = frozenset(("anonymous", "unspecified", "untitled", "unknown", "none", "null"))


def check_metadata(text: FileText, claim: Claim) -> Iterator[Finding]:
    """Fonts, metadata, readability."""
    file = text.file
    yield from _whole(file)
    yield from _fonts(file)
    yield from _metadata(file, claim.edition)
    yield from _identity(file, claim.edition, claim.layout)
    yield from limited(_strange(file, claim), "文書の情報")


def _whole(file: ReadBack) -> Iterator[Finding]:
    if file.encrypted:
        message = "ファイルが保護されています。開けても、印刷や読み上げができないことがあります。"
        hint = "保護を外して保存し直すか、handbook build で作り直してください。"
        yield Finding("encrypted", message, hint)
    if file.layered:
        yield Finding(
            "layers",
            "レイヤー（表示と非表示を切り替えられる層）があります。画面と印刷で、違うものが出ることがあります。",
            REBUILD,
        )
    if file.extras:
        message = f"開くと動く仕掛けか、添えられたファイルがあります（{'、'.join(file.extras)}）。"
        yield Finding("extras", message, REBUILD)
    for page in file.pages:
        if page.notes:
            kinds = "、".join(dict.fromkeys(kind or "名前なし" for kind in page.notes[:5]))
            message = f"紙面の上に、注釈（{kinds}）が重ねてあります。下の文字を隠すことがあります。"
            yield Finding("note-on-page", message, REBUILD, page.number)
        if page.broken or page.faults:
            yield Finding(
                "damaged",
                "ページの中身の一部が壊れていて、読み取れません。ここに書いてあることは確かめられていません。",
                REBUILD,
                page.number,
            )


def _fonts(file: ReadBack) -> Iterator[Finding]:
    for font in file.fonts:
        page = font.pages[0] if font.pages else None
        if not font.embedded:
            yield Finding(
                "font-not-embedded",
                f"フォント「{font.name}」が埋め込まれていません。印刷所や別のパソコンで字が変わります。",
                REBUILD + "別のソフトのPDFなら、フォントを埋め込んで書き出してください。",
                page,
            )
        elif not font.subset:
            yield Finding(
                "font-not-subset",
                f"フォント「{font.name}」が丸ごと入っていて、ファイルが大きくなっています。",
                REBUILD
                + "別のソフトのPDFなら、使った字だけを埋め込む（サブセット）設定で書き出してください。",
                page,
            )
        if not font.readable:
            yield Finding(
                "font-unreadable",
                f"フォント「{font.name}」の字が何の文字か、ファイルに書かれていません。読み上げも検索もできません。",
                REBUILD,
                page,
            )


def _metadata(file: ReadBack, edition: Edition) -> Iterator[Finding]:
    plan, name = edition.plan, edition.district.name
    title = compact(file.title)
    if compact(plan.title) not in title or compact(name) not in title:
        yield Finding(
            "title",
            f"文書の題名が{quote(file.title) if file.title else 'ありません'}。"
            if not file.title
            else f"文書の題名{quote(file.title)}に、計画の名前か「{name}」がありません。",
            f"題名は「{edition.title}」のようになります。{REBUILD}",
        )
    elif file.xmp_title and compact(file.xmp_title) != title:
        yield Finding(
            "title", f"文書の題名が2通りあります：{quote(file.title)}と{quote(file.xmp_title)}", REBUILD
        )
    if not file.language.lower().startswith("ja"):
        found = f"{quote(file.language)}になっています" if file.language else "書かれていません"
        yield Finding("language", f"文書の言語が{found}。読み上げソフトが日本語として読めません。", REBUILD)
    if not file.info.get("Author", "").strip():
        yield Finding("author", "作成者（発行者）が書かれていません。", REBUILD)
    for key, value in file.info.items():
        if value.strip(" ()").lower() in _DEFAULTS:
            message = f"文書の情報（{key}）が、ソフトの初期値{quote(value)}のままです。"
            yield Finding("default-metadata", message, REBUILD)


def _strange(file: ReadBack, claim: Claim) -> Iterator[Finding]:
    """What the file says about itself, and is found and shown by, but for what identifies it."""
    told = {("XMP", text) for text in file.xmp if not text.startswith("uuid:")} | set(file.info.items())
    for key, text in sorted(told):
        for what in strange_in(text, claim):
            yield Finding("foreign-metadata", f"文書の情報（{key}）が{quote(text)}です。{what}", REBUILD)


def _identity(file: ReadBack, edition: Edition, layout: Layout | None) -> Iterator[Finding]:
    if not (claim := file.info.get(IDENTIFIER, "")):
        message = f"どの{edition.plan.district_kind}版なのかが、文書の情報に書かれていません。"
        hint = "handbook で作ったPDFを指定してください。"
        yield Finding("edition", message, hint)
        return
    plan, layout_name, slug = (*claim.rsplit("/", 2), "", "")[:3]
    wrong = slug != edition.slug or compact(plan) != compact(edition.plan.title)
    if wrong or (layout is not None and layout_name != layout.name):
        expected = f"{edition.plan.title}/{layout.name if layout else layout_name}/{edition.slug}"
        message = f"別の版のファイルです：{quote(claim, 80)}。確かめているのは{quote(expected, 80)}です。"
        hint = "ファイルの取り違えがないか、お確かめください。"
        yield Finding("edition", message, hint)
