"""What the checks of ``/health`` found, in the words of the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from ceres.plugins.contributions import Health
from ceres.web.health import SEVERITY, reports

if TYPE_CHECKING:
    from ceres.plugins.contributions import HealthCheck, HealthReport
    from ceres.web.request import Request

MOMENT = "_at"  # how the name of a fact that is a moment ends


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a part."""

    title: str  # translated, or the fact's own name
    value: str | int
    moment: datetime | None  # the value, when it is one


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the site, and how it does."""

    name: str
    title: str  # translated
    state: Health
    facts: tuple[Fact, ...]
    advice: str  # translated; empty when there is nothing to do


@dataclass(frozen=True, slots=True)
class Condition:
    """How the whole site does."""

    state: Health  # that of the part that does worst
    parts: tuple[Part, ...]


def condition(request: Request) -> Condition:
    """Run every check, and say what each found."""
    parts = tuple(_part(request, line, report) for line, report in reports(request))
    return Condition(max((part.state for part in parts), key=SEVERITY.index), parts)


def _part(request: Request, line: HealthCheck, report: HealthReport) -> Part:
    title, advice = (request.translate(text) if text else "" for text in (line.title, report.advice))
    return Part(line.name, title or line.name, report.state, tuple(_facts(request, line, report)), advice)


def _facts(request: Request, line: HealthCheck, report: HealthReport) -> Iterator[Fact]:
    words = {"error": request.translate("Erreur"), **{name: request.translate(text) for name, text in line.words.items()}}
    for name, value in report.facts.items():
        if value is not None:
            yield Fact(words.get(name, name), value, _moment(name, value))


def _moment(name: str, value: str | int) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value)) if name.endswith(MOMENT) else None
    except ValueError:
        return None
