"""The boxes of a list: which ones are ticked, and what can be done with them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

from pyramid.httpexceptions import HTTPSeeOther
from pyramid.i18n import TranslationStringFactory

if TYPE_CHECKING:
    from ceres.plugins.contributions import BatchAction
    from ceres.reports.listing import ResultsPage
    from ceres.web.request import Request

_ = TranslationStringFactory("ceres")

NOTICE = "notice"  # in the address of a list
NOTICES = {"nothing-ticked": _("Aucun compte rendu n’était coché : cochez-en au moins un, puis recommencez.")}


@dataclass(frozen=True, slots=True)
class Selection:
    """What a page of results shows of its boxes."""

    actions: tuple[BatchAction, ...]  # without any, the list has no boxes
    ticked: frozenset[str]  # public ids
    available: int  # boxes that can be ticked
    changed: bool = False  # by the server, for want of scripts
    notice: str = ""  # translated


def selection_of(request: Request, page: ResultsPage) -> Selection:
    """Return the selection of a page that is shown: empty, or changed by the button of the form that was sent."""
    actions = request.hooks.collect("ceres_batch_actions", request=request)
    available = [row.report_id for row in page.rows if row.current_version]
    change = request.POST.get("selection", "")
    ticked = changed(available, ticked_reports(request), str(change)) if change else frozenset()
    notice = "" if change else NOTICES.get(request.GET.get(NOTICE, ""), "")
    return Selection(actions, ticked, len(available), bool(change), request.translate(notice) if notice else "")


def changed(available: Collection[str], ticked: Collection[str], change: str) -> frozenset[str]:
    """Return what is ticked after « tout cocher » (all), « tout décocher » (none) or « inverser la sélection » (invert).

    The inversion ticks every box when none was; otherwise those that were become empty, and the others ticked.
    """
    if change == "none":
        return frozenset()
    return frozenset(available) if change == "all" else frozenset(available).difference(ticked)


def ticked_reports(request: Request) -> list[str]:
    """Return the public ids of the boxes that were ticked in the form, in the order of the list, not yet checked in any way."""
    return [each for each in request.POST.getall("report") if isinstance(each, str)]


def nothing_ticked(request: Request) -> HTTPSeeOther:
    """Lead back to the list whose form was sent, which says that no box was ticked."""
    home = request.route_path("results")
    sent = urlsplit(str(request.POST.get("list", "")))
    # Only a list of ours: the field may be forged.
    known = parse_qsl(sent.query) if (sent.scheme, sent.netloc, sent.path) == ("", "", home) else []
    query = [(name, value) for name, value in known if name != NOTICE]
    return HTTPSeeOther(request.route_path("results", _query=[*query, (NOTICE, "nothing-ticked")]))
