"""Hooks seen from a browser: what a plugin adds, and what its failure costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, cast

import pytest
from sqlalchemy import text
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.api import Announcement, AnnouncementLevel, Denial, Health, HealthCheck, HealthReport, Request, SearchTab
from ceres.app import Site, make_app
from factories.browsers import BROWSER
from factories.people import add_account
from factories.plugins import FakeEntry, NoSearch, make_plugin, with_plugins

Browse = Callable[..., TestApp]

SHIPPED = ("reference", "nip", "patient", "date", "number")


@pytest.fixture
def browse(site: Site, sign_in: Callable[[TestApp, Account], str]) -> Browse:
    """Open a browser on a portal with these plugins, with a prescriber signed in."""

    def start(*entries: FakeEntry) -> TestApp:
        with site.database.write() as db:
            account = add_account(db)
        browser = TestApp(make_app(with_plugins(site, *entries)), extra_environ=BROWSER)
        sign_in(browser, account)
        return browser

    return start


def tab(slug: str, order: int) -> SearchTab:
    return SearchTab(slug, slug.title(), slug, order, "ceres_search/date.jinja2", NoSearch())


def test_tabs_stand_in_their_order_whatever_the_names_of_their_plugins(browse: Browse) -> None:
    def ceres_search_tabs(request: Request) -> Sequence[SearchTab]:
        return [tab("last", 9999), tab("first", -1)]

    page = browse(make_plugin("search-extra", ceres_search_tabs)).get("/results")
    found = [link["href"] for link in page.html.select("#tabs a")]
    assert found[0].endswith("/results")
    assert [address.rpartition("/")[2] for address in found[1:]] == ["first", *SHIPPED, "last"]


@pytest.mark.parametrize("fault", ["raises", "asks what is not there", "hands over a dict"])
def test_the_page_stands_when_a_plugin_fails(browse: Browse, fault: str) -> None:
    def ceres_search_tabs(request: Request) -> Sequence[Any]:
        if fault == "asks what is not there":
            request.db.execute(text("SELECT nothing FROM nowhere"))
        if fault == "hands over a dict":
            return [{"slug": "dict"}]
        raise RuntimeError

    page = browse(make_plugin("search-broken", ceres_search_tabs)).get("/results")
    assert len(page.html.select("#tabs a")) == 1 + len(SHIPPED)
    assert page.html.select_one("main#content h1") is not None


@pytest.mark.parametrize("changes", [{"level": "info"}, {"action": {"label": "Lire", "url": "/"}}, {"text": None}])
def test_an_announcement_of_the_wrong_kind_is_not_made(browse: Browse, changes: dict[str, Any]) -> None:
    def ceres_announcements() -> Sequence[Announcement]:
        return [replace(Announcement(AnnouncementLevel.INFO, "Une annonce", 1), **changes)]

    assert "Une annonce" not in browse(make_plugin("loud", ceres_announcements)).get("/results").text


def test_an_announcement_may_be_in_a_language_that_the_site_has_not(browse: Browse) -> None:
    def ceres_announcements() -> Sequence[Announcement]:
        return [Announcement(AnnouncementLevel.INFO, "Ein Hinweis", 1, language="de")]

    page = browse(make_plugin("loud", ceres_announcements)).get("/results")
    assert page.html.select_one(".notice p[lang=de][dir=auto]").text == "Ein Hinweis"


def test_a_veto_closes_the_page_and_says_why(browse: Browse) -> None:
    def ceres_veto(request: Request, permission: str) -> Denial | None:
        return Denial("moon", "Pas un soir de pleine lune.") if permission == "report:read" else None

    answer = browse(make_plugin("moon", ceres_veto)).get("/results", status=403)
    assert "pleine lune" in answer.text


def test_a_veto_that_fails_closes_the_page(browse: Browse) -> None:
    def ceres_veto() -> None:
        raise RuntimeError

    browse(make_plugin("moon", ceres_veto)).get("/results", status=403)


def test_health_has_a_line_for_each_check_and_stands_when_one_fails(browse: Browse) -> None:
    def well(database: object) -> HealthReport:
        return HealthReport(Health.OK, {"litres": 3})

    def ill(database: object) -> HealthReport:
        raise RuntimeError("DURAND")

    answers: list[Any] = [None, HealthReport(cast(Any, "ok"), {}), HealthReport(Health.OK, cast(Any, {"litres": object()}))]
    odd = [lambda database, answer=answer: answer for answer in answers]

    def ceres_health_checks() -> Sequence[HealthCheck]:
        return [HealthCheck("water", well), HealthCheck("pump", ill), *(HealthCheck(f"odd {n}", each) for n, each in enumerate(odd))]

    answer = browse(make_plugin("garden", ceres_health_checks)).get("/health")
    assert answer.json["checks"]["water"] == {"status": "ok", "litres": 3}
    assert answer.json["checks"]["pump"]["status"] == "degraded"
    assert {answer.json["checks"][f"odd {n}"]["status"] for n in range(len(answers))} == {"degraded"}
    assert "DURAND" not in answer.text
