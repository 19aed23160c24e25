"""« Apparence »: tried in a draft, refused when it cannot be read, published at once, taken up again, traced."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse, Upload

from ceres.accounts.models import Account
from ceres.app import Site, make_app
from ceres.branding.models import BrandingLogo
from ceres.db.clock import utcnow
from ceres.mail.sending import Sender
from ceres.security.permissions import Role
from ceres.sessions.models import LoginSession
from factories.browsers import BROWSER
from factories.journal import events
from factories.logos import GOOD_SVG, SVG, make_png
from factories.passwords import PASSWORD, cheap_hash
from factories.people import add_account
from factories.smtp import Mailbox, smtp_server, with_mail
from factories.workers import queue, text_of

Browse = Callable[[Account], TestApp]
PAGE = "/admin/branding"


@pytest.fixture
def admin(db: Session, browse: Browse) -> TestApp:
    boss = add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())
    db.commit()
    return browse(boss)


def act(admin: TestApp, action: str, logo: bytes = b"", **typed: str) -> TestResponse:
    form = admin.get(PAGE).forms["appearance"]
    for name, value in typed.items():
        form[name.replace("__", ".")] = value
    if logo:
        form["logo"] = Upload("logo", logo)
    return form.submit("action", value=action)


def seen(app: TestApp) -> TestResponse:
    return app.get("/login")


def style(app: TestApp) -> str:
    return str(app.get(seen(app).html.select_one("link[rel=stylesheet]")["href"]).text)


def test_a_draft_is_seen_beside_the_form_and_nowhere_else(admin: TestApp, app: TestApp, site: Site) -> None:
    page = act(admin, "preview", name__fr="Labo Sud", subtitle__en="South", colour="#8A2B6E").follow()
    assert page.html.select_one("#look .name").text == "Labo Sud"
    assert page.html.select_one("#state").text.strip() == "Brouillon non publié"
    rules = admin.get(page.html.select_one("#look").find_previous("link")["href"])
    assert "#look { --brand: #8a2b6e;" in rules.text
    assert "Labo Sud" not in seen(app).text
    assert "#8a2b6e" not in style(app)
    admin.get(f"{PAGE}?tab=mail").mustcontain("Ouvrir Labo Sud")
    admin.get(f"{PAGE}?tab=login").mustcontain("a.exemple")
    act(admin, "drop").follow()
    assert admin.get(PAGE).forms["appearance"]["name.fr"].value == "CÉRÈS"
    assert [each.action for each in events(site, "branding.draft", "branding.drop")] == ["branding.draft", "branding.drop"]


def test_what_is_published_is_seen_by_everybody_at_once(admin: TestApp, app: TestApp, site: Site) -> None:
    texts = {"name__fr": "Labo Sud", "subtitle__fr": "Résultats", "subtitle__en": "South results", "support_email__fr": "sud@exemple.nc"}
    act(admin, "publish", colour="#8a2b6e", guide_url__en="https://exemple.nc/guide", legal_text__fr="© Sud", **texts).follow()
    page = seen(app)
    assert page.html.select_one("header .name").text == "Labo Sud"
    assert page.html.select_one("header .subtitle").text == "Résultats"
    page.mustcontain("sud@exemple.nc", "© Sud")
    assert "--brand: #8a2b6e" in style(app)
    app.get("/language/en")
    english = seen(app)
    assert english.html.select_one("header .subtitle").text == "South results"
    english.mustcontain("https://exemple.nc/guide")
    [published] = events(site, "branding.publish")
    assert (published.login, published.object_id) == ("boss", "1")
    assert "Version 1 en ligne" in admin.get(PAGE).text


def test_versions_are_taken_up_again(admin: TestApp, app: TestApp, site: Site) -> None:
    act(admin, "publish", name__fr="Un")
    act(admin, "publish", name__fr="Deux")
    assert "Deux" in seen(app).text

    def restore(number: str) -> None:
        form = next(form for form in admin.get(PAGE).forms.values() if "number" in form.fields and form["number"].value == number)
        form.submit("action", value="restore").follow()

    restore("1")
    assert seen(app).html.select_one("header .name").text == "Un"
    restore("0")
    assert seen(app).html.select_one("header .name").text == "CÉRÈS"
    assert [event.object_id for event in events(site, "branding.restore")] == ["3", "4"]
    assert "reprend la version 1" in admin.get(PAGE).text


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"colour": "#ff8800"}, "#a65800"),
        ({"colour": "teal"}, "n’est pas une couleur"),
        ({"name__fr": ""}, "il faut un texte."),
        ({"support_email__fr": "personne"}, "adresse électronique"),
        ({"guide_url__fr": "javascript:alert(1)"}, "adresse complète"),
        ({"subtitle__fr": "x" * 121}, "120 caractères"),
        ({"subtitle__fr": "a\x07b"}, "caractère de commande"),
    ],
)
def test_what_cannot_be_shown_is_not_published(admin: TestApp, app: TestApp, site: Site, typed: dict[str, str], reason: str) -> None:
    page = act(admin, "publish", **typed)
    assert page.status_code == 200
    assert reason in page.html.select_one(".error").text
    assert events(site, "branding.publish") == []
    assert seen(app).html.select_one("header .name").text == "CÉRÈS"
    for name, value in typed.items():
        assert page.forms["appearance"][name.replace("__", ".")].value == value


def test_a_colour_too_light_is_shown_with_its_contrasts(admin: TestApp) -> None:
    page = act(admin, "preview", colour="#ff8800").follow()
    table = page.html.select_one(".contrasts").text
    assert table.count("Insuffisant") == 4
    assert table.count("Conforme") == 3
    assert "2,3" in table
    assert "#a65800" in page.html.select_one(".verdict.bad").text


def test_what_is_typed_is_drawn_and_not_kept(admin: TestApp, site: Site) -> None:
    form = admin.get(PAGE).forms["appearance"]
    form["name.fr"] = "À l’essai"
    page = admin.post(PAGE, [*form.submit_fields(), ("action", "look")])
    assert page.html.select_one("#look .name").text == "À l’essai"
    assert "À l’essai" not in admin.get(PAGE).text
    assert events(site, "branding.draft") == []


@pytest.mark.parametrize(("logo", "kind"), [(GOOD_SVG, "image/svg+xml"), (make_png(), "image/png")])
def test_a_logo_is_served_like_a_static_file(admin: TestApp, app: TestApp, logo: bytes, kind: str) -> None:
    act(admin, "publish", logo)
    address = seen(app).html.select_one("header img")["src"]
    answer = app.get(address)
    assert answer.content_type == kind
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert act(admin, "publish", logo_reset="1").status_code == 303
    assert "logo-" in seen(app).html.select_one("header img")["src"]
    app.get(address)  # an earlier version may be taken up again
    app.get(f"/static/logo-{'0' * 64}.svg", status=404)


@pytest.mark.parametrize("logo", [SVG.format("<script/>").encode(), b"<html>", make_png() * 5000, b"GIF89a"])
def test_a_hostile_logo_is_refused(admin: TestApp, site: Site, logo: bytes) -> None:
    page = act(admin, "preview", logo)
    assert page.html.select_one("#logo-error")
    with site.database.read() as db:
        assert db.scalars(select(BrandingLogo)).all() == []


def test_a_logo_that_was_only_tried_is_forgotten(admin: TestApp, site: Site) -> None:
    act(admin, "preview", GOOD_SVG)
    act(admin, "drop")
    with site.database.read() as db:
        assert db.scalars(select(BrandingLogo)).all() == []


def test_the_password_is_asked_again_and_the_logo_is_not_lost(admin: TestApp, app: TestApp, db: Session) -> None:
    db.execute(update(LoginSession).values(authenticated_at=utcnow() - timedelta(minutes=11)))
    db.commit()
    asked = act(admin, "publish", make_png(), name__fr="Labo Sud")
    assert "Labo Sud" not in seen(app).text
    form = asked.forms[next(key for key, each in asked.forms.items() if "confirm_password" in each.fields)]
    form["confirm_password"] = PASSWORD
    form.submit().follow()
    assert seen(app).html.select_one("header img")["src"].endswith(".png")
    assert "Labo Sud" in seen(app).text


def test_two_administrators_do_not_undo_each_other(admin: TestApp, app: TestApp) -> None:
    form = admin.get(PAGE).forms["appearance"]
    act(admin, "publish", name__fr="Premier")
    form["name.fr"] = "Second"
    assert "entre-temps" in form.submit("action", value="publish").text
    assert "Premier" in seen(app).text


def test_the_site_s_file_wins_and_says_so(site: Site, db: Session, sign_in: Callable[[TestApp, Account], str]) -> None:
    boss = add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())
    db.commit()
    named = replace(site, settings=replace(site.settings, site=replace(site.settings.site, name="Le site")))
    admin = TestApp(make_app(named), extra_environ=BROWSER)
    sign_in(admin, boss)
    name = admin.get(PAGE).html.select_one("[id='name.fr']")
    assert (name["value"], name.has_attr("readonly")) == ("Le site", True)
    assert "fixé par ceres.toml" in admin.get(PAGE).text
    act(admin, "publish", name__fr="Autre")
    assert admin.get(PAGE).html.select_one("header .name").text == "Le site"


@pytest.mark.parametrize("roles", [(Role.PRESCRIBER,), (Role.AUDITOR,)])
def test_nobody_else_finds_it(db: Session, browse: Browse, roles: tuple[Role, ...]) -> None:
    other = add_account(db, "other", roles=roles)
    db.commit()
    browse(other).get(PAGE, status=404)
    browse(other).get(f"{PAGE}/colour-8a2b6e.css", status=404)


def test_forged_forms_change_nothing(admin: TestApp, site: Site) -> None:
    token = admin.get(PAGE).forms["appearance"]["csrf_token"].value
    for fields in (
        {"action": "nothing"},
        {"action": "restore", "number": "x", "base": "0"},
        {"action": "restore", "number": "7", "base": "0"},
    ):
        admin.post(PAGE, {"csrf_token": token, **fields}, status=404)
    admin.post(PAGE, {"csrf_token": token, "action": "look", "colour": "<b>"}, status=200)
    assert events(site, "branding.publish", "branding.restore") == []


def test_a_look_costs_pages_no_statement(admin: TestApp, app: TestApp, statements: list[str]) -> None:
    act(admin, "publish", name__fr="Labo Sud", colour="#8a2b6e")
    counts = {}
    for who, path in (("admin", "/admin/about"), ("visitor", "/login")):
        browser = admin if who == "admin" else app
        browser.get(path)
        statements.clear()
        browser.get(path)
        counts[who] = len(statements)
        assert len([each for each in statements if "branding_version" in each]) == 1
        assert [each for each in statements if "branding_version" in each and "plugin_state" not in each] == []
    sheet = seen(app).html.select_one("link[rel=stylesheet]")["href"]
    statements.clear()
    app.get(sheet)
    assert statements == []


def test_letters_carry_the_name_and_the_colour_in_force(admin: TestApp, site: Site) -> None:
    mailbox = Mailbox()
    act(admin, "publish", name__fr="Labo Sud", colour="#8a2b6e")
    with smtp_server(mailbox) as port:
        mailing = with_mail(site, port)
        queue(mailing, "a@exemple.nc")
        Sender.for_site(mailing.settings, mailing.database, utcnow).run(lambda: False)
    [message] = mailbox.messages
    assert "Labo Sud" in str(message["From"])
    assert "Labo Sud" in str(message["Subject"])
    assert "#8a2b6e" in text_of(message, "html")
    assert "#0b5563" not in text_of(message, "html")
