"""Search tabs of the plugins that are on: asked for everything, believed in nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceres.plugins.contributions import SearchTab
from ceres.reports.query import ReportQuery

if TYPE_CHECKING:
    from wtforms import Form

    from ceres.plugins.failures import HookFailures
    from ceres.web.request import Request


class UnknownTab(LookupError):
    """No enabled plugin has this tab."""


class SearchFailed(Exception):
    """A search plugin failed, or handed over something it may not."""


class WiderQuery(Exception):
    """A search plugin returned something else than the query it was given, narrowed."""


@dataclass(frozen=True, slots=True)
class GuardedTab:
    """One tab; each method raises SearchFailed when its plugin fails, after noting the failure."""

    plugin: str
    tab: SearchTab
    failures: HookFailures

    def form(self, request: Request, data: Mapping[str, str] | None) -> Form:
        """Return the form, filled from ``data``."""
        with self._guard("form"):
            return self.tab.search.form(request, data)

    def criteria(self, request: Request, form: Form) -> Mapping[str, str] | None:
        """Return what a valid form asks for; None when it is not valid, its errors are then in the form."""
        with self._guard("criteria"):
            if not form.validate():
                return None
            criteria = dict(self.tab.search.criteria(request, form))
            if not all(isinstance(part, str) for pair in criteria.items() for part in pair):
                raise TypeError("criteria are plain strings")
            return criteria

    def narrow(self, request: Request, scope: ReportQuery, criteria: Mapping[str, str]) -> ReportQuery:
        """Return ``scope`` narrowed; whatever is not exactly that is refused."""
        with self._guard("narrow"):
            narrowed: object = self.tab.search.narrow(request, scope, criteria)
            if type(narrowed) is not ReportQuery or not narrowed.narrows(scope):
                raise WiderQuery
            return narrowed

    def chips(self, request: Request, criteria: Mapping[str, str]) -> tuple[str, ...]:
        """Return the criteria as shown above the results."""
        with self._guard("describe"):
            return tuple(str(chip) for chip in self.tab.search.describe(request, criteria))

    @contextmanager
    def _guard(self, step: str) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            self.failures.note(self.plugin, f"search.{step}", error)
            # "from None": the plugin's exception may quote what was searched.
            raise SearchFailed(self.tab.slug) from None


def guarded_tabs(request: Request) -> tuple[GuardedTab, ...]:
    """Return the tabs to show, in order; of two tabs with one slug the first counts."""
    failures = request.registry["ceres.site"].plugins.failures
    found: dict[str, GuardedTab] = {}
    for plugin, tab in request.hooks.collect_named("ceres_search_tabs", request=request):
        found.setdefault(tab.slug, GuardedTab(plugin, tab, failures))
    return tuple(found.values())


def find_tab(request: Request, slug: str) -> GuardedTab:
    """Return one tab; raises UnknownTab."""
    for tab in guarded_tabs(request):
        if tab.tab.slug == slug:
            return tab
    raise UnknownTab(slug)


def shown_tabs(request: Request) -> tuple[SearchTab, ...]:
    """Return the tabs for the page's frame."""
    return tuple(each.tab for each in guarded_tabs(request))
