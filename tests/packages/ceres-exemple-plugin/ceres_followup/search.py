"""« Par suivi »: the tab that finds what the account follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wtforms import Form, SelectField

from ceres.api import ReportQuery, Request, Search, SearchTab
from ceres_followup.services import Followups

DUE, ALL = "due", "all"


class FollowupForm(Form):
    """All, or those whose time has come."""

    which = SelectField(choices=[(DUE, ""), (ALL, "")], default=ALL)


class FollowupSearch(Search):
    """From the choice to the reports."""

    def form(self, request: Request, data: Mapping[str, str] | None) -> Form:
        """Return the form."""
        return FollowupForm(data=dict(data or {}))

    def criteria(self, request: Request, form: Form) -> Mapping[str, str]:
        """Return the choice."""
        return {"which": str(form["which"].data)}

    def narrow(self, request: Request, query: ReportQuery, criteria: Mapping[str, str]) -> ReportQuery:
        """Keep what is followed."""
        return Followups.for_request(request).narrow(query, due_only=criteria["which"] == DUE)

    def describe(self, request: Request, criteria: Mapping[str, str]) -> Sequence[str]:
        """Return one chip."""
        due = criteria["which"] == DUE
        return [request.translate("Suivis, à revoir") if due else request.translate("Suivis")]


def make_tab(request: Request) -> SearchTab:
    """Return the tab."""
    label, short = request.translate("Par suivi"), request.translate("Suivi")
    return SearchTab("followup", label, short, 60, "ceres_followup/search.jinja2", FollowupSearch())
