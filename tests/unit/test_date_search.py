"""The tab « Par date », without a server."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ceres.reports.query import Kind, Narrowing, ReportQuery
from ceres_search.date import FIRST, LAST, DateSearch

NOW = datetime(2026, 3, 2, 13, 30, tzinfo=UTC)  # 00:30 on the third in Nouméa
SEARCH = DateSearch()


def make_request(previous_login_at: datetime | None = None) -> Any:
    def translate(text: str, **mapping: str) -> str:
        for name, value in mapping.items():
            text = text.replace(f"${{{name}}}", value)
        return text

    identity = SimpleNamespace(previous_login_at=previous_login_at)
    return SimpleNamespace(
        now=NOW, zone=ZoneInfo("Pacific/Noumea"), translate=translate, write_day=lambda day: day.strftime("%d/%m/%Y"), identity=identity
    )


def searched(data: dict[str, str], request: Any = None) -> Any:
    request = request or make_request()
    form = SEARCH.form(request, data)
    return SEARCH.criteria(request, form) if form.validate() else {name: list(errors) for name, errors in form.errors.items()}


@pytest.mark.parametrize(
    ("typed", "first", "last"),
    [
        ({}, "2026-03-03", "2026-03-03"),
        ({FIRST: "", LAST: ""}, "2026-03-03", "2026-03-03"),
        ({FIRST: "07/12/25"}, "2025-12-07", "2026-03-03"),
        ({FIRST: " 07/12/2025 ", LAST: "2025-12-08"}, "2025-12-07", "2025-12-08"),
        ({LAST: "04/03/2026"}, "2026-03-03", "2026-03-04"),
        ({"period": "today"}, "2026-03-03", "2026-03-03"),
        ({"period": "yesterday"}, "2026-03-02", "2026-03-02"),
        ({"period": "week", FIRST: "x"}, "2026-02-25", "2026-03-03"),
        ({"period": "month"}, "2026-02-02", "2026-03-03"),
        ({"period": "visit"}, "2026-03-03", "2026-03-03"),
        ({"period": "nonsense", FIRST: "01/03/2026"}, "2026-03-01", "2026-03-03"),
    ],
)
def test_typed_days_become_criteria(typed: dict[str, str], first: str, last: str) -> None:
    assert searched(typed) == {FIRST: first, LAST: last}


def test_since_the_last_visit_goes_by_the_day_of_the_site() -> None:
    request = make_request(previous_login_at=datetime(2026, 2, 27, 13, 5, tzinfo=UTC))
    assert searched({"period": "visit"}, request)[FIRST] == "2026-02-28"


@pytest.mark.parametrize(
    ("typed", "errors"),
    [
        ({FIRST: "31/02/2026"}, {FIRST: ["La date «\u00a031/02/2026\u00a0» n’existe pas."]}),
        ({FIRST: "03/03/26", LAST: "01/03/26"}, {LAST: ["La date de fin précède la date de début."]}),
        ({LAST: "01/03/26"}, {LAST: ["La date de fin précède la date de début."]}),
        ({FIRST: "hier"}, {FIRST: ["Écrivez la date sous la forme jj/mm/aaaa ou jj/mm/aa."]}),
    ],
)
def test_errors_stand_at_their_field(typed: dict[str, str], errors: dict[str, list[str]]) -> None:
    assert searched(typed) == errors


def test_both_fields_are_wrong_at_once() -> None:
    assert set(searched({FIRST: "32/01/2026", LAST: "x"})) == {FIRST, LAST}


def test_the_fields_keep_their_names_and_what_was_typed() -> None:
    form = SEARCH.form(make_request(), {FIRST: "31/02/2026"})
    assert [field.name for field in form] == [FIRST, LAST]
    assert form[FIRST].data == "31/02/2026"


def test_criteria_narrow_to_whole_days_of_the_site() -> None:
    query = SEARCH.narrow(make_request(), ReportQuery.visible_to(1, NOW), {FIRST: "2026-03-01", LAST: "2026-03-03"})
    days = datetime(2026, 2, 28, 13, tzinfo=UTC), datetime(2026, 3, 3, 13, tzinfo=UTC)
    assert query.narrowings == (Narrowing(Kind.ISSUED, days),)


def test_the_chip_says_both_days() -> None:
    chips = SEARCH.describe(make_request(), {FIRST: "2025-12-07", LAST: "2026-03-03"})
    assert chips == ["Par date\u00a0: du 07/12/2025 au 03/03/2026"]
