"""Text typed or pasted into the search forms."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres.reports.typed import LONGEST, UnusableText, clean, clean_fields


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  5689/16\t", "5689/16"),
        ("1980\u00a0456\u202f123", "1980 456 123"),
        ("\u200e582016\u00ad", "582016"),
        ("Zoe\u0301", "Zoé"),
        ("100%_\\'\"", "100%_\\'\""),
        ("", ""),
    ],
)
def test_what_was_meant_is_kept(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize("typed", ["a\x00b", "a\x1bb", "a\nb", "a\x85b", "\ud800", "a\u2028b", "x" * (LONGEST + 1)])
def test_control_characters_and_endless_texts_are_refused(typed: str) -> None:
    with pytest.raises(UnusableText):
        clean(typed)


@given(st.text())
def test_what_passes_is_printable_and_stays_itself(typed: str) -> None:
    try:
        once = clean(typed)
    except UnusableText:
        return
    assert once.isprintable()
    assert clean(once) == once


def test_files_and_the_token_are_no_criteria() -> None:
    fields = [("from", " 01/01/26 "), ("csrf_token", "t\x00"), ("file", object())]
    assert clean_fields(fields) == {"from": "01/01/26"}
