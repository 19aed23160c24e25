"""The form of each search tab; what it finds is shown under « Résultats »."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPSeeOther

from ceres.reports.identity import signed_in
from ceres.reports.searches import SavedSearches
from ceres.reports.tabs import find_tab, shown_tabs
from ceres.reports.typed import UnusableText, clean_fields
from ceres.reports.views.refusals import refusals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wtforms import Form

    from ceres.web.request import Request


class SearchView:
    """One tab's form."""

    def __init__(self, request: Request) -> None:
        self.request = request
        with refusals():
            self.tab = find_tab(request, request.matchdict["tab"])

    def show(self) -> dict[str, Any]:
        """Show the form."""
        return self._page(self._form(None))

    def search(self) -> dict[str, Any] | HTTPSeeOther:
        """Remember what is searched and lead to the results, or show the form again with its errors."""
        request = self.request
        try:
            form = self._form(clean_fields(request.POST.items()))
        except UnusableText:
            return self._page(self._form(None), request.translate("La saisie est trop longue ou contient des caractères non autorisés."))
        with refusals():
            criteria = self.tab.criteria(request, form)
        if criteria is None:
            return self._page(form)
        search = SavedSearches(request.db, request.now).save(signed_in(request).session_id, self.tab.tab.slug, criteria)
        return HTTPSeeOther(request.route_path("results", _query={"search": search}))

    def _form(self, data: Mapping[str, str] | None) -> Form:
        with refusals():
            return self.tab.form(self.request, data)

    def _page(self, form: Form, *errors: str) -> dict[str, Any]:
        tab = self.tab.tab
        return {"tabs": shown_tabs(self.request), "current_tab": tab.slug, "tab": tab, "form": form, "errors": errors}
