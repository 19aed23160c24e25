"""« Annonces »: previewed, published and ended by the administration, traced, shown to the others."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.db.clock import utcnow
from ceres.security.permissions import Role
from ceres.sessions.models import LoginSession
from factories.announcements import add_announcement
from factories.journal import events
from factories.passwords import PASSWORD, cheap_hash
from factories.people import add_account
from factories.switches import add_switch

Browse = Callable[[Account], TestApp]
PAGE = "/x/banner/admin"
TEXT = "Maintenance : CÉRÈS sera indisponible ce soir."


@pytest.fixture
def admin(db: Session, browse: Browse) -> TestApp:
    boss = add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())
    db.commit()
    return browse(boss)


def post(admin: TestApp, path: str = PAGE, **fields: str) -> TestResponse:
    token = admin.get(PAGE).html.select_one("input[name=csrf_token]")["value"]
    where = [("where", place) for place in fields.pop("where", "before after").split()]
    return admin.post(path, [("csrf_token", token), *fields.items(), *where])


def rows(admin: TestApp) -> list[str]:
    return [" ".join(row.text.split()) for row in admin.get(PAGE).html.select("tbody tr")]


def test_the_address_leads_to_the_page_while_the_plugin_is_on(admin: TestApp, db: Session) -> None:
    assert admin.get("/admin/announcements").follow().html.h1.text == "Annonces"
    add_switch(db, "banner", enabled=False)
    db.commit()
    for path in ("/admin/announcements", PAGE):
        admin.get(path, status=404)


def test_whoever_has_no_part_in_it_finds_nothing(db: Session, browse: Browse, site: Site) -> None:
    doctor = add_account(db, "doctor")
    db.commit()
    browser = browse(doctor)
    for path in ("/admin/announcements", PAGE):
        browser.get(path, status=404)
    token = browser.get("/results").html.select_one("input[name=csrf_token]")["value"]
    for path in (PAGE, f"{PAGE}/1"):
        browser.get(path, status=404)
        browser.post(path, {"csrf_token": token, "fr": TEXT}, status=404)
    assert len(events(site, "access.refused")) == 6


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_page_is_shown_in_both_languages(admin: TestApp, db: Session, language: str) -> None:
    add_announcement(db, TEXT, text_en="Maintenance: tonight.")
    db.commit()
    admin.get(f"/language/{language}")
    assert admin.get(PAGE).html.html["lang"] == language
    assert ("Online" if language == "en" else "En ligne") in rows(admin)[0]


def test_a_preview_shows_it_to_nobody_else(admin: TestApp, site: Site, app: TestApp) -> None:
    page = post(admin, action="preview", fr=TEXT, en="Maintenance: tonight.", level="warn", where="before")
    assert [each.text for each in page.html.select("#preview .warn:not([hidden]) strong")] == ["Maintenance :", "Maintenance:"]
    assert page.html.select_one("#fr").text == TEXT
    assert [box["value"] for box in page.html.select("[name=where]") if box.has_attr("checked")] == ["before"]
    assert rows(admin) == []
    assert "Maintenance" not in app.get("/login").text
    assert events(site, "banner.announce") == []


def test_an_announcement_is_published_and_ended(admin: TestApp, site: Site, app: TestApp) -> None:
    assert post(admin, action="publish", fr=f"{TEXT}\r\n", until="2999-01-01T10:30", level="crit").status_int == 303
    [row] = rows(admin)
    assert "En ligne" in row
    assert "boss" in row
    assert "01/01/2999 10:30" in row
    assert "indisponible" in app.get("/login").html.select_one(".announcements .crit").text
    opened = admin.get(PAGE).html.select_one("tbody a")["href"]
    assert post(admin, opened, action="end").status_int == 303
    assert "Terminée" in rows(admin)[0]
    assert app.get("/login").html.select_one(".announcements") is None
    assert [(event.action, event.login) for event in events(site, "banner.announce", "banner.end")] == [
        ("banner.announce", "boss"),
        ("banner.end", "boss"),
    ]
    with pytest.raises(Exception, match="404"):
        post(admin, f"{PAGE}/999", action="end")
    admin.get(f"{PAGE}/999", status=404)


def test_a_published_announcement_is_changed_and_shown_again_to_who_had_put_it_away(
    admin: TestApp, db: Session, site: Site, browse: Browse
) -> None:
    number = add_announcement(db, TEXT).id
    doctor = add_account(db, "doctor")
    db.commit()
    reader = browse(doctor)
    next(form for form in reader.get("/results").forms.values() if form.action == "/x/banner/dismiss").submit()
    assert reader.get("/results").html.select_one(".announcements") is None
    page = admin.get(f"{PAGE}/{number}")
    assert page.html.h2.text.strip() == "Administration"
    assert page.html.select_one("#announcement h2").text.strip() == "Modifier l’annonce"
    form = page.forms["announcement"]
    assert form["fr"].value == TEXT
    form["fr"], form["level"] = "Maintenance : demain.", "warn"
    assert form.submit("action", value="publish").status_int == 303
    assert "demain" in reader.get("/results").html.select_one(".announcements .warn").text
    assert [(event.action, event.object_id) for event in events(site, "banner.announce", "banner.change")] == [
        ("banner.change", str(number))
    ]


def test_a_draft_is_kept_changed_published_or_removed(admin: TestApp, site: Site, app: TestApp) -> None:
    for _ in range(2):
        assert post(admin, action="draft", fr=TEXT).status_int == 303
    assert "Brouillon" in rows(admin)[0]
    assert "indisponible" not in app.get("/login").text
    second, first = (link["href"] for link in admin.get(PAGE).html.select("tbody a"))
    form = admin.get(first).forms["announcement"]
    assert form["from"].value == ""
    form["fr"] = "Maintenance : demain."
    assert form.submit("action", value="draft").status_int == 303
    assert "demain" not in app.get("/login").text
    assert admin.get(first).forms["announcement"].submit("action", value="publish").status_int == 303
    assert "demain" in app.get("/login").text
    assert admin.get(second).forms["announcement"].submit("action", value="remove").status_int == 303
    assert len(rows(admin)) == 1
    assert "ne se supprime pas" in post(admin, first, action="remove").html.select_one("[role=alert]").text
    traced = events(site, *(f"banner.{act}" for act in ("draft", "announce", "change", "end", "remove")))
    numbers = [address.rpartition("/")[2] for address in (first, second)]
    assert [(event.action, event.object_id) for event in traced] == [
        ("banner.draft", numbers[0]),
        ("banner.draft", numbers[1]),
        ("banner.change", numbers[0]),
        ("banner.announce", numbers[0]),
        ("banner.remove", numbers[1]),
    ]


def test_an_announcement_that_is_over_is_published_again_as_another_one(admin: TestApp, db: Session, app: TestApp) -> None:
    number = add_announcement(db, TEXT, ends_at=utcnow() - timedelta(days=1)).id
    db.commit()
    page = admin.get(f"{PAGE}/{number}")
    assert page.html.select_one("#announcement h2").text.strip() == "Reprendre une annonce terminée"
    assert page.forms["announcement"].submit("action", value="publish").status_int == 303
    assert [row.partition("n° ")[2].split()[-1] for row in rows(admin)] == ["ligne", "Terminée"]
    assert "indisponible" in app.get("/login").text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"fr": ""}, "1 à 280 caractères"),
        ({"fr": "x" * 281}, "1 à 280 caractères"),
        ({"fr": TEXT, "where": ""}, "au moins un endroit"),
        ({"fr": TEXT, "until": "2001-01-01"}, "jamais affichée"),
        ({"fr": TEXT, "until": "demain"}, "ne peut pas être lue"),
        ({"fr": TEXT, "until": "9999-12-31"}, "ne peut pas être lue"),
        ({"fr": TEXT, "from": "0001-01-01T00:00"}, "ne peut pas être lue"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_published(admin: TestApp, fields: dict[str, str], said: str) -> None:
    for action in ("preview", "publish"):
        page = post(admin, action=action, **fields)
        assert said in page.html.select_one("[role=alert]").text
        assert page.html.select_one("#fr").text == fields["fr"]
    assert rows(admin) == []


def test_publishing_asks_for_a_password_given_long_ago(admin: TestApp, db: Session) -> None:
    db.execute(update(LoginSession).values(authenticated_at=utcnow() - timedelta(minutes=11)))
    db.commit()
    asked = post(admin, action="publish", fr=TEXT)
    assert asked.html.h1.text == "Confirmez votre mot de passe"
    assert post(admin, action="preview", fr=TEXT).html.h1.text == "Annonces"
    assert rows(admin) == []
    form = next(form for form in asked.forms.values() if "confirm_password" in form.fields)
    form["confirm_password"] = PASSWORD
    assert form.submit().status_int == 303
    assert len(rows(admin)) == 1


def test_a_form_without_its_token_is_refused(admin: TestApp) -> None:
    admin.post(PAGE, {"action": "publish", "fr": TEXT}, status=400)
