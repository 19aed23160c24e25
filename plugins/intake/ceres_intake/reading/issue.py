"""The date of the last change to a report (« édition »)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from ceres_intake.hl7.message import Segment
from ceres_intake.profile import SourceProfile
from ceres_intake.reading.dates import parse_instant
from ceres_intake.reading.found import Found
from ceres_intake.reading.groups import OrderGroup

ANALYSED, OBSERVED = 19, 14  # OBX


@dataclass(frozen=True, slots=True)
class Issue:
    """An instant, and where it stood."""

    at: datetime | None = None
    path: str = ""


def issue_date(groups: list[OrderGroup], profile: SourceProfile, zone: tzinfo, header: Segment) -> Issue:
    """Return the date the orders state, or else that of the message (MSH-7); nothing when neither does."""
    stated = stated_issue_date(groups, profile, zone)
    return stated if stated.at else next(_instants([Found(header.component(7), "MSH-7")], zone), Issue())


def stated_issue_date(groups: list[OrderGroup], profile: SourceProfile, zone: tzinfo) -> Issue:
    """Return the newest date of the orders themselves (OBR-22, ORC-9), or else of their results."""
    of_orders = (next(_instants(group.finds(profile.issued), zone), Issue()) for group in groups)
    newest = _newest(of_orders)
    return newest if newest.at else _newest(_instants(_result_dates(groups), zone))


def _result_dates(groups: list[OrderGroup]) -> Iterator[Found]:
    for group in groups:
        for result in group.results:
            yield from (Found(result.segment.component(field), f"OBX-{field}") for field in (OBSERVED, ANALYSED))


def _instants(found: Iterable[Found], zone: tzinfo) -> Iterator[Issue]:
    instants = ((parse_instant(each.text, zone), each.path) for each in found)
    return (Issue(at, path) for at, path in instants if at is not None)


def _newest(issues: Iterable[Issue]) -> Issue:
    return max((issue for issue in issues if issue.at), key=_instant, default=Issue())


def _instant(issue: Issue) -> datetime:
    return issue.at or datetime.min.replace(tzinfo=UTC)
