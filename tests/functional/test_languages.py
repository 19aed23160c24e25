"""Which language a page is in, and the link that changes it."""

from __future__ import annotations

import pytest
from webtest import TestApp

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session")


def language_of(app: TestApp, **headers: str) -> str:
    return str(app.get("/login", headers=headers).html.html["lang"])


@pytest.mark.parametrize(
    ("wanted", "given"),
    [
        ("", "fr"),
        ("en-GB,en;q=0.9", "en"),
        ("de, en;q=0.5", "en"),
        ("fr-CA", "fr"),
        ("de", "fr"),
        ("en;q=0, fr", "fr"),
        ("\x7f;;q=", "fr"),
    ],
)
def test_the_browser_says_its_language(app: TestApp, wanted: str, given: str) -> None:
    assert language_of(app, **{"Accept-Language": wanted} if wanted else {}) == given


def test_the_link_changes_the_language_and_shows_the_same_page(app: TestApp) -> None:
    page = app.get("/login?next=/results")
    answer = page.click(linkid=None, description="English")
    assert answer.status_int == 303
    assert answer.location == "http://localhost/login?next=/results"
    assert language_of(app) == "en"
    assert language_of(app, **{"Accept-Language": "fr"}) == "en"
    app.get("/language/fr")
    assert language_of(app) == "fr"


def test_the_cookie_is_out_of_reach_of_scripts(app: TestApp) -> None:
    plain = app.get("/language/en").headers["Set-Cookie"]
    assert "HttpOnly" in plain
    assert "SameSite=Lax" in plain
    assert "secure" not in plain.lower()
    assert "secure" in app.get("/language/en", extra_environ={"wsgi.url_scheme": "https"}).headers["Set-Cookie"].lower()


@pytest.mark.parametrize(
    "page",
    [
        "",
        "http://elsewhere.example/login",
        "https://localhost/login",
        "http://localhost//elsewhere.example/",
        "http://localhost/\\elsewhere.example/",
        "http://localhost/language/en",
        "http://localhost@elsewhere.example/login",
        "http://localhost.elsewhere.example/",
        "javascript:alert(1)",
        "http://[",
    ],
)
def test_the_link_never_leads_elsewhere(app: TestApp, page: str) -> None:
    assert app.get("/language/en", headers={"Referer": page}).location == "http://localhost/"


def test_an_unknown_language_does_not_exist(app: TestApp) -> None:
    answer = app.get("/language/xx", status=404)
    assert "Set-Cookie" not in answer.headers
    assert "Page introuvable" in answer.text


def test_an_unknown_language_in_the_cookie_counts_for_nothing(app: TestApp) -> None:
    app.set_cookie("ceres_language", "../../en")
    assert language_of(app) == "fr"
