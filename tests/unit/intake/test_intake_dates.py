"""HL7 dates as they really come: partial, impossible, with broken offsets."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres_intake.reading.dates import parse_birth_date, parse_instant

NOUMEA = ZoneInfo("Pacific/Noumea")  # UTC+11


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("20260303091400", datetime(2026, 3, 2, 22, 14, tzinfo=UTC)),
        ("202603030914", datetime(2026, 3, 2, 22, 14, tzinfo=UTC)),
        ("20260303", datetime(2026, 3, 2, 13, 0, tzinfo=UTC)),
        ("20260303091400+0000", datetime(2026, 3, 3, 9, 14, tzinfo=UTC)),
        ("20260303091400Z", datetime(2026, 3, 3, 9, 14, tzinfo=UTC)),
        ("20260303091400.1234-0500", datetime(2026, 3, 3, 14, 14, tzinfo=UTC)),
        ("200507141117-500", datetime(2005, 7, 14, 16, 17, tzinfo=UTC)),  # a zero is missing
        ("200507141117-5", datetime(2005, 7, 14, 16, 17, tzinfo=UTC)),
        ("20260303091400+9900", datetime(2026, 3, 2, 22, 14, tzinfo=UTC)),  # no such offset: the site's zone
        ("2018080809101100000", datetime(2018, 8, 7, 22, 10, 11, tzinfo=UTC)),  # 19 digits
        ("2026", None),
        ("202603", None),
        ("20261341", None),
        ("220241021055726", None),
        ("20260303250000", None),
        ("ResultReportedDate/Time", None),
        ("", None),
        ("00000000000000", None),
    ],
)
def test_instants(sent: str, read: datetime | None) -> None:
    assert parse_instant(sent, NOUMEA) == read


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("19580714", "1958-07-14"),
        ("1958-07-14", "1958-07-14"),
        ("19580714080000+1100", "1958-07-14"),
        ("2018080800000000000", "2018-08-08"),
        ("1950", "1950"),
        ("195003", "1950-03"),
        ("19500000", "1950"),
        ("19500300", "1950-03"),
        ("19999999", "1999"),
        ("196203520", "1962-03"),
        ("19000229", "1900-02"),
        ("0000", ""),
        ("+0215", ""),
        ("10131113", ""),
        ("Aug 15, 1942", "1942-08-15"),
        ("Aug 45, 1942", "1942-08"),
        ("Zzz 15, 1942", ""),
        ("", ""),
    ],
)
def test_birth_dates_are_as_precise_as_sent_and_never_invented(sent: str, read: str) -> None:
    assert parse_birth_date(sent) == read


@given(st.text())
def test_no_text_is_a_trap(text: str) -> None:
    parse_instant(text, NOUMEA)
    assert re.fullmatch(r"(\d{4}(-\d{2}(-\d{2})?)?)?", parse_birth_date(text))


@given(st.from_regex(r"[0-9]{4,16}[+-][0-9]{1,5}", fullmatch=True))
def test_no_row_of_digits_is_a_trap(text: str) -> None:
    parse_instant(text, NOUMEA)
    parse_birth_date(text)


@given(st.dates(min_value=datetime(1850, 1, 1, tzinfo=UTC).date()))
def test_a_real_day_is_that_day(day: object) -> None:
    assert parse_birth_date(str(day).replace("-", "")) == str(day)
