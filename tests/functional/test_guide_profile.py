"""The guide, chapter IV, « Votre profil »: one test for each of its sentences, which it quotes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site, make_app
from factories.browsers import BROWSER, log_in, token
from factories.letters import last_letter, temporary_password
from factories.passwords import PASSWORD, cheap_hash
from factories.people import add_account

HOME = {"REMOTE_ADDR": "203.0.113.24"}


@pytest.fixture
def account(db: Session) -> Account:
    account = add_account(db, password_hash=cheap_hash())
    db.commit()
    return account


@pytest.fixture
def browser(browse: Callable[[Account], TestApp], account: Account) -> TestApp:
    return browse(account)


def panel(browser: TestApp, page: str = "/results") -> str:
    """Return the text of the left panel."""
    return str(browser.get(page).html.select_one("aside.panel").get_text(" ", strip=True))


def test_the_profile_stands_on_the_left(browser: TestApp) -> None:
    """Les informations concernant votre profil sont réunies dans la partie gauche de l’interface."""
    page = browser.get("/results").html
    assert page.select_one(".frame > :first-child")["class"] == ["panel"]


def test_the_name_and_the_login_in_brackets_are_on_top(browser: TestApp) -> None:
    """En haut, votre nom de connexion vous est rappelé, ainsi que votre identifiant Cérès entre crochets."""
    assert panel(browser).startswith("Vous êtes connecté(e) en tant que\u00a0: Dr h.marchand [h.marchand]")


@pytest.mark.usefixtures("account")
def test_the_last_log_in_and_its_address_are_recalled(app: TestApp, new_app: Callable[[], TestApp]) -> None:
    """En bas, la date de votre dernière connexion à Cérès vous est rappelée, ainsi que l’adresse IP publique s’étant connectée."""
    with time_machine.travel(datetime(2016, 12, 21, 2, 40, tzinfo=UTC), tick=False):
        log_in(new_app(), extra_environ=HOME)
    log_in(app)
    assert "Dernière connexion mercredi 21 décembre 2016 à 13:40 depuis 203.0.113.24" in panel(app)


@pytest.mark.usefixtures("account")
def test_a_click_on_the_address_opens_a_site_that_places_it(site: Site) -> None:
    """Un clic sur cette dernière ouvrira dans un nouvel onglet le site internet …, vous permettant de vérifier la localisation."""
    placed = replace(site.settings.site, ip_lookup="https://where.example/?q={ip}")
    browser = TestApp(make_app(replace(site, settings=replace(site.settings, site=placed))), extra_environ=BROWSER)
    log_in(browser, extra_environ={"REMOTE_ADDR": "2001:db8::1"})
    browser.reset()
    log_in(browser)
    link = browser.get("/results").html.select_one(".last a[target=_blank]")
    assert (link["href"], link.get_text()) == ("https://where.example/?q=2001%3Adb8%3A%3A1", "2001:db8::1")
    assert link["rel"] == ["noreferrer", "noopener"]


@pytest.mark.usefixtures("account")
def test_unless_the_site_chooses_one_no_address_leaves_the_portal(app: TestApp, new_app: Callable[[], TestApp]) -> None:
    """Sans ce réglage, l’adresse est un simple texte, suivi de « Ce n’était pas vous ? »."""
    log_in(new_app(), extra_environ=HOME)
    log_in(app)
    last = app.get("/results").html.select_one(".panel .last")
    assert "203.0.113.24" in last.get_text()
    assert [each["href"] for each in last.select("a")] == ["/profile/history"]


def test_a_click_on_edit_my_profile_opens_its_options(browser: TestApp) -> None:
    """Pour accéder aux options de votre profil, cliquez sur « Modifier mon profil »."""
    assert browser.get("/results").click("Modifier mon profil", index=0).html.h1.get_text() == "Mon profil"


def test_a_new_page_gives_access_to_several_options(browser: TestApp) -> None:
    """Une nouvelle page vous donnera alors accès à plusieurs possibilités."""
    titles = {each.get_text() for each in browser.get("/profile").html.select("main h2")}
    assert {"Adresse électronique", "Avertissement de mise à disposition", "Mot de passe"} <= titles


def test_one_goes_back_to_the_results(browser: TestApp) -> None:
    """Retourner à la page de consultation des résultats par l’onglet « Retour aux résultats »."""
    assert browser.get("/profile").click("Retour aux résultats").follow().request.path == "/results"


def test_a_change_of_address_is_announced_to_the_former_one(browser: TestApp, site: Site) -> None:
    """Modifier votre adresse email, un message de confirmation sera envoyé à l’ancienne adresse."""
    form = browser.get("/profile").html.select_one("form[action='/profile/email']")
    assert form.find(id="email-new")
    fields = {"email": "new@cabinet.example", "current_password": PASSWORD, "csrf_token": token(browser.get("/profile"))}
    browser.post("/profile/email", fields, status=303)
    told = last_letter(site, "email_warning")
    assert told.recipient == "h.marchand@exemple.nc"
    assert "new@cabinet.example" in told.text


def test_one_accepts_or_refuses_to_be_notified(browser: TestApp) -> None:
    """Accepter ou non de recevoir une notification par email des nouveaux résultats disponibles sur le serveur."""
    for wish, said in (({"enabled": "1"}, "Vous recevrez un message"), ({}, "Vous ne recevrez pas de message")):
        page = browser.get("/profile")
        answer = browser.post("/x/notify/preferences", {**wish, "csrf_token": token(page)}, status=303).follow()
        assert said in answer.html.select_one("main [role=status]").get_text()
        box = answer.html.find(id="notify-enabled")
        assert box.has_attr("checked") is bool(wish)


def test_one_resets_the_password_which_comes_by_e_mail(browser: TestApp, new_app: Callable[[], TestApp], site: Site) -> None:
    """Réinitialiser votre mot de passe, qui vous sera envoyé par email … huit caractères générés aléatoirement."""
    page = browser.get("/profile")
    assert page.html.select_one("form[action='/profile/reset'] button").get_text(strip=True) == "Réinitialiser maintenant"
    browser.post("/profile/reset", {"csrf_token": token(page)}, status=303)
    assert last_letter(site, "temporary_password").recipient == "h.marchand@exemple.nc"
    assert len(temporary_password(site)) == 8
    assert log_in(new_app(), password=temporary_password(site)).location == "http://localhost/password/new"


def test_at_the_end_one_logs_out_with_a_button(browser: TestApp) -> None:
    """En fin de consultation, il est toujours conseillé de se déconnecter par le bouton « Me déconnecter »."""
    page = browser.get("/results")
    assert "Me déconnecter" in page.html.select_one("aside.panel form[action='/logout'] button").get_text()
    browser.post("/logout", {"csrf_token": token(page)}, status=303)
    browser.get("/results", status=303)


def test_after_45_minutes_without_activity_one_is_logged_out(browse: Callable[[Account], TestApp], account: Account) -> None:
    """Par sécurité, vous serez déconnecté automatiquement de votre session après 45 minutes d’inactivité."""
    with time_machine.travel(datetime(2026, 3, 3, tzinfo=UTC), tick=False) as clock:
        browser = browse(account)
        assert "Déconnexion automatique après 45" in panel(browser)
        clock.shift(45 * 60 - 1)
        browser.get("/results", status=200)
        clock.shift(45 * 60)
        assert "Votre session a été fermée" in browser.get("/results", status=303).follow()
