"""The days typed above the journal, where the clock changes at midnight."""

from __future__ import annotations

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ceres.admin.journal_form import JournalForm


@pytest.mark.parametrize(
    ("zone", "day", "begins", "ends"),
    [
        ("America/Sao_Paulo", date(2018, 11, 4), "2018-11-04T03:00", "2018-11-05T02:00"),  # 00:00 is 01:00: there is no midnight
        ("Asia/Beirut", date(2026, 3, 29), "2026-03-28T22:00", "2026-03-29T21:00"),  # likewise
        ("America/Sao_Paulo", date(2018, 2, 17), "2018-02-17T02:00", "2018-02-18T03:00"),  # 00:00 is 23:00 again
        ("America/St_Johns", date(2010, 11, 6), "2010-11-06T02:30", "2010-11-07T03:30"),  # 00:01 is 23:01 again: two midnights
    ],
)
def test_a_day_is_whole_where_the_clock_changes_at_midnight(zone: str, day: date, begins: str, ends: str) -> None:
    request: Any = SimpleNamespace(zone=ZoneInfo(zone))
    wanted = JournalForm(data={"since": day, "until": day}).wanted(request)
    assert wanted.since == datetime.fromisoformat(begins).replace(tzinfo=UTC)
    assert wanted.until == datetime.fromisoformat(ends).replace(tzinfo=UTC)
