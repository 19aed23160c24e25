"""A query belongs to one account and can only be narrowed."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import UTC, datetime, timedelta

import pytest

from ceres.reports.query import ReportQuery

NOW = datetime(2026, 3, 3, tzinfo=UTC)
SCOPE = ReportQuery.visible_to(1, NOW)


def test_each_method_returns_a_narrower_query_and_leaves_the_first_as_it_was() -> None:
    narrowed = (
        SCOPE.issued_between(NOW, NOW + timedelta(1))
        .with_number("114")
        .with_reference("5689/16")
        .with_nip("1980456123")
        .with_patient("Tufele", "Maleta", "1958-07-14")
        .pending()
        .unread()
        .with_report("abc")
    )
    assert SCOPE.narrowings == ()
    assert len(narrowed.narrowings) == 9
    assert narrowed.narrows(SCOPE)
    assert not SCOPE.narrows(narrowed)


def test_a_query_does_not_change() -> None:
    with pytest.raises(FrozenInstanceError):
        SCOPE.account_id = 2  # type: ignore[misc]


@pytest.mark.parametrize(
    "other",
    [
        ReportQuery.visible_to(2, NOW),
        ReportQuery.visible_to(1, NOW + timedelta(1)),
        ReportQuery.visible_to(2, NOW).with_number("114"),
        replace(SCOPE, account_id=2),
    ],
)
def test_another_account_or_another_instant_is_not_narrower(other: ReportQuery) -> None:
    assert not other.narrows(SCOPE)


def test_a_query_without_one_of_the_conditions_is_not_narrower() -> None:
    scope = SCOPE.with_number("114").with_nip("1")
    assert scope.with_reference("x").narrows(scope)
    assert not SCOPE.with_nip("1").with_number("114").narrows(scope)
    assert not SCOPE.with_number("114").narrows(scope)


def test_instants_need_a_zone() -> None:
    naive = datetime(2026, 3, 3)  # noqa: DTZ001
    for attempt in (lambda: ReportQuery.visible_to(1, naive), lambda: SCOPE.issued_between(naive, NOW)):
        with pytest.raises(ValueError, match="time zone"):
            attempt()


@pytest.mark.parametrize("text", ["a\x00b", "a\nb", "\x7f"])
def test_control_characters_are_refused(text: str) -> None:
    for method in (SCOPE.with_number, SCOPE.with_reference, SCOPE.with_nip, SCOPE.with_report):
        with pytest.raises(ValueError, match="control"):
            method(text)


@pytest.mark.parametrize("name", ["", "%", " - ", "’"])
def test_nobody_is_searched_without_letters(name: str) -> None:
    with pytest.raises(ValueError, match="letters"):
        SCOPE.with_patient(name, name)
