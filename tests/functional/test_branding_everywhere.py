"""Every page with each shipped branding: its name, colour, logo, words, language and dates, and nothing of the portal's own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import select
from webtest import TestApp, TestResponse

from browser_sights import SIGHTS, VISITOR
from browser_site import LOGINS, make_site, open_session
from ceres.app import Site, make_app, open_site
from ceres.config.load import load_settings
from ceres.reports.models import Report
from ceres.routes import ROUTES
from factories.browsers import BROWSER
from factories.sources import ROOT

NOT_PAGES = {"/logout", "/session", "/health", "/profile/export.json", "/admin/health.json", "/admin/accounts/import.csv"}
"""Routes without a parameter that show no page of their own."""
ABOUT = ("/admin/about", "/admin/plugins", "/pages/legal")  # they name the program, which every site runs
WITH_PARAMETERS = {"/pages/legal", "/pages/privacy", "/pages/accessibility", "/pages/faq", "/admin/accounts/of/h.marchand"}


@dataclass(frozen=True)
class Look:
    """What a branding must show."""

    folder: str
    language: str
    name: str
    labels: tuple[str, str]
    support: str
    colour: str
    day: re.Pattern[str]
    other_days: re.Pattern[str]
    absent: str  # words of the portal that must be nowhere


FRENCH_DAY, ENGLISH_DAY = re.compile(r"\b\d\d/\d\d/\d{4}\b"), re.compile(r"\b\d\d [A-Z][a-z]{2} \d{4}\b")
LOOKS = (
    Look("baie-des-palmes", "fr", "CÉRÈS", ("N° CHT", "NIP"), "ceres@ch-exemple.fr", "#0b5563", FRENCH_DAY, ENGLISH_DAY, "NORTHFIELD"),
    Look(
        "northfield",
        "en",
        "NORTHFIELD",
        ("Lab no.", "Hospital no."),
        "lab@northfield.example",
        "#4b3a9b",
        ENGLISH_DAY,
        FRENCH_DAY,
        "CÉRÈS",
    ),
)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A site with every kind of row."""
    return make_site(tmp_path_factory.mktemp("everywhere"))


@pytest.fixture(scope="module", params=LOOKS, ids=lambda look: look.folder)
def look(request: pytest.FixtureRequest) -> Look:
    """Each branding in turn."""
    found: Look = request.param
    return found


@pytest.fixture(scope="module")
def dressed(config: Path, look: Look) -> Iterator[Site]:
    """The site in a branding."""
    settings = load_settings(config, {})
    branding = str(ROOT / "brandings" / look.folder)
    site = open_site(replace(settings, site=replace(settings.site, branding=branding, language=look.language, support_email="")))
    yield site
    site.database.dispose()


@pytest.fixture(scope="module")
def browsers(dressed: Site, config: Path, look: Look) -> dict[str, TestApp]:
    """A browser for each role, and one for visitors."""
    portal = make_app(dressed)
    found = {who: TestApp(portal, extra_environ=BROWSER) for who in (VISITOR, *LOGINS)}
    for who, browser in found.items():
        browser.set_cookie("ceres_language", look.language)
        if who:
            browser.set_cookie("ceres", open_session(config, LOGINS[who]))
    return found


def every_page(site: Site) -> Iterator[tuple[str, str]]:
    """Yield who looks, and at what: all sights, and all routes that lead to a page."""
    yield from dict.fromkeys((sight.who, sight.path) for sight in SIGHTS)
    for _name, pattern in ROUTES:
        if "{" not in pattern and pattern not in NOT_PAGES:
            yield ("administrator" if pattern.startswith("/admin") else "prescriber"), pattern
    for path in WITH_PARAMETERS:
        yield ("administrator" if path.startswith("/admin") else VISITOR), path
    with site.database.read() as db:
        for public_id in db.scalars(select(Report.public_id).limit(8)):
            yield "prescriber", f"/reports/{public_id}"
    for path in ("/search/date", "/search/nip", "/search/number", "/search/patient", "/search/reference", "/x/notify/preferences"):
        yield "prescriber", path
    yield "administrator", "/admin/pages/faq/en"


def page_of(browser: TestApp, path: str) -> TestResponse:
    answer = browser.get(path, status="*")
    while answer.status_code in (302, 303):
        answer = answer.follow(status="*")
    return answer


def test_every_page_wears_it(dressed: Site, browsers: dict[str, TestApp], look: Look) -> None:
    seen = 0
    for who, path in every_page(dressed):
        page = page_of(browsers[who], path)
        where = f"{path} as {who or 'visitor'}"
        assert page.status_code in (200, 404), where
        assert page.content_type == "text/html", where
        html = page.html
        assert html.html["lang"] == look.language, where
        assert html.title.text.endswith(f" – {look.name}"), where
        assert html.select_one("header.site .name").text == look.name, where
        assert look.support in html.select_one("footer.site").text, where
        words = html.body.get_text(" ")
        if not page.request.path.startswith(ABOUT):
            assert look.absent not in words, f"{where}: {words[max(0, words.find(look.absent) - 80) :][:200]}"
        if not path.startswith("/admin"):  # its forms name days as they are typed, and its texts quote the other language
            assert not look.other_days.search(words), where
        seen += 1
    assert seen > len(ROUTES) / 2


def test_the_list_has_its_labels_and_dates(browsers: dict[str, TestApp], look: Look) -> None:
    page = browsers["prescriber"].get("/results")
    head = page.html.select_one("#results thead").get_text(" ")
    assert all(label in head for label in look.labels)
    assert look.day.search(page.html.select_one("#results tbody").get_text(" "))
    assert any(label in page.html.select_one("#tabs").get_text(" ") for label in look.labels)


def test_the_colour_and_the_logo_are_its_own(browsers: dict[str, TestApp], look: Look) -> None:
    page = browsers[VISITOR].get("/login")
    style = browsers[VISITOR].get(page.html.select_one("link[rel=stylesheet]")["href"]).text
    assert re.findall(
        r"--brand: (#[0-9a-f]{6})", style.partition("@media screen and (prefers-color-scheme")[0] if look.colour == "#0b5563" else style
    )
    assert f"--brand: {look.colour}" in style
    assert look.colour in browsers[VISITOR].get(page.html.select_one("header img")["src"]).text
