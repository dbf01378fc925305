"""What can be wrong between the files of a set: one rule for each kind, in words.

In: what stands in a folder, each PDF already read and judged by itself, what is wanted. Out: `SetFinding`s,
in the order of `RULES`. Each rule looks at the whole set and knows nothing of the others.
"""

from __future__ import annotations

import datetime
import hashlib
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from handbook.batch import stale
from handbook.batch.bundles import differing
from handbook.batch.departed import departed
from handbook.batch.names import MARK, DistrictsInNames, is_proof, kind_of
from handbook.batch.standing import Standing
from handbook.check import Finding
from handbook.composer import compose
from handbook.edition import select
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

    def found(self) -> Mapping[tuple[str, str], Sequence[Pdf]]:
        """Layout and district → its PDFs."""
        found = defaultdict(list)
        for pdf in self.editions:
            found[pdf.layout, pdf.district].append(pdf)
        return found

    def called(self, layout: str, district: str) -> str:
        """浮島校区, and in which layout where there are several."""
        return self.plan.called(district) + (f"（{layout}）" if len(self.layouts) > 1 else "")


Rule = Callable[[WholeSet], Iterator[SetFinding]]


def _manifests(of: WholeSet) -> Iterator[SetFinding]:
    if notes := tuple(f"{at}{manifest.note}" for at, manifest in of.standing.manifests if manifest.note):
        yield SetFinding(
            "manifest",
            "作成記録を信じられません",
            notes,
            f"もう一度 {of.build} をすると、全部を作り直し、記録も新しくします。",
        )


def _layouts(of: WholeSet) -> Iterator[SetFinding]:
    if of.unknown:
        claimed = [pdf for pdf in of.pdfs if pdf.layout in of.unknown]
        names = tuple(f"{pdf.file}（{pdf.layout}）" for pdf in claimed) or tuple(of.unknown)
        hint = f"そのレイアウトのファイルを --layout に書いてください。{next(iter(of.unknown.values()))}"
        files = tuple(pdf.file for pdf in claimed)
        yield SetFinding("layout", "レイアウトがなくて調べられないもの", names, hint, files)


def _missing(of: WholeSet) -> Iterator[SetFinding]:
    found = of.found()
    pairs = [(layout, name) for layout in of.layouts for name in of.wanted if (layout, name) not in found]
    if pairs:
        yield SetFinding(
            "missing",
            "足りない版",
            tuple(of.called(*pair) for pair in pairs),
            f"{of.build} で、足りないものだけができます。一部だけ要るなら --only に名前を書きます。",
        )


def _double(of: WholeSet) -> Iterator[SetFinding]:
    double = {pair: pdfs for pair, pdfs in of.found().items() if len(pdfs) > 1}
    if double:
        yield SetFinding(
            "double",
            "二つ以上ある版",
            tuple(f"{of.called(*pair)}（{_listed(pdfs)}）" for pair, pdfs in double.items()),
            "配る一つを残して、ほかは別の場所に移してください。",
            tuple(pdf.file for pdfs in double.values() for pdf in pdfs),
        )


def _extra(of: WholeSet) -> Iterator[SetFinding]:
    wanted = set(of.wanted)
    extra = [pdf for pdf in of.editions if pdf.district not in wanted or pdf.layout not in of.layouts]
    if extra:
        yield _about(
            extra, "extra", "ここにあるはずのない版", "いっしょに配らないなら、別の場所に移してください。"
        )


def _gone(of: WholeSet) -> Iterator[SetFinding]:
    what, away = "もう配らない版", "配らずに除いてください。"
    gone = [
        (tuple(at + file for file in one.files), f"{away}{one.advice}。")
        for at, manifest in of.standing.manifests
        for one in departed(manifest, of.standing.folder / at, of.plan)
    ]
    told = {file for files, _ in gone for file in files}
    known = of.plan.title + "/"
    others = [pdf for pdf in of.pdfs if _strange(pdf) and pdf.claim.startswith(known)]
    left = [pdf.file for pdf in others if pdf.file not in told and pdf.layout not in of.unknown]
    left += [file for files, _ in gone[MOST_GONE:] for file in files]
    for files, hint in (*gone[:MOST_GONE], (tuple(left), f"今のデータにない所の版です。{away}")):
        if files:
            yield SetFinding("gone", what, files, hint, files)


