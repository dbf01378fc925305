"""The digest of each file is that of its bytes, whatever files were digested before it."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from handbook.batch.digests import BLOCK, Digests

SIZES = (0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK - 1, 3 * BLOCK, 3 * BLOCK + 5)


def told(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("before", SIZES)
def test_beginnings_of_every_length(before: int, size: int) -> None:
    digests, common = Digests(), bytes(range(251)) * 400
    for data in (common[:before], common[:size], common[:size], common[:before] + b"!", common[size:]):
        assert digests.of(data) == told(data)


@given(
    st.lists(
        st.lists(st.sampled_from([b"a" * BLOCK, b"b" * BLOCK, b"a" * 7, b"b" * (BLOCK // 2)]), max_size=5),
        max_size=6,
    )
)
def test_files_that_share_more_and_less(files: list[list[bytes]]) -> None:
    digests = Digests()
    for parts in files:
        data = b"".join(parts)
        assert digests.of(data) == told(data)
