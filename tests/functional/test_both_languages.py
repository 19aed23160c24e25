"""What French and English write differently: names, numbers, plurals, names of files, and what a page says of its language."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.api import QuarantinedMessage
from ceres.app import Site, configure, make_app
from ceres.i18n.names import PersonName, plain_name
from ceres.mail.letters import Letter, Letters
from ceres.mail.mailer import LETTERS
from ceres.reports.models import QuarantineState
from ceres.reports.unplaced import Unplaced
from ceres.security.permissions import Role
from ceres.testing.command_line import CommandLine
from ceres.web.request import Request
from ceres_intake.admin.words import explained
from ceres_intake.reasons import Reason
from factories.browsers import BROWSER
from factories.documents import make_pdf
from factories.people import add_account
from factories.practice import PRINT, Practice, make_practice, send_selection, unpacked
from factories.reports import add_patient

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session")
Browse = Callable[[Account], TestApp]
FORMS = {"fr": "TUFELE Maleta", "en": "TUFELE, Maleta"}
in_both = pytest.mark.parametrize("language", ["fr", "en"])


@pytest.fixture
def practice(site: Site, db: Session) -> Practice:
    practice = make_practice(site, db)
    practice.prescriber.family_name, practice.prescriber.given_name = "Marchand", "Hélène"
    return practice


@pytest.fixture(scope="module")
def letters(shared_site: Site) -> Letters:
    """Writes letters of a site; knows its languages."""
    config = configure(shared_site)
    config.commit()
    written: Letters = config.registry[LETTERS]
    return written


@pytest.fixture
def request_in(letters: Letters) -> Callable[[str], Request]:
    """Makes a request of nobody in a language."""
    return letters._request


@in_both
def test_a_patient_is_named_as_the_language_has_it(practice: Practice, browse: Browse, language: str) -> None:
    report = practice.add(reference="582016")
    browser = browse(practice.doctor)
    browser.get(f"/language/{language}")
    page = browser.get("/results")
    assert page.html.select_one("#results tbody th a").text == FORMS[language]
    assert FORMS[language] in page.html.select_one("#results tbody input")["aria-label"]
    opened = browser.get(f"/reports/{report.public_id}")
    assert opened.html.h1.text == FORMS[language]
    assert {"fr": "MARCHAND Hélène", "en": "MARCHAND, Hélène"}[language] in [each.text for each in opened.html.select("dd")]
    assert f"582016 – {FORMS[language]}" in [each.text for each in browser.get("/search/reference").html.select("option")]


def test_names_are_sorted_the_same(practice: Practice, browse: Browse) -> None:
    for family, given in (("Zola", "Anne"), ("Abel", "Zoé"), ("Abel", "Anne"), ("Élan", "Bé")):
        practice.add(patient=add_patient(practice.db, family_name=family, given_name=given))
    browser = browse(practice.doctor)
    lists = []
    for language in ("fr", "en"):
        browser.get(f"/language/{language}")
        lists.append([each.text for each in browser.get("/results?sort=name").html.select("#results tbody th a")])
    assert lists[0] == ["ABEL Anne", "ABEL Zoé", "ÉLAN Bé", "ZOLA Anne"]
    assert lists[1] == [name.replace(" ", ", ") for name in lists[0]]


def test_a_name_of_one_part_has_no_comma(request_in: Callable[[str], Request]) -> None:
    english = request_in("en")
    assert english.write_name(PersonName("Okonkwo", "Adaeze")) == "OKONKWO, Adaeze"
    assert [english.write_name(PersonName(*parts)) for parts in (("Okonkwo", ""), ("", "Adaeze"), ("", ""))] == ["OKONKWO", "Adaeze", ""]
    assert english.write_name(PersonName("${given}", "x")) == "${GIVEN}, x"
    assert plain_name(PersonName("Marchand", "Hélène")) == "MARCHAND Hélène"


@in_both
def test_the_mandates_of_an_account_name_prescribers(
    practice: Practice, db: Session, browse: Browse, ceres: CommandLine, language: str
) -> None:
    admin = add_account(db, "admin", roles=(Role.ADMINISTRATOR,))
    db.commit()
    browser = browse(admin)
    browser.get(f"/language/{language}")
    said = {"fr": "MARCHAND Hélène", "en": "MARCHAND, Hélène"}[language]
    assert said in browser.get("/admin/accounts/of/h.marchand").text
    assert "MARCHAND Hélène" in ceres("mandates", "list").stdout


@in_both
def test_an_archive_speaks_the_language_in_all_but_the_names_of_its_documents(
    practice: Practice, site: Site, sign_in: Callable[[TestApp, Account], str], language: str
) -> None:
    there, lost = practice.add(make_pdf("bon"), reference="1"), practice.add(make_pdf("perdu"), stored=False, reference="2")
    table = {**site.settings.plugins.get("export", {}), **site.settings.plugin("export"), "summary": True}
    settings = replace(site.settings, plugins={**site.settings.plugins, "export": table})
    browser = TestApp(make_app(replace(site, settings=settings)), extra_environ=BROWSER)
    sign_in(browser, practice.doctor)
    browser.get(f"/language/{language}")
    files = unpacked(send_selection(browser, there, lost))
    missing, listed = {"fr": ("MANQUANT", "sommaire.csv"), "en": ("MISSING", "summary.csv")}[language]
    assert list(files) == ["TUFELE Maleta_1_BIOCHIMIE.pdf", f"{missing}_TUFELE Maleta_2_BIOCHIMIE.txt", listed]
    titles, row = csv.reader(io.StringIO(files[listed].decode("utf-8-sig")), delimiter=";")
    assert titles[1] == {"fr": "Nom du patient", "en": "Patient"}[language]
    assert row[1] == FORMS[language]
    cover = PdfReader(BytesIO(send_selection(browser, there, lost, path=PRINT).body)).pages[0].extract_text()
    assert f"{FORMS[language]} – BIOCHIMIE – 2" in cover


@pytest.mark.parametrize(
    ("language", "nothing", "one", "many"),
    [
        ("fr", "0 compte rendu", "1 compte rendu", "184\u202f203 comptes rendus"),
        ("en", "0 reports", "1 report", "184,203 reports"),
    ],
)
def test_numbers_and_plurals(request_in: Callable[[str], Request], language: str, nothing: str, one: str, many: str) -> None:
    request = request_in(language)
    said = [request.pluralize("${n} compte rendu", "${n} comptes rendus", n) for n in (0, 1, 184203)]
    assert said == [nothing, one, many]
    assert [request.write_number(n) for n in (999, -5, 1000)] == ["999", "-5", {"fr": "1\u202f000", "en": "1,000"}[language]]


def test_templates_count_in_the_language_too(db: Session, browse: Browse) -> None:
    admin = add_account(db, "admin", roles=(Role.ADMINISTRATOR,))
    db.commit()
    browser = browse(admin)
    assert "0 message en attente" in browser.get("/x/intake/admin").text
    browser.get("/language/en")
    assert "0 messages waiting" in browser.get("/x/intake/admin").text


@pytest.mark.parametrize(
    ("language", "count", "subject"),
    [
        ("fr", 1, "CÉRÈS – 1 nouveau compte rendu disponible"),
        ("fr", 3, "CÉRÈS – 3 nouveaux comptes rendus disponibles"),
        ("en", 1, "CÉRÈS – 1 new report available"),
        ("en", 3, "CÉRÈS – 3 new reports available"),
        ("", 3, "CÉRÈS – 3 nouveaux comptes rendus disponibles"),
        ("de", 3, "CÉRÈS – 3 nouveaux comptes rendus disponibles"),
    ],
)
def test_the_subject_of_a_letter(letters: Letters, language: str, count: int, subject: str) -> None:
    assert letters.write(Letter("a@exemple.nc", "ceres_notify/news", language, {"count": count})).subject == subject


@in_both
def test_a_page_says_its_language_and_what_it_depends_on(app: TestApp, language: str) -> None:
    asked = {"Accept-Language": language}
    for path in ("/login", "/nowhere", "/pages/faq"):
        page = app.get(path, headers=asked, status="*")
        assert (page.html.html["lang"], page.headers["Content-Language"]) == (language, language)
        assert page.headers["Vary"] == "Accept-Language, Cookie"
        assert page.headers["Cache-Control"] == "no-store"
    style = app.get(app.get("/login").html.select_one("link[rel=stylesheet]")["href"])
    assert "Content-Language" not in style.headers
    assert "Cookie" not in style.headers["Vary"]
    assert "Content-Language" not in app.get("/health", status="*").headers


def kept(reason: str, explanation: str) -> QuarantinedMessage:
    facts: dict[str, Any] = dict.fromkeys(("received_at", "resolved_at"), None)
    texts = dict.fromkeys(("source", "control_id", "message_type", "origin", "message_sha256", "resolved_by"), "")
    return QuarantinedMessage(id=1, size=1, reason=reason, explanation=explanation, state=QuarantineState.WAITING, **facts, **texts)


def test_every_reason_of_the_quarantine_is_said_in_both(request_in: Callable[[str], Request]) -> None:
    french, english = request_in("fr"), request_in("en")
    reasons = {(reason.value, reason.explanation) for reason in Reason} | {
        (each.reason, each.explanation) for each in Unplaced.__subclasses__()
    }
    for code, text in reasons:
        message = kept(code, text)
        assert explained(french, message) == text
        assert explained(english, message) not in ("", text)
        assert "<span" not in explained(english, message)


def test_what_a_former_release_kept_is_said_by_its_code_else_marked_as_french(request_in: Callable[[str], Request]) -> None:
    english = request_in("en")
    assert explained(english, kept("no_order", "Pas de demande.")) == "The message carries no request (segment OBR)."
    assert explained(english, kept("other", "Autre <chose>.")) == '<span lang="fr">Autre &lt;chose&gt;.</span>'
    assert explained(request_in("fr"), kept("other", "Autre chose.")) == "Autre chose."