def _foreign(of: WholeSet) -> Iterator[SetFinding]:
    foreign = [pdf for pdf in of.pdfs if _strange(pdf) and not pdf.claim.startswith(of.plan.title + "/")]
    if foreign:
        yield SetFinding(
            "foreign",
            "この計画の版でない PDF",
            tuple(f"{pdf.file}（{pdf.claim or 'handbook の PDF ではありません'}）" for pdf in foreign),
            "取り違えでないか確かめ、別の場所に移してください。",
            tuple(pdf.file for pdf in foreign),
        )


def _unread(of: WholeSet) -> Iterator[SetFinding]:
    unread = [(pdf.file, pdf.unread) for pdf in of.pdfs if pdf.unread]
    unread += of.standing.unread
    if unread:
        names = tuple(f"{file}（{why.rstrip('。')}）" for file, why in unread)
        hint = f"{of.build} で作り直すか、要らないものなら別の場所に移してください。"
        yield SetFinding("unread", "読めないもの", names, hint, tuple(file for file, _ in unread))


def _unrecorded(of: WholeSet) -> Iterator[SetFinding]:
    """Files that no manifest knows, where there is one."""
    known = of.standing.recorded
    strange = [pdf for pdf in of.pdfs if (pdf.district or pdf.merged) and pdf.file not in known]
    if strange and known:
        hint = f"どこから来たか確かめ、別の場所に移すか、{of.build} で作り直してください。"
        yield _about(strange, "unrecorded", "作成記録にないもの", hint)


def _other_build(of: WholeSet) -> Iterator[SetFinding]:
    known = of.standing.recorded
    other = [
        pdf
        for pdf in of.pdfs
        if not pdf.unread and pdf.file in known and known[pdf.file].sha256 != pdf.sha256
    ]
    if other:
        hint = f"別のときの版か、手で変えたものです。{of.build} で作り直してください。"
        yield _about(other, "other-build", "作成記録と違うもの", hint)


def _misnamed(of: WholeSet) -> Iterator[SetFinding]:
    """Names that say another district than the file is of."""
    known, names, wrong = {one.name for one in of.plan.districts}, DistrictsInNames(of.plan), []
    for pdf in of.editions:
        record = of.standing.records.get(pdf.file)
        said = {record.district} & known if record else names.in_name(pdf.file)
        if said and pdf.district not in said:
            wrong.append(pdf)
    if wrong:
        yield SetFinding(
            "misnamed",
            "名前と中身が違うもの",
            tuple(f"{pdf.file}（中身は{of.plan.called(pdf.district)}版）" for pdf in wrong),
            f"その名前のままでは、よその番号が住む人の手に渡ります。{of.build} で作り直してください。",
            tuple(pdf.file for pdf in wrong),
        )


def _endings(of: WholeSet) -> Iterator[SetFinding]:
    known = of.standing.recorded
    strange = [pdf for pdf in of.pdfs if not pdf.file.endswith(".pdf") and pdf.file not in known]
    if strange:
        hint = (
            "PDF なのに名前がそう見えず、印刷や次の build で見落とされます。.pdf に直すか、除いてください。"
        )
        yield _about(strange, "ending", ".pdf で終わらない PDF", hint)


def _proofs(of: WholeSet) -> Iterator[SetFinding]:
    pdfs = [pdf for pdf in of.pdfs if pdf.district or pdf.merged]
    known = of.standing.recorded
    others = [file for file in (*of.standing.twins, *of.standing.archives) if file in known]
    proofs = (*(pdf.file for pdf in pdfs if pdf.proof), *filter(is_proof, others))
    if other := [pdf for pdf in pdfs if pdf.proof != is_proof(pdf.file)]:
        hint = f"校正用は名前の終わりが「{MARK}」です。{of.build} で作り直してください。"
        yield _about(other, "proof-name", "校正用か印刷用かが、名前と違うもの", hint)
    if proofs and len(proofs) < len(pdfs) + len(others):
        hint = "配るものと校正用は、別のフォルダーに分けてください。"
        yield SetFinding("proof", "配るものに混じった校正用", proofs, hint, proofs)


