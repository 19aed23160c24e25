"""« Version mobile »: the layout of phones at any width, and back."""

from __future__ import annotations

from typing import Any

import pytest
from webtest import TestApp

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session")


def stylesheet(page: Any) -> str:
    return str(page.html.select_one("link[rel=stylesheet]")["href"])


def test_who_was_not_led_to_the_mobile_version_can_click_on_the_link(app: TestApp) -> None:
    """« Si vous n’avez pas été automatiquement redirigé vers la version mobile, vous pouvez cliquer sur le lien « Version Mobile ». »."""
    page = app.get("/login?next=/results")
    assert page.html.html.get("class") is None
    answer = page.click(description="Version mobile")
    assert (answer.status_int, answer.location) == (303, "http://localhost/login?next=/results")
    mobile = answer.follow()
    assert mobile.html.html["class"] == ["mobile"]
    assert "/static/mobile-" in stylesheet(mobile)
    back = mobile.click(description="Version complète").follow()
    assert stylesheet(back) == stylesheet(page)


def test_its_stylesheet_asks_nothing_of_the_window(app: TestApp) -> None:
    plain = app.get(stylesheet(app.get("/login"))).text
    app.get("/display/mobile")
    mobile = app.get(stylesheet(app.get("/login")))
    assert "max-width: 979.98px)" in plain
    assert "-width:" not in "".join(line for line in mobile.text.splitlines() if line.startswith("@media"))
    assert mobile.headers["Cache-Control"].endswith("immutable")
    assert mobile.text.count("{") == plain.count("{")  # the same rules


def test_the_cookie_says_nothing_else(app: TestApp) -> None:
    plain = app.get("/display/mobile").headers["Set-Cookie"]
    assert plain.startswith("ceres_display=mobile;")
    assert "HttpOnly" in plain
    assert "secure" not in plain.lower()
    assert "secure" in app.get("/display/mobile", extra_environ={"wsgi.url_scheme": "https"}).headers["Set-Cookie"].lower()


@pytest.mark.parametrize(
    "page", ["", "http://elsewhere.example/login", "http://localhost//elsewhere.example/", "http://localhost/language/en"]
)
def test_the_link_never_leads_elsewhere(app: TestApp, page: str) -> None:
    assert app.get("/display/mobile", headers={"Referer": page}).location == "http://localhost/"


@pytest.mark.parametrize("display", ["tablet", "", "mobile/x"])
def test_another_display_does_not_exist(app: TestApp, display: str) -> None:
    assert "Set-Cookie" not in app.get(f"/display/{display}", status=404).headers


def test_an_unknown_display_in_the_cookie_counts_for_nothing(app: TestApp) -> None:
    app.set_cookie("ceres_display", "../../x")
    assert app.get("/login").html.html.get("class") is None
