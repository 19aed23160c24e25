"""« III. Consultation des comptes-rendus »: each sentence of the prescribers' guide, in its order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.reports.models import Report, ReportStatus
from factories.documents import make_pdf
from factories.practice import Practice, make_practice, unpacked
from factories.reports import ISSUED, add_patient

Browse = Callable[[Account], TestApp]
PARTIAL, COMPLETE = make_pdf("compte rendu partiel"), make_pdf("compte rendu complété")


@pytest.fixture
def practice(site: Site, db: Session) -> Practice:
    return make_practice(site, db)


@pytest.fixture
def reports(practice: Practice) -> list[Report]:
    """Three reports, newest first; the first was completed since, the second is in progress."""
    patient = add_patient(practice.db, family_name="PATIENT", given_name="Test")
    first = practice.add(PARTIAL, COMPLETE, patient=patient, reference="582016", section="BIOCHIMIE")
    pending = practice.add(patient=patient, section="HEMATOLOGIE", status=ReportStatus.REGISTERED, issued_at=ISSUED - timedelta(hours=1))
    last = practice.add(patient=patient, reference="5689/16", section="MYCOBACTERIES", issued_at=ISSUED - timedelta(hours=2))
    pending.current_version = 0
    practice.db.commit()
    return [first, pending, last]


@pytest.fixture
def browser(practice: Practice, reports: list[Report], browse: Browse) -> TestApp:
    return browse(practice.doctor)


def row(page: Any, report: Report) -> Any:
    return page.html.select_one(f"#results tr[data-report='{report.public_id}']")


def boxes(page: Any) -> list[bool]:
    """Return whether the box of each row that has one to tick is ticked."""
    return [box.has_attr("checked") for box in page.html.select("#results input[name=report]:not([disabled])")]


def pressed(page: Any, where: str, *ticked: Report) -> Any:
    """Tick these boxes, then press the button that ``where`` finds."""
    button = page.html.select_one(where)
    fields = [(field["name"], field["value"]) for field in page.html.select("#selection input[type=hidden]")]
    marks = [("report", report.public_id) for report in ticked]
    pair = [(button["name"], button["value"])] if button.has_attr("name") else []
    return page.test_app.post(button["formaction"], [*fields, *marks, *pair])


def test_seuls_les_comptes_rendus_du_laboratoire_sont_disponibles(browser: TestApp, reports: list[Report]) -> None:
    shown = [line["data-report"] for line in browser.get("/results").html.select("#results tbody tr")]
    assert shown == [report.public_id for report in reports]


def test_une_demande_qui_n_a_pas_ete_traitee_par_le_laboratoire_n_apparait_pas(browser: TestApp, practice: Practice) -> None:
    elsewhere = practice.add(to=practice.colleague, section="AILLEURS")
    page = browser.get("/results")
    assert row(page, elsewhere) is None
    assert "AILLEURS" not in page.text


def test_vous_accedez_a_vos_comptes_rendus_en_cliquant_sur_l_icone_du_fichier_pdf(browser: TestApp, reports: list[Report]) -> None:
    link = row(browser.get("/results"), reports[0]).select_one("a.chip:not(.former)")
    assert link["href"].endswith(".pdf")
    answer = browser.get(link["href"])
    assert (answer.content_type, answer.body) == ("application/pdf", COMPLETE)


def test_le_precedent_resultat_est_accessible_par_l_icone_en_grise(browser: TestApp, reports: list[Report]) -> None:
    (link,) = row(browser.get("/results"), reports[0]).select("a.former")
    assert link["href"].endswith(".pdf")
    assert browser.get(link["href"]).body == PARTIAL


def test_ces_fichiers_pdf_peuvent_etre_consultes_a_l_ecran_imprimes_ou_sauvegardes(browser: TestApp, reports: list[Report]) -> None:
    page = browser.get(f"/reports/{reports[0].public_id}").html
    screen, printed, saved = page.find("iframe")["src"], page.select_one("a.print")["href"], page.select_one("a.download")
    assert saved["download"].endswith("_BIOCHIMIE.pdf")
    for address in (screen, printed, saved["href"]):
        assert browser.get(address.partition("#")[0]).body == COMPLETE


def test_vous_pouvez_telecharger_un_ou_plusieurs_comptes_rendus_de_votre_choix(browser: TestApp, reports: list[Report]) -> None:
    page = browser.get("/results")
    for chosen in ([reports[0]], [reports[2]], [reports[0], reports[2]]):
        assert len(unpacked(pressed(page, ".selection .primary", *chosen))) == len(chosen)


def test_cocher_la_case_des_comptes_rendus_qui_vous_interessent(browser: TestApp, reports: list[Report]) -> None:
    page = browser.get("/results")
    for report in (reports[0], reports[2]):
        box = row(page, report).select_one("input[type=checkbox]")
        assert (box["name"], box["value"], box.has_attr("disabled")) == ("report", report.public_id, False)
    assert row(page, reports[1]).select_one("input[type=checkbox]").has_attr("disabled")


def test_cliquer_sur_l_icone_zip_afin_de_lancer_le_telechargement(browser: TestApp, reports: list[Report]) -> None:
    page = browser.get("/results")
    assert "ZIP" in page.html.select_one(".selection .primary").text
    answer = pressed(page, ".selection .primary", reports[0])
    assert answer.content_type == "application/zip"
    assert answer.headers["Content-Disposition"].startswith("attachment;")


def test_en_bas_de_page_un_lien_permet_d_inverser_la_selection(browser: TestApp) -> None:
    page = browser.get("/results")
    button = page.html.select_one("#results ~ .selection-foot .invert")
    assert button.text.strip() == "Inverser la sélection"


def test_si_aucune_case_n_est_cochee_toutes_les_cases_disponibles_le_seront(browser: TestApp) -> None:
    page = browser.get("/results")
    assert boxes(page) == [False, False]
    assert boxes(pressed(page, ".selection-foot .invert")) == [True, True]


def test_les_cases_precedemment_cochees_seront_decochees_et_les_autres_cochees(browser: TestApp, reports: list[Report]) -> None:
    page = browser.get("/results")
    assert boxes(pressed(page, ".selection-foot .invert", reports[0])) == [False, True]
    assert boxes(pressed(page, ".selection-foot .invert", reports[0], reports[2])) == [False, False]


def test_le_fichier_compresse_a_pour_nom_votre_identifiant(browser: TestApp, reports: list[Report]) -> None:
    answer = pressed(browser.get("/results"), ".selection .primary", reports[0])
    assert 'filename="h.marchand.zip"' in answer.headers["Content-Disposition"]


def test_son_contenu_est_presente_ainsi_demandeur_votre_reference_type(browser: TestApp, reports: list[Report]) -> None:
    answer = pressed(browser.get("/results"), ".selection .primary", reports[0], reports[2])
    assert list(unpacked(answer)) == ["PATIENT Test_582016_BIOCHIMIE.pdf", "PATIENT Test_5689-16_MYCOBACTERIES.pdf"]
