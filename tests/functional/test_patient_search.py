"""« Par patient » through the web: names written one way find names sent another way, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.reports.models import SavedSearch
from factories.people import add_account, add_mandate, add_prescriber
from factories.reports import add_patient, add_report

Browse = Callable[[Account], TestApp]
PATIENTS = {
    "delacourt": ("DELACOURT-MÉREUÏ", "Anne-Élisabeth", "MARTIN", "1987-11-02"),
    "oconnor": ("O’CONNOR", "Siobhán", "", "1990-02-22"),
    "oeuvrard": ("ŒUVRARD", "Chloé", "", "2019-12-18"),
    "almeida": ("D’ALMÉIDA FERREIRA", "Maria da Conceição", "", "1971"),
    "leroy": ("LEROY", "Jean", "", "1945-07-14"),
}


@pytest.fixture
def portal(db: Session, browse: Browse) -> TestApp:
    doctor, prescriber, other = add_account(db, "doctor"), add_prescriber(db, "DR1"), add_prescriber(db, "DR2")
    add_mandate(db, doctor, prescriber)
    for number, (family, given, birth, born) in PATIENTS.items():
        patient = add_patient(db, family_name=family, given_name=given, birth_name=birth, birth_date=born)
        add_report(db, prescriber, patient=patient, number=number)
        add_report(db, other, patient=patient, number=f"theirs {number}")
    db.commit()
    return browse(doctor)


def search(portal: TestApp, **values: str) -> Any:
    token = portal.get("/search/patient").html.select_one("input[name=csrf_token]")["value"]
    return portal.post("/search/patient", {**values, "csrf_token": token})


def numbers(page: Any) -> list[str]:
    return sorted(cell.text for cell in page.html.select("#results tbody .number"))


@pytest.mark.parametrize(
    ("family", "given", "born", "wanted"),
    [
        ("delacourt", "", "", "delacourt"),
        ("DELACOURT MEREUI", "", "", "delacourt"),
        ("Delacourt-Méreuï", "anne elis", "", "delacourt"),
        ("mereui", "elisabeth", "", "delacourt"),
        ("martin", "", "", "delacourt"),
        ("martin anne", "", "", "delacourt"),
        ("Anne", "Delacourt", "", "delacourt"),
        ("anne delacourt", "", "", "delacourt"),
        ("", "delacourt", "", "delacourt"),
        ("del", "", "", "delacourt"),
        ("del", "", "02/11/1987", "delacourt"),
        ("del", "", "02/11/87", "delacourt"),
        ("del", "", "1987-11-02", "delacourt"),
        ("o'connor", "", "", "oconnor"),
        ("oconnor", "siobhan", "", "oconnor"),
        ("o connor", "", "", "oconnor"),
        ("connor", "", "", "oconnor"),
        ("oeuv", "", "", "oeuvrard"),
        ("ŒUV", "", "", "oeuvrard"),
        ("almeida", "", "", "almeida"),
        ("de almeida", "maria", "", "almeida"),
        ("d'almeida", "", "30/05/1971", "almeida"),
        ("le roy", "jean", "14/07/45", "leroy"),
        ("LE-ROY", "", "", "leroy"),
    ],
)
def test_the_patient_is_found(portal: TestApp, family: str, given: str, born: str, wanted: str) -> None:
    page = search(portal, family_name=family, given_name=given, birth_date=born).follow()
    assert numbers(page) == [wanted]


@pytest.mark.parametrize(
    ("family", "given", "born"),
    [
        ("elacourt", "", ""),
        ("delacourt", "zoé", ""),
        ("delacourt", "", "03/11/1987"),
        ("dela%", "courtx", ""),
        ("d_lacourt", "", ""),
        ("%%%del%", "xyz", ""),
    ],
)
def test_another_patient_is_not(portal: TestApp, family: str, given: str, born: str) -> None:
    page = search(portal, family_name=family, given_name=given, birth_date=born).follow()
    assert numbers(page) == []
    assert "Aucun compte rendu ne correspond à ces critères" in page.text
    assert {link.text for link in page.html.select(".message .actions a")} == {"Modifier la recherche", "Voir mes 25 dernières demandes"}


@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"family_name": "ab"}, "family_name", "Saisissez au moins trois lettres du nom."),
        ({"family_name": "%_%"}, "family_name", "Saisissez au moins trois lettres du nom."),
        ({"birth_date": "14/07/1958"}, "family_name", "Saisissez au moins trois lettres du nom."),
        ({"family_name": "tufele", "birth_date": "31/02/1958"}, "birth_date", "La date « 31/02/1958 » n’existe pas."),
        ({"family_name": "tufele", "birth_date": "14 juillet"}, "birth_date", "Écrivez la date sous la forme jj/mm/aaaa ou jj/mm/aa."),
        ({"family_name": "tufele", "birth_date": "14/07/2150"}, "birth_date", "Cette date de naissance est dans le futur."),
    ],
)
def test_an_error_stands_at_its_field(portal: TestApp, db: Session, values: dict[str, str], field: str, message: str) -> None:
    page = search(portal, **values)
    wrong = page.html.select_one("[aria-invalid]")
    assert (page.status_int, wrong["name"]) == (200, field)
    assert wrong.has_attr("autofocus")
    described = wrong["aria-describedby"].split()
    assert message in "".join(page.html.find(id=each).text for each in described)
    assert db.scalars(select(SavedSearch)).all() == []


def test_the_criteria_are_chips_and_no_address_has_them(portal: TestApp) -> None:
    answer = search(portal, family_name="Delacourt", given_name="Anne", birth_date="02/11/1987")
    assert "elacourt" not in answer.location
    page = answer.follow()
    chips = [chip.text for chip in page.html.select(".chips li")]
    assert chips == ["Par patient : « Delacourt Anne »", "Né(e) le 02/11/1987"]
    assert not [link["href"] for link in page.html.select("a") if "elacourt" in link["href"]]
    assert "elacourt" not in page.html.title.text


def test_control_characters_are_refused(portal: TestApp, db: Session) -> None:
    page = search(portal, family_name="del\x00acourt")
    assert "caractères non autorisés" in page.text
    assert db.scalars(select(SavedSearch)).all() == []
