"""The file names of a batch, from a template such as `{district}{kind}.pdf`.

In: a plan, the editions wanted, a template. Out: one file name per district.
Everything wrong with the template or the names is found here, before anything
is written: unknown fields, names that no file can have, two districts with one name.
"""

from __future__ import annotations

import difflib
import os
import string
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping, Set

from handbook.edition import PROOF
from handbook.errors import InputError, Problem
from handbook.files import check_name
from handbook.layout import Layout
from handbook.plan import District, Plan

TEMPLATE = "{district}{kind}.pdf"

FIELDS = {
    "district": "名前(浮島)",
    "kind": "呼び名(校区)",
    "reading": "読み(うきしま)",
    "slug": "ローマ字(ukishima)",
    "number": "通し番号(01から)",
    "bloc": "もとの市町(城島町)",
    "plan": "計画の名前",
    "layout": "レイアウトの名前(leaflet)",
}
"""What a template may name in braces, and what each stands for."""

PRESS, PLATES = "press", "plates"
"""Folders beside the editions: for a print shop, and for a duplicator. Their files are no editions."""

MARK = f"（{PROOF}）"
"""Stands before the ending of every file that is not final."""


def marked(name: str, final: bool) -> str:
    """What a file is called that is final, or a proof."""
    stem, ending = os.path.splitext(name)
    return f"{stem.removesuffix(MARK)}{'' if final or not ending else MARK}{ending}"


def file_names(
    plan: Plan,
    layout: Layout,
    districts: Iterable[District],
    template: str,
    shard: int | None = None,
    final: bool = False,
) -> dict[str, str]:
    """District name → file name. Raises `InputError` with everything that is wrong.

    `shard`: put at most so many files into a folder, by their place in the plan; the names then
    begin with their folder, such as `00001-01000/`.
    """
    check_template(template)
    places = len(str(len(plan.districts)))
    numbers = {district.name: n for n, district in enumerate(plan.districts, 1)}
    names = {
        district.name: template.format(
            district=district.name,
            kind=plan.district_kind,
            reading=district.reading,
            slug=district.slug,
            number=f"{numbers[district.name]:0{places}d}",
            bloc=district.bloc,
            plan=plan.title,
            layout=layout.name,
        )
        for district in districts
    }
    found = (_why_not(name) or _why_not(marked(name, final)) for name in names.values())
    problems = [problem for problem in found if problem]
    problems += _clashes(names, plan.district_kind)
    if problems:
        raise InputError.stopping(problems)
    names = {district: marked(name, final) for district, name in names.items()}
    if shard is None:
        return names
    return {name: f"{_folder(numbers[name], shard, places)}/{file}" for name, file in names.items()}


def _folder(number: int, shard: int, places: int) -> str:
    first = (number - 1) // shard * shard + 1
    return f"{first:0{places}d}-{first + shard - 1:0{places}d}"


def kind_of(file: str) -> str:
    """What an ending says a file is, in whatever case it is written: `浮島校区.PDF` is a `pdf`."""
    return file.rpartition(".")[2].casefold()


def is_proof(file: str) -> bool:
    """Which state a file claims by its name: a proof's, or a final one's."""
    stem = unicodedata.normalize("NFKC", file.rpartition(".")[0])
    return stem.rstrip().endswith(unicodedata.normalize("NFKC", MARK))


class DistrictsInNames:
    """Finds districts in file names, where they stand as `TEMPLATE` and `FIELDS` put them."""

    def __init__(self, plan: Plan) -> None:
        self._kind = _folded(plan.district_kind)
        self._forms: dict[str, str] = {}
        for one in plan.districts:
            for form in (one.reading, one.slug, one.name):
                self._forms[_folded(form)] = one.name
        self._longest = max(map(len, self._forms))

    def in_name(self, file: str) -> Set[str]:
        """The districts whose name, reading or slug stands in a file's name, the longest at each place."""
        stem = _folded(file.rpartition("/")[2].rpartition(".")[0])
        found, start = set(), 0
        while start < len(stem):
            ends = range(min(len(stem), start + self._longest), start, -1)
            end = next((end for end in ends if self._stands(stem, start, end)), 0)
            if end:
                found.add(self._forms[stem[start:end]])
            start = end or start + 1
        return found

    def _stands(self, stem: str, start: int, end: int) -> bool:
        """Whether a form stands there by itself: 南 in 南校区 and 30-南, not in 南部."""
        form, rest = stem[start:end], stem[end:]
        if form not in self._forms or (form.isascii() and stem[:start][-1:].isalnum()):
            return False
        return not rest[:1].isalpha() or (bool(self._kind) and rest.startswith(self._kind))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def check_template(template: str, fields: Mapping[str, str] = FIELDS) -> None:
    """Raises `InputError` unless the template is plain text with known fields, ending in .pdf."""
    if template == TEMPLATE:
        return
    known = "、".join(f"{{{name}}} {meaning}" for name, meaning in fields.items())
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError:
        message = f"ファイル名の型「{template}」の {{ }} が閉じていません。"
        raise InputError.of(message, f"使えるのは {known} です。", stops=True) from None
    problems = []
    for _, name, form, conversion in parts:
        if name is None:
            continue
        why = f"ファイル名の型「{template}」の {{{name}}} "
        if name not in fields:
            near = difflib.get_close_matches(name, fields, n=1)
            meant = f"もしかして {{{near[0]}}}? " if near else ""
            problems.append(Problem(f"{why}は使えません。", f"{meant}使えるのは {known} です。"))
        elif form or conversion:
            problems.append(Problem(f"{why}に余分な指定があります。", f"{{{name}}} とだけ書いてください。"))
    if kind_of(template) != "pdf":
        message = f"ファイル名の型「{template}」が .pdf で終わっていません。"
        problems.append(Problem(message, "最後に .pdf を付けてください。"))
    if problems:
        raise InputError.stopping(problems)


def _why_not(name: str) -> Problem | None:
    """Why no file can have this name, or None if one can."""
    if not name[: -len(".pdf")].strip(" .\u3000"):
        return Problem(f"ファイル名「{name}」の .pdf の前が空です。", f"例: {TEMPLATE}")
    try:
        os.fsencode(name)
        check_name(name, name)
    except UnicodeEncodeError:
        message = f"このコンピューターの文字の設定（ロケール）では、ファイル名「{name}」を書けません。"
        hint = "環境変数 PYTHONUTF8=1 を設定してください。"
        return Problem(message, hint)
    except InputError as error:
        return error.problems[0]
    return None


def clashes(names: Mapping[str, str]) -> list[list[str]]:
    """What has names that would overwrite each other, also where case or the form of kana does not count."""
    found = defaultdict(list)
    for one, name in names.items():
        found[unicodedata.normalize("NFKC", name).casefold()].append(one)
    return [same for same in found.values() if len(same) > 1]


def _clashes(names: dict[str, str], kind: str) -> list[Problem]:
    return [
        Problem(
            f"{len(same)}{kind}のファイル名がどれも「{names[same[0]]}」になります({'、'.join(same[:3])}など)。",
            "一つごとに変わる {district} か {slug} を型に入れてください。",
        )
        for same in clashes(names)
    ]
