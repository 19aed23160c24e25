"""``ceres_search_tabs``: tabs beside « Résultats »."""

from __future__ import annotations

from collections.abc import Sequence

from ceres.plugins.contributions import SearchTab
from factories.plugins import NoSearch, make_host, make_plugin


def test_hook_ceres_search_tabs() -> None:
    tab = SearchTab("ward", "Service", "Service", 60, "ceres_ward/ward.jinja2", NoSearch())

    def ceres_search_tabs(request: object) -> Sequence[SearchTab]:
        return [tab] if request == "shown" else []

    host = make_host(make_plugin("search-ward", ceres_search_tabs))
    assert host.every().collect("ceres_search_tabs", request="shown") == (tab,)
    assert host.every().collect("ceres_search_tabs", request="hidden") == ()
    assert host.bind(frozenset()).collect("ceres_search_tabs", request="shown") == ()
