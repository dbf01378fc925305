"""Names of elsewhere in a text: other districts of the plan, and towns that it does not know.

Goes in: a plan, a compacted text. Comes out: where such names stand, or which they are.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from handbook.check.wording import compact, edition_wording, plan_wording
from handbook.edition import Edition
from handbook.plan import Plan

_TOWN_ENDS = frozenset("市町村")
_NO_PLACE = ("都市", "本市", "全市", "当市", "同市", "各市", "他市", "市町", "町村", "朝市")


@lru_cache(maxsize=1)
def _towns() -> re.Pattern[str]:
    # Made when first needed: good pages hold no name that would have to be looked at.
    return re.compile(r"(?:[一-鿿々]{2,4}|[ぁ-ん]{3,5}|[ァ-ヶー]{2,6})[市町村](?![一-鿿])")


def places(plain: str, covered: bytearray, edition: Edition) -> Iterator[tuple[int, int, str]]:
    """Names of other districts and of other towns outside known wording: start, end, what it is."""
    if 0 not in covered:
        return
    yield from _districts_named(plain, covered, edition)
    if all(covered[at] for at, char in enumerate(plain) if char in _TOWN_ENDS):
        return
    wording = _wording_with_towns(edition.plan) + "".join(edition_wording(edition))
    for match in _towns().finditer(plain):
        start, end = match.span()
        name = match[0]
        if not covered[end - 1] and name not in wording and not name.endswith(_NO_PLACE):
            yield start, end, f"データにない地名「{name}」があります。"


def _districts_named(plain: str, covered: bytearray, edition: Edition) -> Iterator[tuple[int, int, str]]:
    """Other districts' names that hold an uncovered character, looked for around such characters only:
    a country has 20,000 names, and a good page hardly any such character."""
    names = _district_names(edition.plan)
    found: dict[tuple[int, int], str] = {}
    at = covered.find(0)
    while at >= 0:
        for length in names.lengths:
            for start in range(max(0, at - length + 1), min(at, len(plain) - length) + 1):
                district = names.districts.get(plain[start : start + length])
                if district is not None and district != edition.district.name:
                    found[start, start + length] = district
        at = covered.find(0, at + 1)
    for (start, end), district in sorted(found.items()):
        yield start, end, f"別の校区の名前「{district}」があります。"


def _could_be_towns(plain: str) -> Iterator[str]:
    """Every piece of a text that has the length and the end of a town's name: told without the pattern,
    which takes longer to make than a layout's few towns to look up."""
    for at, char in enumerate(plain):
        if char in _TOWN_ENDS and not "一" <= plain[at + 1 : at + 2] <= "鿿":
            yield from (plain[start : at + 1] for start in range(max(0, at - 6), at - 1))


@lru_cache(maxsize=8)
def telling(plan: Plan) -> frozenset[str]:
    """The characters that make up districts' names and end towns' names: without one of them outside
    known wording, a text names no place of elsewhere."""
    return _TOWN_ENDS.union(*_district_names(plan).districts)


@lru_cache(maxsize=4096)
def elsewhere(plan: Plan, text: str) -> frozenset[str]:
    """The districts of the plan, and the towns that it does not know, that a layout's text names."""
    plain = compact(text)
    names = _district_names(plan)
    found = {
        names.districts[plain[start : start + length]]
        for start, first in enumerate(plain)
        if first in names.firsts
        for length in names.lengths
        if plain[start : start + length] in names.districts
    }
    wording = _wording_with_towns(plan)
    if not all(piece in wording for piece in _could_be_towns(plain)):
        towns = (match[0] for match in _towns().finditer(plain))
        found.update(town for town in towns if town not in wording and not town.endswith(_NO_PLACE))
    return frozenset(found)


class _DistrictNames:
    """The names of a plan's districts, to be looked up in a text."""

    def __init__(self, plan: Plan) -> None:
        names = [district.name for district in plan.districts]
        self.districts = {name if len(name) > 1 else f"{name}校区": name for name in names}
        """What names a district on a page → its name. One character (南) names one only before 校区."""
        self.lengths = sorted(set(map(len, self.districts)))
        self.firsts = frozenset(name[:1] for name in self.districts)


_district_names = lru_cache(maxsize=8)(_DistrictNames)


@lru_cache(maxsize=8)
def _wording_with_towns(plan: Plan) -> str:
    """The wording of all editions, and the towns of all districts."""
    towns = dict.fromkeys(district.bloc for district in plan.districts)
    return "".join(plan_wording(plan)) + "".join(f"{town} " for town in towns)
