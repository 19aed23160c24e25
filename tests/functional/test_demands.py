"""The form by which somebody asks for an account, where a site offers it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from webtest import TestApp, TestResponse

from ceres.app import Site, make_app
from factories.browsers import BROWSER, token
from factories.journal import events
from factories.letters import letters

GOOD = {"name": "MARCHAND Hélène", "structure": "Cabinet <du Port>", "place": "Nouméa", "email": "h@cabinet.example"}


@pytest.fixture
def asking(site: Site) -> TestApp:
    """A browser on a site that offers the form."""
    changed = replace(site.settings.site, support_email="ceres@exemple.nc", account_requests=True)
    return TestApp(make_app(replace(site, settings=replace(site.settings, site=changed))), extra_environ=BROWSER)


def send(app: TestApp, status: int = 200, **changes: str) -> TestResponse:
    return app.post("/access", {**GOOD, **changes, "csrf_token": token(app.get("/access"))}, status=status)


def test_a_demand_reaches_the_site(asking: TestApp, site: Site) -> None:
    assert "demander un identifiant" in asking.get("/login")
    assert "Demande envoyée" in send(asking)
    (letter,) = letters(site, "demand")
    assert letter.recipient == "ceres@exemple.nc"
    assert all(value in letter.text for value in GOOD.values())
    assert "Cabinet &lt;du Port&gt;" in letter.html
    assert [(each.action, each.detail) for each in events(site)] == [("account.request", {})]


@pytest.mark.parametrize(
    "changes", [{"name": ""}, {"structure": " "}, {"place": "x" * 201}, {"email": "nowhere"}, {"name": "a\r\nBcc: b@c.nc"}, {"email": ""}]
)
def test_what_is_missing_is_said_beside_its_field(asking: TestApp, site: Site, changes: dict[str, str]) -> None:
    page = send(asking, **changes)
    (field,) = changes
    assert page.html.find(id=f"{field}-error")
    assert page.html.find(id="name" if field != "name" else "place")["value"] == GOOD["name" if field != "name" else "place"]
    assert letters(site) == []


def test_demands_are_throttled(asking: TestApp, site: Site) -> None:
    form = {**GOOD, "csrf_token": token(asking.get("/access"))}
    for _ in range(10):
        asking.post("/access", form, status=200)
    assert asking.post("/access", form, status=429).headers["Retry-After"] == "600"
    assert len(letters(site)) == 10


def test_a_site_that_does_not_offer_it_has_no_such_page(app: TestApp) -> None:
    app.get("/access", status=404)
    app.post("/access", {**GOOD, "csrf_token": token(app.get("/login"))}, status=404)
    assert '/access"' not in app.get("/login")
