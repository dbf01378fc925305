"""Our named tuples do what those of `typing` do."""

from __future__ import annotations

import copy
import pickle
from typing import TYPE_CHECKING, Any
from typing import NamedTuple as Typical

import pytest

from handbook.tuples import NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction


class Desk(NamedTuple):
    """A desk."""

    name: str
    phone: str = "0942-30-9173"
    """Text after a field is nobody's default."""
    fax: Fraction | None = None

    @property
    def digits(self) -> str:
        return self.phone.replace("-", "")


class Known(Typical):
    name: str
    phone: str = "0942-30-9173"
    fax: Any = None


class Single(NamedTuple):
    value: int


class Derived(Single):
    """A class with behaviour of its own on top of one with fields."""

    __slots__ = ()

    def __new__(cls, value: int) -> Derived:
        return super().__new__(cls, value * 2)


@pytest.mark.parametrize(
    "arguments",
    [
        (("A",), {}),
        (("A", "1"), {}),
        (("A", "1", "2"), {}),
        ((), {"name": "A", "fax": "3"}),
        (("A",), {"fax": 1}),
    ],
)
def test_it_is_made_and_compared_like_the_typical_one(arguments) -> None:
    positional, named = arguments
    ours, typical = Desk(*positional, **named), Known(*positional, **named)
    assert tuple(ours) == tuple(typical)
    assert ours == typical
    assert hash(ours) == hash(typical)
    assert repr(ours) == repr(typical).replace("Known", "Desk")
    assert ours._asdict() == typical._asdict()
    assert (ours.name, ours.phone, ours.fax) == (typical.name, typical.phone, typical.fax)
    assert Desk._fields == Known._fields
    assert Desk._field_defaults == Known._field_defaults


@pytest.mark.parametrize(
    "bad", [((), {}), (("A", "1", "2", "3"), {}), (("A",), {"name": "B"}), (("A",), {"tel": 1})]
)
def test_wrong_arguments_are_refused_with_the_name_of_the_class(bad) -> None:
    positional, named = bad
    with pytest.raises(TypeError, match=r"Desk\.__new__\(\)"):
        Desk(*positional, **named)


def test_replacing_and_copying() -> None:
    desk = Desk("A")
    assert desk._replace(phone="1") == ("A", "1", None)
    assert type(desk._replace(phone="1")) is Desk
    with pytest.raises(TypeError, match="Desk has no field tel"):
        desk._replace(tel="1")
    with pytest.raises(TypeError, match="Desk has 3 fields, not 2"):
        Desk._make(["A", "1"])
    for again in (pickle.loads(pickle.dumps(desk)), copy.deepcopy(desk), copy.copy(desk)):
        assert again == desk
        assert type(again) is Desk


def test_fields_cannot_be_changed_nor_added() -> None:
    desk = Desk("A")
    with pytest.raises(AttributeError):
        desk.name = "B"  # type: ignore[misc]
    with pytest.raises(AttributeError):
        desk.room = "B"  # type: ignore[attr-defined]
    assert not hasattr(desk, "__dict__")


def test_methods_documentation_and_patterns() -> None:
    assert Desk("A").digits == "0942309173"
    assert Desk.__doc__ == "A desk."
    match Desk("A", "1"):
        case Desk(name, phone):
            assert (name, phone) == ("A", "1")
        case _:
            pytest.fail("patterns go by the fields")


def test_one_field_and_a_derived_class() -> None:
    assert Single(1) == (1,)
    assert Derived(1) == (2,)
    assert isinstance(Derived(1), Single)
    assert repr(Derived(1)) == "Derived(value=2)"
    assert type(pickle.loads(pickle.dumps(Single(1)))) is Single


def test_a_default_before_a_field_without_one_is_refused() -> None:
    with pytest.raises(TypeError, match="Wrong: a field without a default follows"):

        class Wrong(NamedTuple):
            name: str = ""
            phone: str  # type: ignore[misc]
