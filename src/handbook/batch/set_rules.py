"""What can be wrong between the files of a set: one rule for each kind, in words.

In: what stands in a folder, each PDF already read and judged by itself, what is wanted. Out: `SetFinding`s,
in the order of `RULES`. A rule looks at the whole set and knows nothing of the others.
"""

from __future__ import annotations

import datetime
import hashlib
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from handbook.batch.bundles import differing
from handbook.batch.departed import departed
from handbook.batch.manifest import NAME
from handbook.batch.names import MARK, DistrictsInNames, is_proof, kind_of
from handbook.batch.run import listed
from handbook.batch.standing import Standing
from handbook.check import Finding
from handbook.composer import compose
from handbook.edition import IMPRINTED, select
from handbook.errors import InputError
from handbook.layout import Layout
from handbook.plan import Plan
from handbook.twins import render_html, render_text

MOST_GONE = 5
"""Districts that are no more of which each is told by itself."""


class SetFinding(NamedTuple):
    """One kind of thing that is wrong with a set. `docs/check.md` explains every `code`."""

    code: str
    message: str
    names: tuple[str, ...]
    """What it is found in: districts or files, in words."""
    hint: str
    files: tuple[str, ...] = ()
    """The files that must not be used as they are."""


class Pdf(NamedTuple):
    """One PDF of the folder. `claim` is the edition that it says it is; `district` and `layout` are names
    that are known, else empty; `merged` has no district."""

    file: str
    sha256: str
    claim: str = ""
    district: str = ""
    layout: str = ""
    merged: bool = False
    sheet: bool = False
    """Whether it is one to proof-read by, or a list of finished files: it belongs to no set."""
    proof: bool = False
    """Whether it claims to be one (`handbook.check.state`)."""
    unread: str = ""
    findings: tuple[Finding, ...] = ()


class WholeSet(NamedTuple):
    """What the rules look at."""

    plan: Plan
    wanted: tuple[str, ...]
    layouts: Mapping[str, Layout]
    standing: Standing
    pdfs: tuple[Pdf, ...]
    unknown: Mapping[str, str]
    """Layouts that are claimed and cannot be had → why not."""

    @property
    def build(self) -> str:
        """The command that makes the folder's files."""
        return f"handbook build --out {self.standing.folder}"

    @property
    def editions(self) -> Iterator[Pdf]:
        return (pdf for pdf in self.pdfs if pdf.district)

    @property
    def ours(self) -> Iterator[Pdf]:
        """The editions, and what was merged of them."""
        return (pdf for pdf in self.pdfs if pdf.district or pdf.merged)

    def found(self) -> Mapping[tuple[str, str], Sequence[Pdf]]:
        """Layout and district → its PDFs."""
        found = defaultdict(list)
        for pdf in self.editions:
            found[pdf.layout, pdf.district].append(pdf)
        return found

    def called(self, layout: str, district: str) -> str:
        """浮島校区, and in which layout where there are several."""
        return self.plan.called(district) + (f"（{layout}）" if len(self.layouts) > 1 else "")


class Found(NamedTuple):
    """One thing that a rule has found, in words: a district, or a file."""

    words: str
    files: tuple[str, ...] = ()
    """The files that must not be used as they are."""
    hint: str = ""
    """How to mend it, where it is another way than the rule's."""


Finder = Callable[[WholeSet], Iterable[Found]]


class Rule(NamedTuple):
    """One kind of thing that can be wrong; `{build}` in its hint is the command that makes the files."""

    code: str
    message: str
    hint: str
    find: Finder

    def findings(self, of: WholeSet) -> Iterator[SetFinding]:
        """One for all that is mended in one way."""
        alike: dict[str, list[Found]] = defaultdict(list)
        for one in self.find(of):
            alike[one.hint or self.hint].append(one)
        for hint, found in alike.items():
            names = tuple(one.words for one in found)
            files = tuple(file for one in found for file in one.files)
            yield SetFinding(self.code, self.message, names, hint.replace("{build}", of.build), files)


RULES: list[Rule] = []
"""All of them, as they stand below."""


def _rule(code: str, message: str, hint: str = "") -> Callable[[Finder], Finder]:
    """Makes a rule of the function below."""

    def enter(find: Finder) -> Finder:
        RULES.append(Rule(code, message, hint, find))
        return find

    return enter


_AWAY = "別の場所に移してください。"
_AGAIN = "{build} で作り直してください。"


def _file(file: str, why: str = "", hint: str = "") -> Found:
    return Found(f"{file}（{why}）" if why else file, (file,), hint)


@_rule(
    "missing",
    "足りない版",
    "{build} で、足りないものだけができます。一部だけ要るなら --only に名前を書きます。",
)
def _missing(of: WholeSet) -> Iterator[Found]:
    found = of.found()
    for layout in of.layouts:
        yield from (Found(of.called(layout, name)) for name in of.wanted if (layout, name) not in found)


@_rule("double", "二つ以上ある版", f"配る一つを残して、ほかは{_AWAY}")
def _double(of: WholeSet) -> Iterator[Found]:
    for pair, pdfs in of.found().items():
        if len(pdfs) > 1:
            files = tuple(pdf.file for pdf in pdfs)
            yield Found(f"{of.called(*pair)}（{listed(files)}）", files)


