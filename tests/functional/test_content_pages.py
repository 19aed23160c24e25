"""Pages of text: shipped in both languages, safe, changed and restored by the administration, traced."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.content.catalogue import TITLES, shipped_text
from ceres.content.markdown import to_html
from ceres.content.pages import ChangedMeanwhile, ContentPages, PageDesk
from ceres.db.clock import utcnow
from ceres.security.permissions import Role
from ceres.sessions.models import LoginSession
from factories.journal import events
from factories.passwords import PASSWORD, cheap_hash
from factories.people import add_account

Browse = Callable[[Account], TestApp]
FAQ = "/admin/pages/faq/fr"


@pytest.fixture
def admin(db: Session, browse: Browse) -> TestApp:
    boss = add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())
    db.commit()
    return browse(boss)


def act(admin: TestApp, page: str = FAQ, **fields: str) -> TestResponse:
    form = admin.get(page).html.select_one("form.box")
    hidden = {name: form.select_one(f"input[name={name}]")["value"] for name in ("csrf_token", "base")}
    return admin.post(page, {**hidden, **fields})


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("slug", TITLES)
def test_every_page_is_shipped_and_shown_to_visitors(app: TestApp, slug: str, language: str) -> None:
    app.get(f"/language/{language}")
    page = app.get(f"/pages/{slug}")
    assert page.html.html["lang"] == language
    assert len(page.html.select("h1")) == 1
    assert page.html.select(".prose h2")
    assert "${" not in page.text


def test_the_english_texts_are_not_the_french_ones() -> None:
    assert all(shipped_text(slug, "en") != shipped_text(slug, "fr") for slug in TITLES)


@pytest.mark.parametrize("slug", TITLES)
def test_the_french_texts_follow_the_typography_of_french(slug: str) -> None:
    assert not re.search(r"[^\s\u00a0|:\-][:;?!](?=\s)|\w [:;?!]|« | »|'", shipped_text(slug, "fr").replace("https:", ""))


def test_there_is_no_other_page(app: TestApp) -> None:
    for path in ("/pages/nowhere", "/pages/guide.fr", "/pages/..%2fguide"):
        app.get(path, status=404)


def test_the_links_lead_to_them(app: TestApp, db: Session, browse: Browse) -> None:
    doctor = add_account(db, "doctor")
    db.commit()
    for page in (app.get("/login"), browse(doctor).get("/results")):
        linked = {link["href"] for link in page.html.select("footer a")}
        assert {f"/pages/{slug}" for slug in TITLES} <= linked
        assert page.html.select_one("header a[href='/pages/guide']")
    assert browse(doctor).get("/results").html.select_one("aside a[href='/pages/faq']")


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[x](javascript:alert(1))", "[x](data:text/html,1)", "![x](http://a/b)"],
)
def test_nothing_that_is_written_runs(text: str) -> None:
    html = to_html(text, {})
    assert not re.search(r"<(script|img)|href=\"(javascript|data)", html)


def test_titles_stay_below_that_of_the_page() -> None:
    assert to_html("# One\n\n###### Six\n", {}) == "<h2>One</h2>\n<h6>Six</h6>\n"


def test_a_page_is_previewed_written_and_restored(admin: TestApp, app: TestApp, site: Site) -> None:
    before = app.get("/pages/faq").text
    shown = act(admin, action="preview", text="## Bonjour\n\n**tous** ${site}")
    assert shown.html.select_one("#preview h2").text == "Bonjour"
    assert "CÉRÈS" in shown.html.select_one("#preview").text
    assert shown.html.select_one("#text").text.strip() == "## Bonjour\n\n**tous** ${site}"
    assert app.get("/pages/faq").html.h2.text == "Un PDF ne s’affiche pas, la page reste blanche"
    assert act(admin, action="write", text="## Bonjour\r\n\r\ntous  ").status_int == 303
    assert app.get("/pages/faq").html.h2.text == "Bonjour"
    assert act(admin, action="write", text="## Bonsoir").status_int == 303
    assert act(admin, action="restore", number="1").status_int == 303
    assert app.get("/pages/faq").html.h2.text == "Bonjour"
    assert "reprend la version 1" in admin.get(FAQ).html.select_one("#history").text
    assert admin.get(f"{FAQ}/2").html.h2.find_next("h2").text == "Bonsoir"
    assert act(admin, action="restore", number="0").status_int == 303
    assert re.sub(r"<p class=\"muted\">Mis à jour.*?</p>", "", app.get("/pages/faq").text).split() == before.split()
    traced = events(site, "page.write", "page.restore")
    assert [(event.action, event.login, event.object_id, event.detail["version"]) for event in traced] == [
        ("page.write", "boss", "faq.fr", 1),
        ("page.write", "boss", "faq.fr", 2),
        ("page.restore", "boss", "faq.fr", 3),
        ("page.restore", "boss", "faq.fr", 4),
    ]
    assert "boss" in admin.get("/admin/pages").text


def test_one_language_does_not_change_the_other(admin: TestApp, app: TestApp) -> None:
    act(admin, action="write", text="## Bonjour")
    app.get("/language/en")
    assert app.get("/pages/faq").html.h2.text == "A PDF does not show, the page stays blank"


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 50_001])
def test_a_text_that_is_empty_or_too_long_is_refused(admin: TestApp, site: Site, text: str) -> None:
    assert "50 000" in act(admin, action="write", text=text).html.select_one("[role=alert]").text
    assert events(site, "page.write") == []


def test_nobody_overwrites_what_somebody_else_wrote(admin: TestApp, app: TestApp, db: Session) -> None:
    act(admin, action="write", text="## Un")
    refused = act(admin, action="write", text="## Deux", base="0")
    assert "entre-temps" in refused.html.select_one("[role=alert]").text
    assert refused.html.select_one("#text").text.strip() == "## Deux"
    assert app.get("/pages/faq").html.h2.text == "Un"
    late = PageDesk(db, lambda entry: None, "late", utcnow())
    with pytest.raises(ChangedMeanwhile):
        late.write("faq", "fr", "## Trois", 0)
    assert ContentPages(db).current("faq", "fr").text == "## Un\n"


def test_writing_asks_for_a_password_given_long_ago_and_loses_nothing(admin: TestApp, app: TestApp, db: Session) -> None:
    db.execute(update(LoginSession).values(authenticated_at=utcnow() - timedelta(minutes=11)))
    db.commit()
    asked = act(admin, action="write", text="## Bonjour\n\ntous")
    form = next(form for form in asked.forms.values() if "confirm_password" in form.fields)
    form["confirm_password"] = PASSWORD
    assert form.submit().status_int == 303
    assert app.get("/pages/faq").html.select_one(".prose p").text == "tous"


@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_administration_is_shown_in_both_languages(admin: TestApp, language: str) -> None:
    admin.get(f"/language/{language}")
    for path in ("/admin/pages", FAQ, f"{FAQ}/0"):
        assert admin.get(path).html.html["lang"] == language


def test_whoever_has_no_part_in_it_finds_nothing(db: Session, browse: Browse, site: Site) -> None:
    doctor = add_account(db, "doctor")
    db.commit()
    browser = browse(doctor)
    for path in ("/admin/pages", FAQ, f"{FAQ}/0"):
        assert browser.get(path, status=404).html.h1.text == "Page introuvable"
    token = browser.get("/results").html.select_one("input[name=csrf_token]")["value"]
    browser.post(FAQ, {"csrf_token": token, "action": "write", "text": "x", "base": "0"}, status=404)
    assert len(events(site, "access.refused")) == 4


def test_forged_addresses_and_forms_are_refused(admin: TestApp) -> None:
    for path in ("/admin/pages/ghost/fr", "/admin/pages/faq/de", f"{FAQ}/9"):
        admin.get(path, status=404)
    admin.post(FAQ, {"action": "write", "text": "x", "base": "0"}, status=400)
    token = admin.get(FAQ).html.select_one("input[name=csrf_token]")["value"]
    for fields in ({"action": "nonsense"}, {"action": "write", "text": "x", "base": "x"}, {"action": "write", "text": "x"}):
        admin.post(FAQ, {"csrf_token": token, **fields}, status=404)
    admin.post("/admin/pages/ghost/fr", {"csrf_token": token, "action": "write", "text": "x", "base": "0"}, status=404)
