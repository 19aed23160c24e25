"""The banner, as chapter II of the guide describes it: each test is named after a sentence, which it quotes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account, Prescriber
from ceres.api import AnnouncementLevel
from ceres.app import Site, make_app
from ceres.db.clock import utcnow
from ceres.plugins.models import PluginState
from ceres.reports.models import Delivery, Report, ReportStatus, Withheld
from ceres.security.permissions import Role
from ceres_banner.models import Audience
from factories.announcements import add_announcement
from factories.browsers import BROWSER
from factories.journal import events
from factories.people import add_account, add_mandate, add_prescriber
from factories.reports import add_patient, add_report

Browse = Callable[[Account], TestApp]
NOW = utcnow()
VISIT = NOW - timedelta(days=2)
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def doctor(db: Session) -> Account:
    """Somebody who came two days ago."""
    account = add_account(db, "doctor")
    account.last_login_at = VISIT
    return account


def arrive(db: Session, *prescribers: Prescriber, name: str = "PATIENT Test", at: datetime = NOW - AN_HOUR, **values: Any) -> Report:
    """Add a report that arrived at an instant."""
    family, _, given = name.partition(" ")
    patient = values.pop("patient", None) or add_patient(db, family_name=family, given_name=given)
    report = add_report(db, *prescribers, patient=patient, **{"issued_at": at, **values})
    db.execute(update(Delivery).where(Delivery.report_id == report.id).values(delivered_at=at))
    return report


def banner(page: Any, level: str = "news") -> list[str]:
    """Return the texts of the announcements of one level."""
    return [" ".join(each.p.get_text().split()) for each in page.html.select(f".announcements .notice.{level}")]


def rows(page: Any) -> list[str]:
    return [row["data-report"] for row in page.html.select("#results tbody tr")]


def news(db: Session, browse: Browse, account: Account) -> list[str]:
    db.commit()
    return banner(browse(account).get("/results"))


def test_important_information_such_as_a_new_version_of_the_guide_is_shown(db: Session, doctor: Account, browse: Browse) -> None:
    """« Outre l’affichage d’informations importantes comme la mise à jour de la présente documentation… »."""
    add_announcement(db, "Guide : la version de janvier est en ligne.")
    db.commit()
    browser = browse(doctor)
    for path in ("/results", "/search/date"):
        assert banner(browser.get(path), "info") == ["Guide : la version de janvier est en ligne."]


def test_you_find_a_summary_of_the_new_reports_since_your_last_visit(
    db: Session, doctor: Account, prescriber: Prescriber, browse: Browse
) -> None:
    """« …vous retrouvez dans le bandeau un récapitulatif des nouveaux comptes-rendus disponibles depuis votre dernière visite. »."""
    arrive(db, prescriber, at=VISIT - AN_HOUR)
    for name in ("TUFELE Maleta", "NGUYỄN Thi Lan", "ŒUVRARD Chloé"):
        arrive(db, prescriber, name=name)
    (text,) = news(db, browse, doctor)
    assert text.startswith("3 nouveaux comptes rendus depuis votre dernière visite, le ")
    assert {"TUFELE Maleta", "NGUYỄN Thi Lan", "ŒUVRARD Chloé"} == set(text.rpartition(" : ")[2].rstrip(".").split(", "))


def test_one_new_report_since_your_last_visit_names_its_patient(
    db: Session, doctor: Account, prescriber: Prescriber, browse: Browse
) -> None:
    """« 1 nouveau CR de résultats depuis votre dernière visite ! PATIENT Test »."""
    arrive(db, prescriber)
    (text,) = news(db, browse, doctor)
    assert text.startswith("1 nouveau compte rendu depuis votre dernière visite")
    assert text.endswith(" : PATIENT Test.")


def test_a_click_on_the_link_launches_a_search_by_date_that_shows_the_reports_concerned(
    db: Session, doctor: Account, prescriber: Prescriber, browse: Browse
) -> None:
    """« Un clic sur le lien proposé lancera automatiquement une recherche par date afin de vous présenter les comptes-rendus… »."""
    new = arrive(db, prescriber)
    late = arrive(db, prescriber, issued_at=VISIT - timedelta(days=20))  # issued long before it arrived
    arrive(db, prescriber, at=VISIT - timedelta(days=40))
    db.commit()
    page = browse(doctor).get("/results")
    form = next(each for each in page.forms.values() if each.action == "/search/date")
    assert page.html.select_one(".news button").text == "Les afficher"
    found = form.submit().follow()
    assert rows(found) == [new.public_id, late.public_id]
    assert banner(found) == []  # they are below


def test_the_search_is_not_proposed_while_its_plugin_is_off(db: Session, doctor: Account, prescriber: Prescriber, browse: Browse) -> None:
    arrive(db, prescriber)
    db.add(PluginState(name="search-date", enabled=False, changed_at=NOW))
    db.commit()
    page = browse(doctor).get("/results")
    assert banner(page)
    assert page.html.select_one(".news form, .news a") is None


def test_names_stand_on_the_page_and_nowhere_else(db: Session, doctor: Account, prescriber: Prescriber, browse: Browse, site: Site) -> None:
    arrive(db, prescriber, name="HORSVUE Zoé")
    db.commit()
    page = browse(doctor).get("/results")
    addresses = [each.get("href") or each.get("action") for each in page.html.select("a, form")]
    assert "HORSVUE" not in " ".join([page.html.title.text, *addresses, *(each.get("value", "") for each in page.html.select("input"))])
    (announced,) = events(site, "report.news")
    assert (announced.login, announced.detail) == ("doctor", {"rows": 1})


def test_nothing_new_says_nothing(db: Session, doctor: Account, prescriber: Prescriber, browse: Browse, site: Site) -> None:
    arrive(db, prescriber, at=VISIT - AN_HOUR)
    assert news(db, browse, doctor) == []
    assert events(site, "report.news") == []


def test_a_first_visit_has_no_last_one(db: Session, doctor: Account, prescriber: Prescriber, browse: Browse) -> None:
    doctor.last_login_at = None
    arrive(db, prescriber)
    assert news(db, browse, doctor) == []


def test_only_reports_that_may_be_read_count(db: Session, doctor: Account, prescriber: Prescriber, browse: Browse) -> None:
    ended, others = add_prescriber(db, "DR2"), add_prescriber(db, "DR3")
    add_mandate(db, doctor, ended, valid_until=NOW - AN_HOUR)
    arrive(db, ended, name="ANCIEN Mandat")
    arrive(db, others, name="AUTRE Médecin")
    arrive(db, prescriber, name="RETENU Paul", withheld=Withheld.MASKED)
    arrive(db, prescriber, name="RETIRÉ Paul", status=ReportStatus.RETRACTED)
    arrive(db, prescriber, name="ENCOURS Paul", status=ReportStatus.REGISTERED, documents=())
    assert news(db, browse, doctor) == []


def test_a_report_delivered_to_two_of_ones_prescribers_counts_once(
    db: Session, doctor: Account, prescriber: Prescriber, browse: Browse
) -> None:
    others = [add_prescriber(db, f"DR{number}") for number in range(2, 5)]
    for other in others:
        add_mandate(db, doctor, other)
    arrive(db, prescriber, *others)
    arrive(db, others[-1], name="DERNIER Paul")
    (text,) = news(db, browse, doctor)
    assert text.startswith("2 nouveaux comptes rendus")


def test_a_few_patients_are_named_newest_first_and_the_others_counted(
    db: Session, doctor: Account, prescriber: Prescriber, browse: Browse
) -> None:
    for rank, name in enumerate(("CINQ A", "QUATRE A", "TROIS A", "DEUX A", "UN A")):
        arrive(db, prescriber, name=name, at=NOW - timedelta(minutes=60 - rank))
    (text,) = news(db, browse, doctor)
    assert text.endswith(" : UN A, DEUX A, TROIS A et 2 autres patients.")


def test_a_patient_is_named_once(db: Session, doctor: Account, prescriber: Prescriber, browse: Browse) -> None:
    for rank, name in enumerate(("QUATRE A", "TROIS A", "DEUX A", "UN A")):
        patient = add_patient(db, family_name=name.split()[0], given_name="A")
        for section in ("BIOCHIMIE", "HEMATOLOGIE"):
            arrive(db, prescriber, patient=patient, section=section, at=NOW - timedelta(minutes=60 - rank))
    (text,) = news(db, browse, doctor)
    assert text.startswith("8 nouveaux comptes rendus")
    assert text.endswith(" : UN A, DEUX A, TROIS A et 1 autre patient.")


def test_a_site_may_name_nobody(
    site: Site, db: Session, doctor: Account, prescriber: Prescriber, sign_in: Callable[[TestApp, Account], str]
) -> None:
    arrive(db, prescriber, name="HORSVUE Zoé")
    db.commit()
    settings = replace(site.settings, plugins={**site.settings.plugins, "banner": {"names": 0}})
    browser = TestApp(make_app(replace(site, settings=settings)), extra_environ=BROWSER)
    sign_in(browser, doctor)
    (text,) = banner(browser.get("/results"))
    assert text.startswith("1 nouveau compte rendu depuis votre dernière visite, le ")
    assert "HORSVUE" not in text


def test_so_many_that_they_are_not_counted(
    db: Session, doctor: Account, prescriber: Prescriber, browse: Browse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ceres.reports.arrivals.MOST", 2)
    for rank in range(3):
        arrive(db, prescriber, at=NOW - timedelta(minutes=rank))
    (text,) = news(db, browse, doctor)
    assert text.startswith("Au moins 2 nouveaux comptes rendus")


def test_the_news_speak_english(db: Session, doctor: Account, prescriber: Prescriber, browse: Browse) -> None:
    arrive(db, prescriber)
    db.commit()
    browser = browse(doctor)
    browser.get("/language/en")
    (text,) = banner(browser.get("/results"))
    assert text.startswith("1 new report since your last visit, on ")
    assert text.endswith(": PATIENT, Test.")


@pytest.mark.parametrize(
    ("level", "language", "expected"),
    [
        (AnnouncementLevel.WARN, "fr", "Maintenance : ce soir."),
        (AnnouncementLevel.CRIT, "en", "Maintenance: tonight."),
    ],
)
def test_an_announcement_speaks_the_language_of_the_page(
    app: TestApp, db: Session, level: AnnouncementLevel, language: str, expected: str
) -> None:
    add_announcement(db, "Maintenance : ce soir.", text_en="Maintenance: tonight.", level=level)
    db.commit()
    app.get(f"/language/{language}")
    page = app.get("/login")
    assert banner(page, level.value) == [expected]
    assert page.html.select_one(".announcements strong").text.startswith("Maintenance")
    assert page.html.select_one(".announcements [lang]") is None


def test_a_text_without_translation_says_its_language(app: TestApp, db: Session) -> None:
    add_announcement(db, "Ce soir, rien.")
    db.commit()
    app.get("/language/en")
    assert app.get("/login").html.select_one(".announcements p")["lang"] == "fr"


def test_an_announcement_reaches_its_audience(app: TestApp, db: Session, doctor: Account, browse: Browse) -> None:
    for audience in Audience:
        add_announcement(db, audience.value, audience=audience)
    db.commit()
    assert banner(app.get("/login"), "info") == ["both", "before"]
    assert banner(browse(doctor).get("/results"), "info") == ["both", "after"]
    assert banner(app.get("/nowhere", status=404), "info") == []


@pytest.mark.parametrize(
    ("times", "shown"),
    [
        ({"starts_at": NOW - AN_HOUR, "ends_at": datetime(2100, 1, 1, tzinfo=UTC)}, True),
        ({"starts_at": NOW - AN_HOUR, "ends_at": NOW}, False),
        ({"starts_at": datetime(2100, 1, 1, tzinfo=UTC)}, False),
        ({"ended_at": NOW}, False),
    ],
)
def test_an_announcement_is_shown_in_its_time(app: TestApp, db: Session, times: dict[str, Any], shown: bool) -> None:
    add_announcement(db, **times)
    db.commit()
    assert bool(banner(app.get("/login"), "info")) is shown


def test_three_are_shown_news_first_then_the_graver_ones(db: Session, doctor: Account, prescriber: Prescriber, browse: Browse) -> None:
    arrive(db, prescriber)
    for level in ("info", "warn", "info", "crit"):
        add_announcement(db, level, level=AnnouncementLevel(level))
    db.commit()
    page = browse(doctor).get("/results")
    assert [each["class"][1] for each in page.html.select(".announcements .notice")] == ["news", "crit", "warn"]


def test_an_announcement_is_text_whatever_it_holds(app: TestApp, db: Session) -> None:
    add_announcement(db, "<script>alert(1)</script> & cie")
    db.commit()
    page = app.get("/login")
    assert banner(page, "info") == ["<script>alert(1)</script> & cie"]
    assert "<script>alert" not in page.text


def dismissal(page: Any) -> Any:
    return next(each for each in page.forms.values() if each.action == "/x/banner/dismiss")


def test_an_announcement_put_away_stays_away_until_the_next_log_in(db: Session, doctor: Account, browse: Browse) -> None:
    add_announcement(db, "Ancienne")
    add_announcement(db, "Récente")
    db.commit()
    browser, other = browse(doctor), browse(doctor)
    page = browser.get("/search/date")
    answer = dismissal(page).submit(headers={"Referer": "http://localhost/search/date"})
    assert (answer.status_int, answer.location) == (303, "http://localhost/search/date")
    assert banner(answer.follow(), "info") == ["Ancienne"]
    assert banner(other.get("/results"), "info") == ["Récente", "Ancienne"]
    dismissal(page).submit()  # sent twice


@pytest.mark.parametrize("number", ["", "x", "-1", "1" * 30, "٣", "1e3"])
def test_a_forged_number_is_refused(db: Session, doctor: Account, browse: Browse, number: str) -> None:
    add_announcement(db)
    db.commit()
    form = dismissal(browse(doctor).get("/results"))
    form["announcement"].force_value(number)
    form.submit(status=400)


def test_an_unknown_announcement_is_put_away_without_a_word(db: Session, doctor: Account, browse: Browse) -> None:
    add_announcement(db)
    db.commit()
    form = dismissal(browse(doctor).get("/results"))
    form["announcement"].force_value("999999")
    assert form.submit(status=303).location == "http://localhost/results"


def test_putting_away_needs_a_session_and_a_token(app: TestApp, db: Session, doctor: Account, browse: Browse) -> None:
    db.commit()
    app.post("/x/banner/dismiss", {"announcement": "1"}, status=403)
    browse(doctor).post("/x/banner/dismiss", {"announcement": "1"}, status=400)
    browse(doctor).get("/x/banner/dismiss", status=404)


def test_visitors_have_no_cross(app: TestApp, db: Session) -> None:
    add_announcement(db)
    db.commit()
    assert app.get("/login").html.select_one(".announcements form") is None


def test_who_reads_no_report_has_announcements_and_no_news(db: Session, browse: Browse) -> None:
    auditor = add_account(db, "auditor", roles=(Role.AUDITOR,))
    auditor.last_login_at = VISIT
    prescriber = add_prescriber(db, "DR9")
    add_mandate(db, auditor, prescriber)
    arrive(db, prescriber, name="HORSVUE Zoé")
    db.commit()
    assert "HORSVUE" not in browse(auditor).get("/results", status=403).text
