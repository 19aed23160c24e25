"""A plan in the language of a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceres.admin.importing.plan import Plan, Verdict

if TYPE_CHECKING:
    from ceres.web.request import Request

MOST_SHOWN = 500  # lines of a page; the command line shows them all


@dataclass(frozen=True, slots=True)
class ShownLine:
    """One line of the report."""

    number: int
    login: str
    verdict: Verdict
    said: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownPlan:
    """The report: what is refused comes first, somebody has to mend it."""

    lines: Sequence[ShownLine]
    left_out: int


def shown_plan(request: Request, plan: Plan) -> ShownPlan:
    """Return the report of a plan."""
    steps = sorted(plan.steps, key=lambda step: (step.verdict is not Verdict.REFUSED, step.number))
    lines = [
        ShownLine(step.number, step.login, step.verdict, tuple(request.translate(each) for each in step.said))
        for step in steps[:MOST_SHOWN]
    ]
    return ShownPlan(lines, max(0, len(steps) - MOST_SHOWN))


def verdict_words(request: Request, *, done: bool) -> dict[Verdict, str]:
    """Return what becomes of a line, in a word."""
    translate = request.translate
    return {
        Verdict.CREATED: translate("Créé") if done else translate("À créer"),
        Verdict.COMPLETED: translate("Complété") if done else translate("À compléter"),
        Verdict.UNCHANGED: translate("Inchangé"),
        Verdict.REFUSED: translate("Refusé"),
    }


def model_titles(request: Request) -> Sequence[str]:
    """Return the titles of the columns."""
    translate = request.translate
    return [
        translate("identifiant"),
        translate("nom"),
        translate("courriel"),
        translate("rôles"),
        translate("prescripteurs"),
        translate("type"),
        translate("du"),
        translate("au"),
        translate("langue"),
        translate("structure"),
    ]
