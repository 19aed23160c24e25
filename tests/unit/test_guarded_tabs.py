"""Search plugins are believed in nothing: what is not the given query, narrowed, is refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from wtforms import Form, StringField
from wtforms.validators import Length

from ceres.plugins.contributions import Search, SearchTab
from ceres.plugins.failures import HookFailures
from ceres.reports.query import ReportQuery
from ceres.reports.tabs import GuardedTab, SearchFailed

NOW = datetime(2026, 3, 3, tzinfo=UTC)
SCOPE = ReportQuery.visible_to(1, NOW)
REQUEST: Any = None


class NumberForm(Form):
    value = StringField(validators=[Length(max=3)])


class NumberSearch(Search):
    answer: Any = None

    def form(self, request: Any, data: Mapping[str, str] | None) -> Form:
        return NumberForm(data=dict(data or {}))

    def criteria(self, request: Any, form: Form) -> Mapping[str, str]:
        return {"value": form["value"].data}

    def narrow(self, request: Any, query: ReportQuery, criteria: Mapping[str, str]) -> ReportQuery:
        return query.with_number(criteria["value"]) if self.answer is None else self.answer(query)

    def describe(self, request: Any, criteria: Mapping[str, str]) -> Sequence[str]:
        return [criteria["value"]]


class Impostor(ReportQuery):
    def narrows(self, scope: ReportQuery) -> bool:
        return True


def guarded(search: Search) -> GuardedTab:
    return GuardedTab("search-evil", SearchTab("evil", "E", "E", 1, "evil.jinja2", search), HookFailures())


def test_an_honest_plugin_goes_through() -> None:
    tab = guarded(NumberSearch())
    form = tab.form(REQUEST, {"value": "114"})
    assert tab.criteria(REQUEST, form) == {"value": "114"}
    assert tab.narrow(REQUEST, SCOPE, {"value": "114"}) == SCOPE.with_number("114")
    assert tab.chips(REQUEST, {"value": "114"}) == ("114",)


def test_a_form_with_errors_has_no_criteria() -> None:
    tab = guarded(NumberSearch())
    form = tab.form(REQUEST, {"value": "1140"})
    assert tab.criteria(REQUEST, form) is None
    assert form.errors


@pytest.mark.parametrize(
    "answer",
    [
        lambda query: ReportQuery.visible_to(2, NOW),
        lambda query: ReportQuery.visible_to(2, NOW).with_number("1"),
        lambda query: ReportQuery.visible_to(1, NOW - timedelta(days=400)),
        lambda query: Impostor(2, NOW),
        lambda query: "select * from report",
        lambda query: None.oops,  # type: ignore[attr-defined]
    ],
)
def test_anything_but_the_query_narrowed_is_refused_and_noted(answer: Any) -> None:
    search = NumberSearch()
    search.answer = answer
    tab = guarded(search)
    with pytest.raises(SearchFailed):
        tab.narrow(REQUEST, SCOPE, {"value": "114"})
    assert tab.failures.counts() == {("search-evil", "search.narrow"): 1}


def test_a_narrower_query_cannot_lose_a_condition() -> None:
    search = NumberSearch()
    search.answer = lambda query: SCOPE
    with pytest.raises(SearchFailed):
        guarded(search).narrow(REQUEST, SCOPE.with_nip("1"), {})


def test_criteria_are_plain_strings() -> None:
    search = NumberSearch()
    search.criteria = lambda request, form: {"value": 1}  # type: ignore[assignment, dict-item, misc]
    tab = guarded(search)
    with pytest.raises(SearchFailed):
        tab.criteria(REQUEST, tab.form(REQUEST, None))


def test_the_failure_says_nothing_of_what_was_searched(caplog: pytest.LogCaptureFixture) -> None:
    search = NumberSearch()
    search.answer = lambda query: int("TUFELE Maleta")
    with pytest.raises(SearchFailed) as caught:
        guarded(search).narrow(REQUEST, SCOPE, {"value": "TUFELE"})
    assert "TUFELE" not in caplog.text
    assert caught.value.__suppress_context__
