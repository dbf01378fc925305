"""Colour, images and transparency as PDF/A-2 wants them (6.2.3 to 6.2.10)."""

from __future__ import annotations

from collections.abc import Iterator

from handbook.check.finding import Finding
from handbook.check.standards.catalogue import found
from handbook.readback.anatomy import Anatomy
from handbook.readback.objects import Objects
from handbook.readback.scan import PageScan

_DEVICE = {"DeviceRGB": 3, "DeviceCMYK": 4, "DeviceGray": 1}
_INTENTS = frozenset(("RelativeColorimetric", "AbsoluteColorimetric", "Perceptual", "Saturation", ""))
_BLENDS = frozenset(
    (
        *("Normal", "Compatible", "Multiply", "Screen", "Overlay", "Darken", "Lighten", "ColorDodge"),
        *("ColorBurn", "HardLight", "SoftLight", "Difference", "Exclusion", "Hue", "Saturation"),
        *("Color", "Luminosity"),
    )
)
_MOST_SPACES = 2_000


def check_color(file: Anatomy) -> Iterator[Finding]:
    objects = file.objects
    intents = [
        objects.dictionary(intent) for intent in objects.array(objects.catalog.get("OutputIntents"))[:100]
    ]
    kept = [intent for intent in intents if objects.name(intent.get("S")) == "GTS_PDFA1"]
    components = 0
    for intent in kept:
        profile = intent.get("DestOutputProfile")
        if not objects.is_stream(profile):
            yield found("a-6.2.3", "ICCプロファイルがありません")
            continue
        if not _profile_fits(objects, profile):
            yield found("a-6.2.4.2", "出力インテント")
        components = int(objects.number(objects.dictionary(profile).get("N")) or 0)
    if len({objects.number_of(intent.get("DestOutputProfile")) for intent in intents}) > 1:
        yield found("a-6.2.3", "基準が2通りあります")
    told: set[int] = set()
    for page in file.pages:
        yield from _device_colors(objects, page, components, told)
        yield from _states(objects, page, components)
        yield from _xobjects(objects, page, told)
        for intent_name in sorted(page.intents - _INTENTS):
            yield found("a-6.2.6", intent_name, page.number)


def _profile_fits(objects: Objects, profile: object) -> bool:
    """Whether a stream is an ICC profile with as many components as its dictionary says."""
    data = objects.stream(profile) or b""
    channels = {b"GRAY": 1, b"RGB ": 3, b"CMYK": 4, b"Lab ": 3}.get(data[16:20])
    number = objects.number(objects.dictionary(profile).get("N"))
    return data[36:40] == b"acsp" and channels is not None and channels == number


def _device_colors(objects: Objects, page: PageScan, components: int, told: set[int]) -> Iterator[Finding]:
    resources = objects.dictionary(page.dictionary.get("Resources"))
    defaults = objects.dictionary(resources.get("ColorSpace"))
    used = set(page.colors)
    if not used and not page.spaces and any(piece.kind in ("text", "path") for piece in page.pieces):
        used.add("DeviceGray")  # what is drawn without a colour is black of this space
    stack = list(page.spaces)
    for dictionary in page.xobjects.values():
        if objects.flag(dictionary.get("ImageMask")) is not True:
            stack.append(dictionary.get("ColorSpace"))
    for _ in range(_MOST_SPACES):
        if not stack:
            break
        value = stack.pop()
        name = objects.name(value)
        if name:
            used |= {name} & set(_DEVICE)
            continue
        items = objects.array(value)
        kind = objects.name(items[0]) if items else ""
        if kind == "ICCBased" and len(items) > 1:
            number = objects.number_of(items[1]) or -1
            if number not in told and not _profile_fits(objects, items[1]):
                told.add(number)
                yield found("a-6.2.4.2", page=page.number)
        elif kind in ("Indexed", "Pattern") and len(items) > 1:
            stack.append(items[1])
        elif kind in ("Separation", "DeviceN") and len(items) > 2:
            stack.append(items[2])
    for space in sorted(used):
        # Grey may be told from any output profile; the others need one of their own kind (6.2.4.3).
        default = space.replace("Device", "Default") in defaults
        fits = bool(components) if space == "DeviceGray" else components == _DEVICE[space]
        if not default and not fits:
            yield found("a-6.2.4.3", space, page.number)


def _states(objects: Objects, page: PageScan, components: int) -> Iterator[Finding]:
    wrong: set[str] = set()
    transparent = False
    for state in page.states:
        if "TR" in state or ("TR2" in state and objects.name(state["TR2"]) != "Default"):
            wrong.add("TR")
        if "HTP" in state:
            wrong.add("HTP")
        intent = objects.name(state.get("RI"))
        if intent not in _INTENTS:
            yield found("a-6.2.6", intent, page.number)
        modes = [objects.name(mode) for mode in objects.items(state.get("BM"))] or ["Normal"]
        if not _BLENDS & set(modes):
            yield found("a-6.2.10", modes[0], page.number)
        alphas = [objects.number(state.get(key)) for key in ("ca", "CA")]
        transparent = transparent or any(alpha is not None and alpha < 1 for alpha in alphas)
        transparent = (
            transparent or objects.is_dictionary(state.get("SMask")) or modes[0] not in ("Normal", "")
        )
    for key in sorted(wrong):
        yield found("a-6.2.5", key, page.number)
    transparent = transparent or any("SMask" in one or "Group" in one for one in page.xobjects.values())
    group = objects.dictionary(page.dictionary.get("Group"))
    if transparent and not components and "CS" not in group:
        yield found("a-6.2.10", "ページの色の基準（Group の CS）がありません", page.number)


def _xobjects(objects: Objects, page: PageScan, told: set[int]) -> Iterator[Finding]:
    for number, one in page.xobjects.items():
        if number in told:
            continue
        told.add(number)
        where = f"オブジェクト {number}"
        kind = objects.name(one.get("Subtype"))
        if kind == "Image":
            if objects.flag(one.get("Interpolate")) or "Alternates" in one or "OPI" in one:
                yield found("a-6.2.8", page=page.number, where=where)
            intent = objects.name(one.get("Intent"))
            if intent not in _INTENTS:
                yield found("a-6.2.6", intent, page.number, where)
        elif kind == "PS" or "PS" in one or "OPI" in one or objects.name(one.get("Subtype2")) == "PS":
            yield found("a-6.2.9", page=page.number, where=where)
