"""What a content stream refers to by name (fonts, forms, images, states), and how much it may ask for."""

from __future__ import annotations

from collections.abc import Mapping

from handbook.readback.fonts import Decoder, FontReader
from handbook.readback.model import Dictionary, Reference, Stream, TooLargeError, entries
from handbook.readback.source import Source


class Budget:
    """How much a file may still ask for, over all its pages and forms."""

    def __init__(self, tokens: int) -> None:
        self.tokens = tokens

    def spend(self, tokens: int) -> None:
        self.tokens -= tokens
        if self.tokens < 0:
            raise TooLargeError


Statements = list[tuple[bytes, bytes]]
"""Operands and operators."""


class Form:
    """A form's content and its own resources; its statements once they were needed."""

    def __init__(self, content: bytes, resources: Resources) -> None:
        self.content = content
        self.resources = resources
        self.statements: Statements | None = None


class Resources:
    """One resource dictionary; what was looked up once is kept."""

    def __init__(self, source: Source, fonts: FontReader, dictionary: Dictionary) -> None:
        self.source = source
        self._fonts = fonts
        self._dictionary = dictionary
        self._decoders: dict[str, Decoder | None] = {}
        self._found: dict[tuple[str, str], object] = {}
        self._listed = False
        self.used: dict[str, Decoder | None] = {}
        """The fonts that were asked for, by name; an empty one may be put in place, to see what follows."""
        self.asked = 0
        """How often anything but fonts was looked up."""
        self.forms: dict[str, Form] = {}
        """Forms drawn before, by name."""

    def look_up(self, kind: str, name: str) -> object:
        """The resource `name` of `kind` (`XObject` …), resolved; None where there is none."""
        self.asked += 1
        key = (kind, name)
        if key not in self._found:
            self._found[key] = self.source.resolve(
                self.source.dictionary(self._dictionary.get(kind)).get(name)
            )
        return self._found[key]

    def font(self, name: str) -> Decoder | None:
        if name not in self._decoders:
            fonts = self.source.dictionary(self._dictionary.get("Font"))
            self._decoders[name] = self._fonts.decoder(fonts[name]) if name in fonts else None
        found = self.used[name] = self._decoders[name]
        return found

    def has(self, fonts: Mapping[str, Decoder | None]) -> bool:
        """Whether these fonts have these names here, too; if so, they count as asked for."""
        for name, decoder in fonts.items():  # noqa: SIM110 (called for each stream of each file)
            if self.font(name) is not decoder:
                return False
        return True

    def new_fonts(self) -> list[tuple[object, Decoder]]:
        """Every font in the dictionary, used or not, with what identifies it; empty when asked again."""
        found: list[tuple[object, Decoder]] = []
        if self._listed:
            return found
        self._listed = True
        fonts = self.source.dictionary(self._dictionary.get("Font"))
        for name in fonts:
            reference = fonts[name]
            key = reference.number if isinstance(reference, Reference) else id(reference)
            decoder = self.font(name)
            if decoder is not None:
                found.append((key, decoder))
        return found

    def inner(self, form: Stream) -> Resources:
        """The resources of a form; a form without its own uses these (ISO 32000-1, 7.8.3)."""
        own = entries(self.source.resolve(form.dictionary.get("Resources")))
        return Resources(self.source, self._fonts, own) if own is not None else self
