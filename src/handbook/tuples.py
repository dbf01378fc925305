"""`NamedTuple`: that of `typing`, defined in a tenth of the time.

A command imports some hundred named tuples before its first page. `typing` compiles every annotation
and every constructor from source text, a quarter of a millisecond a class. Here nobody looks at the
annotations, and constructors of as many fields share their code, in which only the names differ.
Type checkers see `typing`'s.

Not here: generic ones, the functional form, and modules without `from __future__ import annotations`.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from types import CodeType, FunctionType
from typing import TYPE_CHECKING, Any

__all__ = ["ByIdentity", "NamedTuple"]


class ByIdentity:
    """Put before a class of named fields: its values are told apart by identity, not by what they hold.

    A tuple compares and hashes all that it holds. Where caches keep work done for a value, they must not
    go through hundreds of glyphs, or a whole plan, to find it.
    """

    __slots__ = ()
    __eq__ = object.__eq__
    __ne__ = object.__ne__
    __hash__ = object.__hash__


class _Definition(type):
    """The metaclass of the base alone: what is derived from it is a plain class, derived from tuple."""

    def __new__(mcs, name: str, _: tuple[type, ...], body: dict[str, Any]) -> Any:
        fields = tuple(body.get("__annotations__", ()))
        defaults = {field: body.pop(field) for field in fields if field in body}
        if tuple(defaults) != fields[len(fields) - len(defaults) :]:
            raise TypeError(f"{name}: a field without a default follows one that has a default")
        for index, field in enumerate(fields):
            body[field] = _GETTER(index, f"Field {index}")
        own = {
            "__new__": _constructor(name, fields, tuple(defaults.values())),
            "__slots__": (),
            "__match_args__": fields,
            "_fields": fields,
            "_field_defaults": defaults,
        }
        return type.__new__(type, name, (tuple,), {**_METHODS, **own, **body})


_GETTER: Callable[[int, str], Any] = type(namedtuple("_Example", "field").field)  # type: ignore[attr-defined]
"""The descriptor of a field: `namedtuple` has the fastest that there is."""


def _constructor(name: str, fields: tuple[str, ...], defaults: tuple[object, ...]) -> FunctionType:
    code = _code(len(fields)).replace(co_name="__new__", co_varnames=("_cls", *fields))
    function = FunctionType(code, {"_new": tuple.__new__, "__builtins__": {}}, "__new__", defaults)
    function.__qualname__ = f"{name}.__new__"
    return function


@cache
def _code(count: int) -> CodeType:
    """The code of a constructor of so many fields."""
    names = "".join(f"field{index}, " for index in range(count))
    function: FunctionType = eval(f"lambda _cls, {names}: _new(_cls, ({names}))")
    return function.__code__


def _make(cls: type[tuple[Any, ...]], values: Iterable[Any]) -> Any:
    result = tuple.__new__(cls, values)
    if len(result) != len(cls._fields):  # type: ignore[attr-defined]
        raise TypeError(f"{cls.__name__} has {len(cls._fields)} fields, not {len(result)}")  # type: ignore[attr-defined]
    return result


def _replace(self: Any, /, **changes: Any) -> Any:
    result = self._make(map(changes.pop, self._fields, self))
    if changes:
        raise TypeError(f"{type(self).__name__} has no field {' or '.join(changes)}")
    return result


def _asdict(self: Any) -> dict[str, Any]:
    return dict(zip(self._fields, self, strict=True))


def _values(self: Any) -> tuple[Any, ...]:
    return tuple(self)


def _shown(self: Any) -> str:
    fields = ", ".join([f"{field}={value!r}" for field, value in _asdict(self).items()])
    return f"{type(self).__name__}({fields})"


_METHODS: Mapping[str, Any] = {
    "_make": classmethod(_make),
    "_replace": _replace,
    "__replace__": _replace,
    "_asdict": _asdict,
    "__repr__": _shown,
    "__getnewargs__": _values,  # for pickle and copy
}

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    NamedTuple = type.__new__(_Definition, "NamedTuple", (), {})