@_rule(
    "misnamed",
    "名前と中身が違うもの",
    f"その名前のままでは、よその番号が住む人の手に渡ります。{_AGAIN}",
)
def _misnamed(of: WholeSet) -> Iterator[Found]:
    known, names = {one.name for one in of.plan.districts}, DistrictsInNames(of.plan)
    for pdf in of.editions:
        record = of.standing.records.get(pdf.file)
        said = {record.district} & known if record else names.in_name(pdf.file)
        if said and pdf.district not in said:
            yield _file(pdf.file, f"中身は{of.plan.called(pdf.district)}版")


@_rule("other-build", "作成記録と違うもの", f"別のときの版か、手で変えたものです。{_AGAIN}")
def _other_build(of: WholeSet) -> Iterator[Found]:
    known = {file: one.sha256 for file, one in of.standing.recorded.items()}
    read = (pdf for pdf in of.pdfs if not pdf.unread)
    return (_file(pdf.file) for pdf in read if known.get(pdf.file, pdf.sha256) != pdf.sha256)


@_rule("unread", "読めないもの", f"{{build}} で作り直すか、要らないものなら{_AWAY}")
def _unread(of: WholeSet) -> Iterator[Found]:
    unread = [(pdf.file, pdf.unread) for pdf in of.pdfs if pdf.unread]
    return (_file(file, why.rstrip("。")) for file, why in (*unread, *of.standing.unread))


@_rule("foreign", "この計画の版でない PDF", f"取り違えでないか確かめ、{_AWAY}")
def _foreign(of: WholeSet) -> Iterator[Found]:
    strange = (pdf for pdf in of.pdfs if _strange(pdf) and not pdf.claim.startswith(of.plan.title + "/"))
    return (_file(pdf.file, pdf.claim or "handbook の PDF ではありません") for pdf in strange)


@_rule("imprinted", "名入れした版", "handbook check フォルダー --roster 名簿 で確かめてください。")
def _imprinted(of: WholeSet) -> Iterator[Found]:
    return (_file(pdf.file) for pdf in of.pdfs if IMPRINTED in pdf.claim)


@_rule("gone", "もう配らない版", "今のデータにない所の版です。配らずに除いてください。")
def _gone(of: WholeSet) -> Iterator[Found]:
    told: set[str] = set()
    number = 0
    for at, manifest in of.standing.manifests:
        for one in departed(manifest, of.standing.folder / at, of.plan):
            hint = f"配らずに除いてください。{one.advice}。" if number < MOST_GONE else ""
            yield from (_file(at + file, hint=hint) for file in one.files)
            told.update(at + file for file in one.files)
            number += 1
    for pdf in of.pdfs:
        ours = _strange(pdf) and pdf.claim.startswith(of.plan.title + "/")
        if ours and pdf.file not in told and pdf.layout not in of.unknown:
            yield _file(pdf.file)


@_rule("extra", "ここにあるはずのない版", f"いっしょに配らないなら、{_AWAY}")
def _extra(of: WholeSet) -> Iterator[Found]:
    wanted = {(layout, name) for layout in of.layouts for name in of.wanted}
    return (_file(pdf.file) for pdf in of.editions if (pdf.layout, pdf.district) not in wanted)


@_rule("unrecorded", "作成記録にないもの", f"どこから来たか確かめ、別の場所に移すか、{_AGAIN}")
def _unrecorded(of: WholeSet) -> Iterator[Found]:
    """Where there is no manifest at all, nothing tells whether the files are of one build."""
    known, none = of.standing.recorded, not of.standing.manifests
    hint = f"{NAME} のないフォルダーです。build の書き出し先のまま調べるか、{_AGAIN}"
    for pdf in of.ours if known or none else ():
        if pdf.file not in known:
            yield Found(pdf.file, hint=hint) if none else _file(pdf.file)


@_rule(
    "ending",
    "PDF に見えない名前の PDF",
    "印刷や次の build で見落とされます。「.」で始まらず .pdf で終わる名前にするか、除いてください。",
)
def _endings(of: WholeSet) -> Iterator[Found]:
    for pdf in of.pdfs:
        plain = pdf.file.endswith(".pdf") and not pdf.file.rpartition("/")[2].startswith(".")
        if not plain and pdf.file not in of.standing.recorded:
            yield _file(pdf.file)


@_rule("proof-name", "校正用か印刷用かが、名前と違うもの", f"校正用は名前の終わりが「{MARK}」です。{_AGAIN}")
def _proof_names(of: WholeSet) -> Iterator[Found]:
    return (_file(pdf.file) for pdf in of.ours if pdf.proof != is_proof(pdf.file))


@_rule("proof", "配るものに混じった校正用", "配るものと校正用は、別のフォルダーに分けてください。")
def _proofs(of: WholeSet) -> Iterator[Found]:
    proofs = {pdf.file: pdf.proof for pdf in of.ours}
    others = (*of.standing.twins, *of.standing.archives)
    proofs |= {file: is_proof(file) for file in others if file in of.standing.recorded}
    if not all(proofs.values()):
        yield from (_file(file) for file, proof in proofs.items() if proof)


