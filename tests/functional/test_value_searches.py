"""The searches for one value, and the account's own values beside the free field; on both databases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account, Prescriber
from ceres.app import Site, make_app
from ceres.reports.models import SavedSearch
from ceres.reports.recent import LATEST, MOST_VALUES
from factories.browsers import BROWSER
from factories.journal import events
from factories.people import add_mandate, add_prescriber
from factories.reports import add_patient, add_report
from factories.statements import statements
from factories.switches import add_switch

ISSUED = datetime(2026, 3, 3, 1, tzinfo=UTC)
TABS = ("reference", "nip", "patient", "date", "number")


def search(portal: TestApp, tab: str, **values: str) -> Any:
    token = portal.get("/search/date").html.select_one("input[name=csrf_token]")["value"]
    return portal.post(f"/search/{tab}", {**values, "csrf_token": token})


def shown(page: Any) -> list[str]:
    return [cell.text for cell in page.html.select("#results tbody .number")]


def options(page: Any) -> list[str]:
    return [option["value"] for option in page.html.select("#choice option")[1:]]


@pytest.mark.parametrize("text", ["%", "_", "58%", "58_016", "*", "' OR 1=1 --", "\\"])
@pytest.mark.parametrize("tab", ["reference", "nip", "number"])
def test_a_value_is_literal(portal: TestApp, db: Session, prescriber: Prescriber, tab: str, text: str) -> None:
    add_report(db, prescriber, number="582016", reference="582016", nip="582016")
    db.commit()
    assert shown(search(portal, tab, value=text).follow()) == []


@pytest.mark.parametrize("tab", ["reference", "nip", "number"])
@pytest.mark.parametrize("values", [{}, {"value": ""}, {"value": "  ", "choice": ""}])
def test_without_a_value_the_form_says_so(portal: TestApp, db: Session, tab: str, values: dict[str, str]) -> None:
    page = search(portal, tab, **values)
    wrong = page.html.select_one("[aria-invalid]")
    assert wrong["name"] == "value"
    assert "Choisissez une valeur dans la liste, ou saisissez-en une." in page.html.find(id=wrong["aria-describedby"].split()[-1]).text
    assert db.scalars(select(SavedSearch)).all() == []


def test_the_own_values_are_the_newest_and_few(portal: TestApp, db: Session, prescriber: Prescriber, site: Site) -> None:
    patient = add_patient(db)
    for number in range(LATEST + 5):
        add_report(db, prescriber, patient=patient, number=f"{number:03}", issued_at=ISSUED + timedelta(minutes=number), documents=())
    db.commit()
    assert options(portal.get("/search/number")) == [f"{number:03}" for number in range(LATEST + 4, LATEST + 4 - MOST_VALUES, -1)]
    (read,) = events(site, "report.list")
    assert read.detail == {"view": "recent-values", "kind": "number", "rows": LATEST}


def test_without_own_values_there_is_the_free_field_alone(portal: TestApp) -> None:
    page = portal.get("/search/nip")
    assert page.html.find(id="choice") is None
    assert page.html.select_one("input[name=value]").has_attr("autofocus")


def test_own_values_are_text(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    add_report(db, prescriber, reference='"><b>x</b>', patient=add_patient(db, family_name="<i>Y</i>"))
    db.commit()
    page = portal.get("/search/reference")
    assert options(page) == ['"><b>x</b>']
    assert "<b>x" not in page.text
    assert "<i>" not in page.text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("198045612", "Le NIP doit comporter 10 chiffres : vous en avez saisi 9."),
        ("19804561234", "Le NIP doit comporter 10 chiffres : vous en avez saisi 11."),
        ("19804561X3", "Le NIP ne comporte que des chiffres."),
        ("1980 456 123", ""),
    ],
)
def test_a_site_says_how_many_digits_a_nip_has(
    site: Site, db: Session, doctor: Account, prescriber: Prescriber, sign_in: Callable[[TestApp, Account], str], typed: str, message: str
) -> None:
    db.commit()
    settings = replace(site.settings, plugins={**site.settings.plugins, "search-nip": {"length": 10}})
    portal = TestApp(make_app(replace(site, settings=settings)), extra_environ=BROWSER)
    sign_in(portal, doctor)
    assert "10 chiffres." in portal.get("/search/nip").html.find(id="value-hint").text
    page = search(portal, "nip", value=typed)
    errors = [each.text for each in page.html.select(".error")] if message else []
    assert errors == ([message] if message else [])
    assert (page.status_int == 303) is (message == "")


def test_the_labels_are_the_sites(site: Site, db: Session, doctor: Account, sign_in: Callable[[TestApp, Account], str]) -> None:
    db.commit()
    settings = replace(site.settings, site=replace(site.settings.site, number_label="N° de dossier", nip_label="IPP"))
    portal = TestApp(make_app(replace(site, settings=settings)), extra_environ=BROWSER)
    sign_in(portal, doctor)
    labels = [link.text.split("\n") for link in portal.get("/results").html.select("#tabs a")]
    words = [word.strip() for label in labels for word in label if word.strip()]
    assert {"Par IPP", "IPP", "Par N° de dossier", "N° de dos."} <= set(words)


@pytest.mark.parametrize("tab", TABS)
def test_a_tab_vanishes_and_returns_with_its_plugin_alone(portal: TestApp, site: Site, tab: str) -> None:
    def tabs() -> list[str]:
        return [link["href"].rpartition("/")[2] for link in portal.get("/results").html.select("#tabs a")[1:]]

    def switch(name: str, *, enabled: bool) -> None:
        with site.database.write() as db:
            add_switch(db, name, enabled=enabled)

    assert tabs() == list(TABS)
    switch(f"search-{tab}", enabled=False)
    assert tabs() == [each for each in TABS if each != tab]
    portal.get(f"/search/{tab}", status=404)
    for other in TABS:
        portal.get(f"/search/{other}", status=404 if other == tab else 200)
    switch(f"search-{tab}", enabled=True)
    assert tabs() == list(TABS)
    portal.get(f"/search/{tab}", status=200)


def test_each_page_costs_few_statements(portal: TestApp, db: Session, prescriber: Prescriber, doctor: Account, site: Site) -> None:
    for code in ("DR2", "DR3"):
        add_mandate(db, doctor, add_prescriber(db, code))
    for number in range(30):
        add_report(db, prescriber, issued_at=ISSUED, number=f"{number}", reference="582", nip="198")
    db.commit()
    searches = [
        search(portal, "reference", value="582").location,
        search(portal, "nip", value="198").location,
        search(portal, "patient", family_name="tufele", birth_date="14/07/1958").location,
        search(portal, "date", **{"from": "03/03/26", "to": "03/03/26"}).location,
        search(portal, "number", value="7").location,
    ]
    lists = ["/results", *searches]
    views = [f"{path}{'&' if '?' in path else '?'}{view}" for path in lists for view in ("show=new", "show=pending", "sort=name")]
    portal.get("/results")  # once a minute, the session's last use is written too
    with statements(site) as sent:
        for path in (*lists, *views, *(f"/search/{tab}" for tab in TABS)):
            sent.clear()
            portal.get(path, status=200)
            assert len(sent) <= 5, (path, *(each[:60] + " … " + each[-60:] for each in sent))
