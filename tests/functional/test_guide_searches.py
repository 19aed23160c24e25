"""Chapter II of the guide for prescribers, « Rechercher un résultat patient », sentence by sentence: lists, tabs and searches."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account, Prescriber
from ceres.reports.models import Report, ReportStatus
from factories.people import add_account, add_prescriber
from factories.reports import add_patient, add_report

# 12:00 in Nouméa on the third of March 2026, which is « today » where a test needs one.
NOON = datetime(2026, 3, 3, 1, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def doctor(db: Session) -> Account:
    return add_account(db, "demo")


def shown(page: Any) -> list[str]:
    return [row["data-report"] for row in page.html.select("#results tbody tr")]


def ids(*reports: Report) -> list[str]:
    return [report.public_id for report in reports]


def submit(portal: TestApp, tab: str, **values: str) -> Any:
    """Fill in the form of a tab and press « Rechercher »."""
    form = next(each for each in portal.get(f"/search/{tab}").forms.values() if each.action.endswith(f"/search/{tab}"))
    for name, value in values.items():
        form[name] = value
    return form.submit()


def found(portal: TestApp, tab: str, **values: str) -> Any:
    return submit(portal, tab, **values).follow()


def tabs(page: Any) -> list[str]:
    return [" ".join(link.select_one(".long").text.split()) for link in page.html.select("#tabs a")[1:]]


def test_a_l_ouverture_la_liste_des_25_dernieres_demandes_s_affiche(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    reports = [add_report(db, prescriber, issued_at=NOON + hour * HOUR) for hour in range(27)]
    db.commit()
    page = portal.get("/").follow()
    assert page.html.h1.text == "Vos 25 dernières demandes"
    assert shown(page) == ids(*reversed(reports))[:25]


def test_les_onglets_en_haut_de_l_ecran_permettent_d_affiner_la_recherche(portal: TestApp) -> None:
    page = portal.get("/results")
    assert page.html.select_one("#tabs a[aria-current=page]").text == "Résultats"
    assert tabs(page) == ["Par votre référence", "Par NIP", "Par patient", "Par date", "Par N° CHT"]
    for link in page.html.select("#tabs a")[1:]:
        form = portal.get(link["href"])
        assert form.html.select_one("#tabs a[aria-current=page]")["href"] == link["href"]
        assert form.html.select_one("form.search button[type=submit]")


def test_vos_numeros_apparaissent_dans_la_liste_deroulante(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    for hour, reference in enumerate(("582016", "", "5689/16", "582016")):
        add_report(db, prescriber, issued_at=NOON + hour * HOUR, reference=reference)
    add_report(db, add_prescriber(db, "DR2"), reference="999/16")
    db.commit()
    options = portal.get("/search/reference").html.select("#choice option")
    assert [option["value"] for option in options] == ["", "582016", "5689/16"]
    assert options[1].text == "582016 – TUFELE Maleta"


def test_il_est_possible_de_choisir_une_reference_de_la_liste(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    wanted = add_report(db, prescriber, reference="5689/16")
    add_report(db, prescriber, reference="582016")
    db.commit()
    assert shown(found(portal, "reference", choice="5689/16")) == ids(wanted)


def test_il_est_egalement_possible_de_rentrer_directement_un_numero_connu(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    wanted, other = add_report(db, prescriber, reference="5689/16"), add_report(db, prescriber, reference="582016")
    db.commit()
    assert shown(found(portal, "reference", value=" 5689/16 ")) == ids(wanted)
    assert shown(found(portal, "reference", value="5689/16", choice="582016")) == ids(wanted), "the free field wins"
    assert shown(found(portal, "reference", choice="582016")) == ids(other)


def test_vous_pouvez_rechercher_un_compte_rendu_par_sa_date_d_edition(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    wanted = add_report(db, prescriber, issued_at=NOON)
    add_report(db, prescriber, issued_at=NOON - 3 * DAY)
    db.commit()
    assert shown(found(portal, "date", **{"from": "02/03/26", "to": "04/03/26"})) == ids(wanted)


def test_pour_entrer_le_2_janvier_2017_il_faut_ecrire_02_01_17(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    wanted = add_report(db, prescriber, issued_at=datetime(2017, 1, 2, 1, tzinfo=UTC))
    db.commit()
    page = found(portal, "date", **{"from": "02/01/17", "to": "02/01/17"})
    assert shown(page) == ids(wanted)
    assert "du 02/01/2017 au 02/01/2017" in page.text


def test_le_calendrier_de_certains_navigateurs_est_parfaitement_compatible(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    wanted = add_report(db, prescriber, issued_at=NOON)
    db.commit()
    assert shown(found(portal, "date", **{"from": "2026-03-03", "to": "2026-03-03"})) == ids(wanted)


@pytest.mark.parametrize("empty", ["from", "to"])
def test_si_vous_laissez_un_seul_des_champs_vide_la_date_du_jour_sera_prise(
    portal: TestApp, db: Session, prescriber: Prescriber, empty: str
) -> None:
    now = datetime.now(UTC)
    today = add_report(db, prescriber, issued_at=now)
    add_report(db, prescriber, issued_at=now - 40 * DAY)
    db.commit()
    other = "to" if empty == "from" else "from"
    day = now + 20 * DAY if other == "to" else now - 20 * DAY
    assert shown(found(portal, "date", **{other: day.strftime("%d/%m/%Y")})) == ids(today)


def test_le_premier_champ_prend_la_premiere_heure_du_jour_et_le_deuxieme_la_derniere(
    portal: TestApp, db: Session, prescriber: Prescriber
) -> None:
    midnight = datetime(2016, 12, 31, 13, tzinfo=UTC)  # the first of January 2017, in Nouméa
    moment = timedelta(microseconds=1)
    first = add_report(db, prescriber, issued_at=midnight)
    last = add_report(db, prescriber, issued_at=midnight + DAY - moment)
    for outside in (midnight - moment, midnight + DAY):
        add_report(db, prescriber, issued_at=outside)
    db.commit()
    assert shown(found(portal, "date", **{"from": "01/01/17", "to": "01/01/17"})) == ids(last, first)


def test_les_numeros_de_demande_auxquels_vous_avez_acces_apparaissent(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    add_report(db, prescriber, number="114000000")
    add_report(db, add_prescriber(db, "DR2"), number="114000001")
    db.commit()
    options = portal.get("/search/number").html.select("#choice option")
    assert [option["value"] for option in options] == ["", "114000000"]


def test_il_est_possible_de_rentrer_un_numero_de_demande_connu(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    wanted = add_report(db, prescriber, number="114000000")
    theirs = add_report(db, add_prescriber(db, "DR2"), number="114000001")
    db.commit()
    assert shown(found(portal, "number", value="114000000")) == ids(wanted)
    assert theirs.public_id not in found(portal, "number", value="114000001").text


def test_ce_numero_correspond_a_l_identifiant_unique_de_la_demande(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    sections = [add_report(db, prescriber, number=f"11400000{each}", section="BIOCHIMIE") for each in range(3)]
    db.commit()
    page = found(portal, "number", value="114000001")
    assert shown(page) == ids(sections[1])
    assert page.html.select_one("#results tbody .number").text == "114000001"


def test_le_bouton_rechercher_lance_la_recherche_de_la_plus_recente_a_la_plus_ancienne(
    portal: TestApp, db: Session, prescriber: Prescriber
) -> None:
    reports = [add_report(db, prescriber, issued_at=NOON + hour * HOUR, nip="1980456123") for hour in range(3)]
    db.commit()
    page = found(portal, "nip", value="1980 456 123")
    assert shown(page) == ids(*reversed(reports))
    assert page.html.select_one("#tabs a[aria-current=page]").text == "Résultats"


def test_pour_revenir_a_la_liste_complete_cliquez_sur_l_onglet_resultats(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    both = add_report(db, prescriber, issued_at=NOON + HOUR), add_report(db, prescriber, issued_at=NOON, nip="1980456123")
    db.commit()
    page = found(portal, "nip", value="1980456123")
    assert shown(page) == ids(both[1])
    assert shown(portal.get(page.html.select_one("#tabs a")["href"])) == ids(*both)


def test_chaque_ligne_correspond_a_un_dossier_et_montre_de_gauche_a_droite(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    patient = add_patient(db, family_name="PATIENT", given_name="Test", birth_date="1970-01-01")
    values = {"number": "114000001", "reference": "5689/16", "nip": "1980456123", "section": "MYCOBACTERIES"}
    add_report(db, prescriber, patient=patient, issued_at=datetime(2016, 12, 7, 2, 6, tzinfo=UTC), **values)
    db.commit()
    page = portal.get("/results")
    titles = [cell.find(string=True, recursive=True).strip() for cell in page.html.select("#results thead th")]
    assert titles[-8:] == ["Votre référence", "NIP", "Nom du patient", "Né(e) le", "Type", "Compte rendu", "Édition", "N° CHT"]
    cells = [" ".join(cell.text.split()) for cell in page.html.select("#results tbody tr > *")][-8:]
    assert cells[:2] == ["5689/16", "1980456123"]
    assert cells[2].endswith("PATIENT Test")
    assert cells[3:5] == ["01/01/1970", "MYCOBACTERIES"]
    assert cells[5].startswith("PDF")
    assert cells[6:] == ["07/12/2016 13:06", "114000001"]


def test_une_information_absente_est_un_tiret(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    add_report(db, prescriber)
    db.commit()
    row = portal.get("/results").html.select_one("#results tbody tr")
    assert [row.select_one(f".{name} [aria-hidden]").text for name in ("reference", "nip")] == ["–", "–"]


def test_un_dossier_sans_compte_rendu_est_en_cours(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    add_report(db, prescriber, status=ReportStatus.REGISTERED, documents=())
    db.commit()
    row = portal.get("/results").html.select_one("#results tbody tr")
    assert "En cours…" in row.select_one(".documents").text
    assert row.find("a") is None


def test_un_precedent_resultat_apparait_en_grise(portal: TestApp, db: Session, prescriber: Prescriber) -> None:
    report = add_report(db, prescriber, documents=(b"1", b"2"))
    db.commit()
    former = portal.get("/results").html.select_one("#results .former")
    assert former["href"].endswith(f"/{report.public_id}/versions/1.pdf")