@_rule(
    "twin",
    "版と合わないテキストや HTML",
    "{build} に --format txt や --format html を付けて作り直してください。",
)
def _twins(of: WholeSet) -> Iterator[Found]:
    editions = {pdf.file.rpartition(".")[0]: pdf for pdf in of.editions}
    for file in of.standing.twins:
        claim = of.standing.records.get(file) or editions.get(file.rpartition(".")[0])
        layout = of.layouts.get(claim.layout) if claim else None
        known = claim and any(claim.district == one.name for one in of.plan.districts)
        if claim and layout and known and not _agrees(of, file, claim.district, layout):
            yield _file(file)
    here = set(of.standing.twins)
    kinds = set(map(kind_of, here))  # who took away all of a kind meant to
    for file in of.standing.records:
        if kind_of(file) in kinds and file not in here:
            yield Found(f"{file}（ありません）")


def _agrees(of: WholeSet, file: str, district: str, layout: Layout) -> bool:
    """Whether a twin is what would be written now."""
    render = render_html if kind_of(file) == "html" else render_text
    edition, path = select(of.plan, district), of.standing.folder / file
    try:
        for day in (None, datetime.date.max):  # before the end of the plan's period, or after it
            wanted = render(compose(edition, layout, not is_proof(file), day)).encode("utf-8")
            if path.stat().st_size == len(wanted) and path.read_bytes() == wanted:
                return True
    except (InputError, OSError):
        pass
    return False


@_rule("merged", "一つずつと合わないまとめ PDF", "{build} に --merge を付けて作り直してください。")
def _merged(of: WholeSet) -> Iterator[Found]:
    order = {name: at for at, name in enumerate(of.wanted)}
    for pdf in of.pdfs:
        if not pdf.merged:
            continue
        own = {one.district: one.file for one in of.editions if one.layout == pdf.layout}
        singles = [
            (of.plan.called(name), of.standing.folder / own[name])
            for name in sorted(own, key=lambda name: order.get(name, len(order)))
        ]
        try:
            if pages := differing(of.standing.folder / pdf.file, singles):
                yield _file(pdf.file, f"{pages[0]}{'など' if pages[1:] else ''}")
        except InputError as error:
            yield _file(pdf.file, error.problems[0].message)


@_rule("archive", "フォルダーの PDF と合わない ZIP", "{build} に --zip を付けて作り直してください。")
def _archives(of: WholeSet) -> Iterator[Found]:
    digests = {pdf.file: pdf.sha256 for pdf in of.pdfs}
    wanted = sorted(pdf.file for pdf in of.editions)
    for file in of.standing.archives:
        at = file[: file.rfind("/") + 1]
        try:
            inside = _inside(of.standing.folder, file, at, digests)
        except (OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error):
            yield _file(file, "読めません")
            continue
        other = [name for name, same in inside.items() if not same]
        other += [name for name in wanted if name.startswith(at) and name not in inside]
        if other and (inside or file in of.standing.bundles):  # else it is somebody's own
            yield _file(file, f"{other[0]}{'など' if other[1:] else ''}")


def _inside(folder: Path, archive: str, at: str, digests: Mapping[str, str]) -> dict[str, bool]:
    """Each PDF in a ZIP file, and whether it is the one of its name in the folder, to the last byte.

    What is not as long as that, or is there twice, is not unpacked: it might never end.
    """
    same: dict[str, bool] = {}
    with zipfile.ZipFile(folder / archive) as file:
        for entry in file.infolist():
            name = at + entry.filename
            if kind_of(name) != "pdf":
                continue
            plain = entry.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
            alike = name in digests and entry.file_size == (folder / name).stat().st_size
            if name in same or not plain or not alike:
                same[name] = False
            else:  # no more is unpacked than the entry says
                same[name] = hashlib.sha256(file.read(entry)).hexdigest() == digests[name]
    return same


def _strange(pdf: Pdf) -> bool:
    """Whether it is no edition, merged file or sheet of a layout and a plan that we have."""
    return not (pdf.unread or pdf.district or pdf.merged or pdf.sheet or IMPRINTED in pdf.claim)


@_rule("layout", "レイアウトがなくて調べられないもの")
def _layouts(of: WholeSet) -> Iterator[Found]:
    claimed = [pdf for pdf in of.pdfs if pdf.layout in of.unknown]
    for name, why in of.unknown.items():
        hint = f"そのレイアウトのファイルを --layout に書いてください。{why}"
        own = [_file(pdf.file, name, hint) for pdf in claimed if pdf.layout == name]
        yield from own or [Found(name, hint=hint)]


@_rule(
    "manifest", "作成記録を信じられません", "もう一度 {build} をすると、全部を作り直し、記録も新しくします。"
)
def _manifests(of: WholeSet) -> Iterator[Found]:
    return (Found(f"{at}{manifest.note}") for at, manifest in of.standing.manifests if manifest.note)
