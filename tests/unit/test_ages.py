"""Ages as a doctor says them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres.i18n.ages import age, months_between

NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)  # already 3 March in Nouméa


def context() -> Any:
    def pluralize(singular: str, plural: str, n: int) -> str:
        return (plural if n > 1 else singular).replace("${n}", str(n))

    return {"request": SimpleNamespace(now=NOW, zone=ZoneInfo("Pacific/Noumea"), pluralize=pluralize)}


@pytest.mark.parametrize(
    ("birth_date", "expected"),
    [
        ("1958-07-14", "67 ans"),
        ("1958-03-03", "68 ans"),
        ("1958-03-04", "67 ans"),
        ("2024-03-03", "2 ans"),
        ("2024-03-04", "23 mois"),
        ("2026-02-03", "1 mois"),
        ("2026-02-04", "27 jours"),
        ("2026-03-03", "0 jour"),
        ("2026-03-04", ""),
        ("1958-07", ""),
        ("1958", ""),
        ("", ""),
    ],
)
def test_age(birth_date: str, expected: str) -> None:
    assert age(context(), birth_date) == expected.replace(" ", "\u00a0")  # a number and its unit stay together


@given(st.dates(), st.dates())
def test_months_count_as_the_calendar_does(first: date, last: date) -> None:
    months = months_between(first, last)
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    assert (year, month + 1) in {(last.year, last.month), ((last.year * 12 + last.month - 2) // 12, (last.month - 2) % 12 + 1)}
    assert (months >= 0) is (last >= first)
