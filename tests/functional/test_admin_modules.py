"""« Modules »: what a card says, what is told before a switch, what the page of a module shows, who is kept out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse

from ceres.accounts.models import Account
from ceres.api import BatchAction, Database, Health, HealthCheck, HealthReport, Request, Setting, SwitchEffect
from ceres.app import Site, make_app
from ceres.db.clock import utcnow
from ceres.mail.models import MailMessage
from ceres.security.permissions import Role
from factories.browsers import BROWSER
from factories.journal import events
from factories.notify import prescriber_who_wants_notices
from factories.passwords import cheap_hash
from factories.people import add_account
from factories.plugins import FakeEntry, make_info, make_plugin, with_plugins
from factories.switches import add_switch

Start = Callable[..., TestApp]
PAGE = "/admin/plugins"


@pytest.fixture
def start(site: Site, db: Session, sign_in: Callable[[TestApp, Account], str]) -> Start:
    """Open a browser on a portal with these plugins, with an administrator signed in."""

    def opened(*entries: FakeEntry) -> TestApp:
        boss = add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())
        db.commit()
        browser = TestApp(make_app(with_plugins(site, *entries)), extra_environ=BROWSER)
        sign_in(browser, boss)
        return browser

    return opened


@pytest.fixture
def admin(start: Start) -> TestApp:
    return start()


def post(browser: TestApp, name: str, **fields: str) -> TestResponse:
    token = browser.get(PAGE).html.select_one("input[name=csrf_token]")["value"]
    return browser.post(f"{PAGE}/{name}", {"csrf_token": token, **fields})


def words(piece: Any) -> str:
    """Return a piece of a page with plain spaces."""
    return " ".join(piece.get_text(" ").split())


def changes(page: TestResponse) -> list[str]:
    return [words(each) for each in page.html.select("#preview li")]


def card(browser: TestApp, name: str) -> str:
    return words(browser.get(PAGE).html.select_one(f"#{name}"))


def test_a_card_counts_what_a_module_really_adds(admin: TestApp) -> None:
    assert "2 actions sur la sélection" in card(admin, "export")
    assert "6 rubriques du profil" in card(admin, "profile")
    assert "1 rubrique du profil, des éléments dans les pages, 1 moyen d’avertir, 1 tâche de fond" in card(admin, "notify")
    assert "cœur ≥ 0.1" in card(admin, "notify")
    assert "Catégorie avertissement" in card(admin, "notify")
    assert "fourni avec CÉRÈS" in card(admin, "notify")
    assert "12 installés, 11 actifs" in words(admin.get(PAGE).html.select_one(".heading"))


def test_the_switch_tells_what_goes_and_changes_nothing_yet(admin: TestApp, site: Site) -> None:
    form = next(form for form in admin.get(PAGE).forms.values() if form.action.endswith("/export"))
    page = form.submit()
    assert words(page.html.h1) == "Désactiver « Téléchargement et impression » ?"
    assert changes(page) == [
        "Le bouton « Télécharger (ZIP) » disparaît de la liste.",
        "Le bouton « Imprimer » disparaît de la liste.",
        "Ce qu’il ajoute aux pages disparaît.",
    ]
    assert events(site, "plugin.disable") == []
    confirm = next(form for form in page.forms.values() if form.id == "preview")
    assert confirm.submit().location.endswith(f"{PAGE}#export")
    assert [event.object_id for event in events(site, "plugin.disable")] == ["export"]
    assert "Inactif" in card(admin, "export")


def test_the_switch_tells_what_comes(admin: TestApp, db: Session) -> None:
    add_switch(db, "search-nip", enabled=False)
    db.commit()
    page = post(admin, "search-nip", action="enable", preview="1")
    assert words(page.html.h1) == "Activer « Recherche par NIP » ?"
    assert changes(page) == ["L’onglet « Par NIP » apparaît."]


def test_it_tells_how_many_are_told_no_more(admin: TestApp, site: Site) -> None:
    for number in range(2):
        prescriber_who_wants_notices(site, f"doctor{number}", code=f"DR{number}")
    page = post(admin, "notify", action="disable", preview="1")
    assert changes(page)[0] == "2 personnes abonnées ne seront plus averties."
    assert "La tâche de fond « Avertissement de mise à disposition » s’arrête." in changes(page)


def test_what_depends_on_it_is_asked_for(start: Start, site: Site) -> None:
    def ceres_batch_actions(request: Request) -> Sequence[BatchAction]:
        return [BatchAction("fax", "Télécopier", "", "/x/fax", 90)]

    admin = start(make_plugin("fax", ceres_batch_actions, info=make_info("fax", title="Télécopie", requires=("export",))))
    page = post(admin, "export", action="disable", preview="1")
    assert "Le module « Télécopie » en dépend. Désactiver les deux ?" in words(page.html.select_one("#preview"))
    assert [words(each) for each in page.html.select("#preview h2")][1] == "« Télécopie » s’arrête aussi"
    assert "Le bouton « Télécopier » disparaît de la liste." in changes(page)
    next(form for form in page.forms.values() if form.id == "preview").submit()
    assert [event.object_id for event in events(site, "plugin.disable")] == ["export", "fax"]
    back = post(admin, "fax", action="enable")  # without the preview: the question is asked all the same
    assert "Activer les deux ?" in words(back.html.select_one("#preview"))
    assert events(site, "plugin.enable") == []


def test_a_module_that_fails_while_it_is_asked_loses_its_sentences_only(start: Start) -> None:
    def ceres_batch_actions(request: Request) -> Sequence[BatchAction]:
        raise RuntimeError("DURAND Paul")

    def ceres_switch_effects(request: Request) -> Sequence[SwitchEffect]:
        return [SwitchEffect("Plus de télécopie.", "Télécopie.")]

    admin = start(make_plugin("fax", ceres_batch_actions, ceres_switch_effects))
    assert changes(post(admin, "fax", action="disable", preview="1")) == ["Plus de télécopie."]
    assert "anomalies depuis le démarrage" in card(admin, "fax")
    assert "Actif" in card(admin, "fax")


def test_the_list_asks_nothing_of_a_module_that_is_off(start: Start, db: Session) -> None:
    calls = []

    def ceres_batch_actions(request: Request) -> Sequence[BatchAction]:
        calls.append(1)
        return [BatchAction("fax", "Télécopier", "", "/x/fax", 90)]

    add_switch(db, "fax", enabled=False)
    admin = start(make_plugin("fax", ceres_batch_actions))
    assert "des actions sur la sélection" in card(admin, "fax")
    assert calls == []
    assert changes(post(admin, "fax", action="enable", preview="1")) == ["Le bouton « Télécopier » apparaît dans la liste."]


def test_a_module_for_another_core_is_shown_and_never_wired(start: Start, site: Site) -> None:
    def includeme(config: Any) -> None:
        raise AssertionError

    entry = make_plugin("card", info=make_info("card", title="Carte", requires_core=">=99.2"), includeme=includeme)
    admin = start(entry)
    shown = card(admin, "card")
    assert "Bloqué" in shown
    assert f"Incompatible : demande le cœur 99.2, version installée {site.plugins.core}." in shown
    assert admin.get(PAGE).html.select_one("#card [role=switch]").has_attr("disabled")
    refused = post(admin, "card", action="enable")
    assert "autre version du cœur" in words(refused.html.select_one("#card [role=alert]"))
    assert admin.get(f"{PAGE}/card").status_int == 200


def test_a_module_that_is_unwell_says_so(start: Start) -> None:
    def ceres_health_checks() -> Sequence[HealthCheck]:
        def fails(database: Database) -> HealthReport:
            return HealthReport(Health.DOWN, {}, "Vérifier la ligne.")

        return [HealthCheck("fax", fails, "Télécopieur")]

    assert "Télécopieur : en panne. Vérifier la ligne." in card(start(make_plugin("fax", ceres_health_checks)), "fax")


def test_letters_that_could_not_be_sent_are_told_on_the_card_of_their_module(admin: TestApp, db: Session) -> None:
    now = utcnow()
    facts = {"recipient": "h@exemple.nc", "language": "fr", "subject": "S", "text": "T", "html": "H", "created_at": now, "not_before": now}
    error = "Le serveur de messagerie refuse la connexion."
    for number in range(3):
        late = {"kind": "ceres_notify/news", "attempts": 1, "last_error": error}
        db.add(MailMessage(message_id=f"late-{number}", **late, **facts))
    db.add(MailMessage(message_id="other", kind="ceres/reset_link", attempts=1, last_error=error, **facts))
    db.commit()
    assert f"3 messages en attente : {error} Nouvel essai :" in card(admin, "notify")
    assert "en attente" not in card(admin, "banner")


def test_the_page_of_a_module_shows_what_it_is_made_of(admin: TestApp) -> None:
    shown = words(admin.get(f"{PAGE}/notify").html.main)
    for piece in ("ceres_profile_panels", "/x/notify/preferences signed-in", "notify_preference", "à jour ( 0001 )", "AGPL-3.0-or-later"):
        assert piece.replace(" ", "") in shown.replace(" ", "")
    assert "toutes les 30 secondes" in shown
    assert "Pas encore passée" in shown


def test_the_page_of_a_module_hides_its_secrets(start: Start, site: Site) -> None:
    def ceres_settings() -> Sequence[Setting]:
        return [Setting("token", str, "s3cret", "Clé.", secret=True), Setting("pages", int, 4, "Pages.")]

    rows = [words(each) for each in start(make_plugin("fax", ceres_settings)).get(f"{PAGE}/fax").html.select("#settings tbody tr")]
    assert any("token" in row and "•••" in row for row in rows)
    assert any("pages" in row and "4" in row and "valeur par défaut" in row for row in rows)
    assert not any("s3cret" in row for row in rows)


def test_a_module_that_nobody_installed_has_no_page(admin: TestApp) -> None:
    admin.get(f"{PAGE}/ghost", status=404)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_is_shown_in_both_languages(admin: TestApp, language: str) -> None:
    admin.get(f"/language/{language}")
    for path in ("export", "banner", "install"):
        assert admin.get(f"{PAGE}/{path}").html.html["lang"] == language
    title = words(post(admin, "export", action="disable", preview="1").html.h1)
    assert title.startswith("Désactiver" if language == "fr" else "Switch off")


def test_whoever_has_no_part_in_it_finds_nothing(db: Session, browse: Callable[[Account], TestApp]) -> None:
    doctor = add_account(db, "doctor")
    db.commit()
    browser = browse(doctor)
    token = browser.get("/results").html.select_one("input[name=csrf_token]")["value"]
    for path in ("export", "install", "ghost"):
        browser.get(f"{PAGE}/{path}", status=404)
    browser.post(f"{PAGE}/export", {"csrf_token": token, "preview": "1", "action": "disable"}, status=404)
