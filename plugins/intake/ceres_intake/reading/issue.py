"""The date of the last change to a report (« édition »)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, tzinfo

from ceres_intake.hl7.message import Segment
from ceres_intake.profile import SourceProfile
from ceres_intake.reading.dates import parse_instant
from ceres_intake.reading.groups import OrderGroup

ANALYSED, OBSERVED = 19, 14  # OBX


def issue_date(groups: list[OrderGroup], profile: SourceProfile, zone: tzinfo, header: Segment) -> datetime | None:
    """Return the date the orders state, or else that of the message (MSH-7); None when neither does."""
    return stated_issue_date(groups, profile, zone) or parse_instant(header.component(7), zone)


def stated_issue_date(groups: list[OrderGroup], profile: SourceProfile, zone: tzinfo) -> datetime | None:
    """Return the newest date of the orders themselves (OBR-22, ORC-9), or else of their results."""
    of_orders = (next(_instants(group.texts(profile.issued), zone), None) for group in groups)
    return _newest(of_orders) or _newest(_instants(_result_dates(groups), zone))


def _result_dates(groups: list[OrderGroup]) -> Iterator[str]:
    for group in groups:
        for result in group.results:
            yield from (result.segment.component(field) for field in (OBSERVED, ANALYSED))


def _instants(texts: Iterable[str], zone: tzinfo) -> Iterator[datetime]:
    return (found for found in (parse_instant(text, zone) for text in texts) if found is not None)


def _newest(instants: Iterable[datetime | None]) -> datetime | None:
    return max((instant for instant in instants if instant is not None), default=None)
