"""Keys of the next page: what was made is read back, nothing else is read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres.reports.page_key import BadKey, PageKey


@given(
    st.datetimes(timezones=st.just(UTC)),
    st.text("abcXYZ019-_", min_size=1, max_size=32),
    st.integers(1, 10**9 - 1),
)
def test_a_key_is_read_back(instant: datetime, report_id: str, rank: int) -> None:
    key = PageKey(instant, report_id, rank)
    assert PageKey.parse(str(key)) == key


@given(st.text())
def test_anything_else_is_refused_or_is_a_key(text: str) -> None:
    try:
        PageKey.parse(text)
    except BadKey:
        return
    assert text.isascii()


@pytest.mark.parametrize(
    "text", ["", "1.a", "1.a.1 ", "x.a.1", "1.a/b.1", "999999999999999999.a.1", "-999999999999999999.a.1", "١.a.1", "1.a.1\n"]
)
def test_bad_keys_are_refused(text: str) -> None:
    with pytest.raises(BadKey):
        PageKey.parse(text)
