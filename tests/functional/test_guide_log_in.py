"""The guide, chapter I, « Connexion au serveur »: one test for each of its sentences, which it quotes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site, make_app
from ceres.audit.models import Outcome
from ceres.security.permissions import Role
from factories.browsers import BROWSER, HTTPS, log_in, token
from factories.journal import events
from factories.letters import last_letter, temporary_password
from factories.passwords import WRONG, cheap_hash
from factories.people import add_account, add_mandate, add_prescriber
from factories.reports import add_report


@pytest.fixture
def account(db: Session) -> Account:
    account = add_account(db, password_hash=cheap_hash())
    db.commit()
    return account


@pytest.fixture
def contacted(site: Site) -> TestApp:
    """A browser on a site that says whom to write to."""
    changed = replace(site.settings.site, support_email="ceres@exemple.nc")
    return TestApp(make_app(replace(site, settings=replace(site.settings, site=changed))), extra_environ=BROWSER)


def test_access_is_reserved_to_prescribers(app: TestApp, browse: Callable[[Account], TestApp], db: Session) -> None:
    """L’accès à Cérès est réservé aux professionnels de santé, prescripteurs d’examens de biologie médicale."""
    assert "réservé aux professionnels de santé" in app.get("/login")
    app.get("/results", status=303)
    auditor = add_account(db, "auditor", roles=(Role.AUDITOR,))
    db.commit()
    browse(auditor).get("/results", status=403)


def test_the_connection_is_made_on_the_secure_server(app: TestApp) -> None:
    """La connexion au serveur de résultat est possible directement sur le serveur sécurisé."""
    answer = app.get("/login", extra_environ=HTTPS)
    assert answer.headers["Strict-Transport-Security"]
    assert "ceres-visit" in "".join(answer.headers.getall("Set-Cookie"))
    assert all("secure" in cookie for cookie in answer.headers.getall("Set-Cookie"))


def test_the_home_page_asks_one_to_identify_oneself(app: TestApp) -> None:
    """La page d’accueil s’affiche à l’écran et vous demande de vous identifier."""
    page = app.get("/").follow()
    assert [page.html.find("label", {"for": name}).get_text() for name in ("login", "password")] == ["Identifiant", "Mot de passe"]


def test_login_and_password_give_access_to_the_reports_of_one_s_patients(app: TestApp, account: Account, db: Session) -> None:
    """Saisissez votre identifiant et votre mot de passe puis appuyez sur « Connexion » afin d’accéder aux comptes-rendus …"""
    prescriber, other = add_prescriber(db), add_prescriber(db, "DR2")
    add_mandate(db, account, prescriber)
    mine, theirs = add_report(db, prescriber), add_report(db, other)
    db.commit()
    assert app.get("/login").html.select_one("form button[type=submit]").get_text() == "Connexion"
    results = log_in(app).follow().follow()
    assert mine.public_id in results
    assert theirs.public_id not in results


def test_whoever_has_no_login_learns_where_to_ask_for_one(contacted: TestApp) -> None:
    """Si vous ne possédez pas d’identifiant, il vous suffit d’en faire la demande en précisant vos nom, prénom, lieu et structure."""
    page = contacted.get("/login")
    assert "Demandez-le en précisant vos nom, prénom, lieu et structure d’exercice" in page
    assert page.html.select_one("a[href='mailto:ceres@exemple.nc']")


def test_a_lost_password_is_replaced_automatically_from_the_home_page(app: TestApp, account: Account, site: Site) -> None:
    """En cas de perte de votre mot de passe, un lien sur la page d’accueil permet d’obtenir automatiquement un nouveau mot de passe."""
    form = app.get("/login").click("Mot de passe oublié").forms[0]
    form["login"] = account.login
    assert "mot de passe temporaire de huit caractères" in form.submit()
    assert last_letter(site, "temporary_password").recipient == account.email
    log_in(app, password=temporary_password(site), status=303)


def test_one_can_also_write_about_a_lost_password(contacted: TestApp) -> None:
    """Vous pouvez également nous contacter par e-mail."""
    assert contacted.get("/password").html.select_one("form a[href='mailto:ceres@exemple.nc']")


def test_a_phone_is_shown_pages_made_for_it(app: TestApp) -> None:
    """Si vous utilisez un smartphone … : les mêmes pages, aux mêmes adresses, conviennent au téléphone."""
    page = app.get("/login", headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Mobile Safari/604.1"})
    assert page.html.find("meta", {"name": "viewport"})["content"] == "width=device-width, initial-scale=1"


def test_the_right_of_access_is_said(app: TestApp) -> None:
    """Conformément aux dispositions de la loi du 6 janvier 1978 …, vous disposez du droit d’accès aux informations qui vous concernent."""
    assert "vous disposez d’un droit d’accès" in app.get("/login").html.find("footer").get_text()


@pytest.mark.usefixtures("account")
def test_accesses_are_traced_and_one_is_told(app: TestApp, site: Site) -> None:
    """Par ailleurs, nous vous informons qu’un système permettant une traçabilité des accès et traitements a été mis en œuvre."""
    assert "traçabilité des accès et des traitements" in app.get("/login")
    log_in(app, password=WRONG)
    log_in(app)
    assert [each.outcome for each in events(site, "account.login")] == [Outcome.FAILURE, Outcome.SUCCESS]


def test_the_padlock_and_https_are_explained(app: TestApp) -> None:
    """La présence du cadenas et de l’url préfixée « https:// » vous assurent de la sécurisation de la liaison."""
    secure = app.get("/login", extra_environ=HTTPS).html.get_text()
    assert "https://" in secure
    assert "cadenas" in secure
    assert "cadenas" not in app.get("/login", extra_environ=BROWSER)
    assert token(app.get("/login"))
