"""What an account may read of whom, as an administrator types it: prescribers by a code that a laboratory sends, and days of the site."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from typing import TYPE_CHECKING

from ceres.accounts.mandates import Period
from ceres.accounts.refusals import AmbiguousCode, BadDay, BadPrescriberCode
from ceres.i18n.days import MOMENT, NoSuchDate, NotADate, day_of, instants, read_day
from ceres.reports.directory import BadCode, Directory, SeveralPrescribers

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.orm import Session

    from ceres.accounts.mandates import MandateLine
    from ceres.accounts.models import Prescriber


def prescriber_of(db: Session, code: str, now: datetime) -> Prescriber:
    """Return the prescriber known by ``code``, added to the directory when it is unknown.

    Raises:
        BadPrescriberCode: no laboratory sends such a code.
        AmbiguousCode: several prescribers have it.
    """
    return prescribers_of(db, [code], now)[code]


def prescribers_of(db: Session, codes: Collection[str], now: datetime) -> Mapping[str, Prescriber]:
    """Return the prescribers of several codes like `prescriber_of`, in few statements."""
    try:
        return Directory(db, now).find_or_create_codes(codes)
    except BadCode as error:
        raise BadPrescriberCode from error
    except SeveralPrescribers as error:
        raise AmbiguousCode(str(error)) from error


def typed_period(first: str, last: str, zone: tzinfo, now: datetime) -> Period:
    """Return the period between two days, both included; without the first it begins now, without the last it has no end.

    Raises:
        BadDay: what was typed is no day.
    """
    return Period(_instants(first, zone, now)[0] if first else now, typed_end(last, zone, now))


def typed_end(last: str, zone: tzinfo, now: datetime) -> datetime | None:
    """Return the instant after a day; None without one. Raises BadDay."""
    return _instants(last, zone, now)[1] if last else None


def last_day(line: MandateLine, zone: tzinfo) -> str:
    """Return the last day of a mandate as it is typed; empty without end."""
    return "" if line.period.end is None else f"{day_of(line.period.end - MOMENT, zone):%d/%m/%Y}"


def whole_days(line: MandateLine, zone: tzinfo) -> tuple[date | None, date | None]:
    """Return the first and the last day of a mandate, each where it counts whole."""
    start, end = line.period.start, line.period.end
    first = day_of(start, zone)
    last = day_of(end - MOMENT, zone) if end else None
    covered = instants(first, last or first, zone)
    return first if covered[0] == start else None, last if covered[1] == end else None


def _instants(text: str, zone: tzinfo, now: datetime) -> tuple[datetime, datetime]:
    try:
        day = read_day(text, day_of(now, zone))
    except (NotADate, NoSuchDate) as error:
        raise BadDay(text) from error
    return instants(day, day, zone)
