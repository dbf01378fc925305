"""Values that are kept in memory and found again: by content, or by identity where content is long."""

from __future__ import annotations

from dataclasses import replace

from handbook.document import Element, Shape, Text


def test_no_two_kinds_of_content_can_be_equal():
    """Named tuples are equal to any tuple of the same values: the composer takes equal elements for one."""
    assert len({len(kind._fields) for kind in (Element, Shape, Text)}) == 3


def test_parts_of_a_layout_are_told_apart_by_identity(leaflet):
    node = leaflet.pages[0].body
    other = replace(node)
    assert node == node
    assert node != other
    assert not node == other  # noqa: SIM201  (a tuple answers the two questions apart)
    assert len({node, other}) == 2


def test_every_edition_shares_the_elements_that_look_the_same(documents):
    one, other = ({id(e) for p in documents[name].pages for e in p.elements} for name in ("南", "日吉"))
    assert len(one & other) > len(one) / 2