def _twins(of: WholeSet) -> Iterator[SetFinding]:
    wrong = []
    editions = {pdf.file.rpartition(".")[0]: pdf for pdf in of.editions}
    for file in of.standing.twins:
        claim = of.standing.records.get(file) or editions.get(file.rpartition(".")[0])
        layout = of.layouts.get(claim.layout) if claim else None
        known = claim and any(claim.district == one.name for one in of.plan.districts)
        if claim and layout and known and not _agrees(of, file, claim.district, layout):
            wrong.append(file)
    here = set(of.standing.twins)
    kinds = set(map(kind_of, here))  # who took away all of a kind meant to
    lost = [file for file in of.standing.records if kind_of(file) in kinds and file not in here]
    names = (*wrong, *(f"{file}（ありません）" for file in lost))
    if names:
        hint = f"{of.build} に --format txt や --format html を付けて作り直してください。"
        yield SetFinding("twin", "版と合わないテキストや HTML", names, hint, tuple(wrong))


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


def _merged(of: WholeSet) -> Iterator[SetFinding]:
    wrong = []
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
                wrong.append((pdf, f"{pages[0]}{'など' if pages[1:] else ''}"))
        except InputError as error:
            wrong.append((pdf, error.problems[0].message))
    if wrong:
        yield SetFinding(
            "merged",
            "一つずつと合わないまとめ PDF",
            tuple(f"{pdf.file}（{where}）" for pdf, where in wrong),
            f"{of.build} に --merge を付けて作り直してください。",
            tuple(pdf.file for pdf, _ in wrong),
        )


def _archives(of: WholeSet) -> Iterator[SetFinding]:
    digests = {pdf.file: pdf.sha256 for pdf in of.pdfs}
    wanted = sorted(pdf.file for pdf in of.editions)
    wrong = []
    for file in of.standing.archives:
        at = file[: file.rfind("/") + 1]
        try:
            inside = _inside(of.standing.folder, file, at, digests)
        except (OSError, ValueError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error):
            wrong.append(f"{file}（読めません）")
            continue
        if inside or file in of.standing.bundles:  # else it is somebody's own
            other = [name for name, same in inside.items() if not same]
            other += [name for name in wanted if name.startswith(at) and name not in inside]
            wrong += [f"{file}（{other[0]}{'など' if other[1:] else ''}）"] if other else []
    if wrong:
        hint = f"{of.build} に --zip を付けて作り直してください。"
        yield SetFinding("archive", "フォルダーの PDF と合わない ZIP", tuple(wrong), hint)


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
            if name in same or name not in digests or not plain:
                same[name] = False
                continue
            found, left = hashlib.sha256(), (folder / name).stat().st_size
            if entry.file_size == left:
                with file.open(entry) as stream:
                    while block := stream.read(min(left, stale.BLOCK)):
                        found.update(block)
                        left -= len(block)
            same[name] = not left and found.hexdigest() == digests[name]
    return same


def _strange(pdf: Pdf) -> bool:
    """Whether it is no edition, merged file or sheet of a layout and a plan that we have."""
    return not (pdf.unread or pdf.district or pdf.merged or pdf.sheet)


def _listed(pdfs: Sequence[Pdf]) -> str:
    return "、".join(pdf.file for pdf in pdfs[:5]) + (f" ほか{len(pdfs) - 5}件" if pdfs[5:] else "")


def _about(pdfs: Sequence[Pdf], code: str, message: str, hint: str) -> SetFinding:
    files = tuple(pdf.file for pdf in pdfs)
    return SetFinding(code, message, files, hint, files)


RULES: tuple[Rule, ...] = (
    _missing,
    _double,
    _misnamed,
    _other_build,
    _unread,
    _foreign,
    _gone,
    _extra,
    _unrecorded,
    _endings,
    _proofs,
    _twins,
    _merged,
    _archives,
    _layouts,
    _manifests,
)
