"""The end of a session: said before, put off as often as one wants, and nothing of a patient left after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from browser_moves import follow, next_page
from browser_site import LOGIN, log_in, make_site
from ceres.app import open_site
from ceres.config.load import load_settings
from ceres.sessions.models import LoginSession
from factories.passwords import PASSWORD
from factories.servers import Processes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from conftest import Visit

IDLE = 600  # seconds
WARNING = 120  # seconds before the end
SHORT = 6  # seconds
SOON = 20_000  # milliseconds


class Hours:
    """Lets time pass without waiting for it: sessions grow old where they are kept, and the clock of the browser goes on."""

    def __init__(self, config: Path) -> None:
        self._config = config

    def pass_by(self, page: Page, seconds: int) -> None:
        """Let ``seconds`` pass in which nothing is done, in every tab of the window."""
        site = open_site(load_settings(self._config, {}))
        ago = timedelta(seconds=seconds)
        with site.database.write() as db:
            for session in db.scalars(select(LoginSession)):
                session.last_seen_at -= ago
        site.database.dispose()
        page.context.clock.fast_forward(seconds * 1000)


def make_limited(folder: Path, idle: int) -> Path:
    """Make a site with a limit; return its file."""
    config = make_site(folder)
    with config.open("a", encoding="utf-8") as file:
        file.write(f"\n[sessions]\nidle = {idle}\n")
    return config


@pytest.fixture(scope="module")
def file(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a site with a limit."""
    return make_limited(tmp_path_factory.mktemp("limited"), IDLE)


@pytest.fixture(scope="module")
def limited(file: Path) -> Iterator[str]:
    """Where that site answers."""
    with Processes(file).serving() as address:
        yield address


@pytest.fixture
def hours(file: Path) -> Hours:
    """Time."""
    return Hours(file)


@pytest.fixture
def results(visit: Callable[..., Visit], limited: str) -> Callable[..., Page]:
    """Opens the results of somebody who has just signed in."""

    def signed_in(width: int = 1280) -> Page:
        page = visit(width, bypass_csp=True).page
        page.context.clock.install()
        log_in(page, limited)
        return page

    return signed_in


def wait_for_the_dialog(page: Page) -> None:
    page.wait_for_selector("#session-end[open]", timeout=SOON)


@pytest.mark.parametrize("width", [1280, 390])
def test_people_are_warned_and_stay(results: Callable[..., Page], hours: Hours, width: int) -> None:
    from browser_axe import look

    page = results(width)
    hours.pass_by(page, IDLE - WARNING + 5)
    wait_for_the_dialog(page)
    assert page.get_by_role("alertdialog", name="Votre session va se fermer").is_visible()
    assert page.evaluate("document.activeElement.innerText").startswith("Rester connecté")
    assert page.title().startswith("(")
    assert page.evaluate("getComputedStyle(document.getElementById('session-end'), '::backdrop').backgroundColor") == "rgb(15, 28, 34)"
    found = look(page)
    assert found.violations_count == 0, found.generate_report()
    page.keyboard.press("Escape")
    page.wait_for_selector("#session-end:not([open])", state="attached", timeout=SOON)
    assert page.title() == "Résultats – CÉRÈS"
    hours.pass_by(page, IDLE - WARNING + 5)
    wait_for_the_dialog(page)  # again: as often as one wants
    page.get_by_role("button", name="Rester connecté(e)").click()
    page.wait_for_selector("#session-end:not([open])", state="attached", timeout=SOON)


def test_the_page_empties_itself_and_comes_back_after_log_in(results: Callable[..., Page], hours: Hours, limited: str) -> None:
    page = results()
    page.goto(f"{limited}/results?after=")
    with next_page(page):
        hours.pass_by(page, IDLE + 1)
    assert "/login?next=" in page.url
    assert "Votre session a été fermée" in page.locator("[role=status]").inner_text()
    assert "TUFELE" not in page.content()
    page.fill("#login", LOGIN)
    page.fill("#password", PASSWORD)
    follow(page, "form.card button[type=submit]")
    assert page.url == f"{limited}/results?after="


def test_time_that_really_passes_ends_it_too(visit: Callable[..., Visit], tmp_path: Path) -> None:
    with Processes(make_limited(tmp_path, SHORT)).serving() as address:
        page = visit().page
        log_in(page, address)
        page.wait_for_url("**/login?next=*", timeout=2 * SOON)
        assert "TUFELE" not in page.content()


def test_what_is_done_in_one_tab_keeps_the_others_open(results: Callable[..., Page], hours: Hours, limited: str) -> None:
    first = results()
    second = first.context.new_page()
    second.goto(f"{limited}/search/date")
    hours.pass_by(first, IDLE - WARNING + 5)
    wait_for_the_dialog(first)
    wait_for_the_dialog(second)
    first.get_by_role("button", name="Rester connecté(e)").click()
    second.wait_for_selector("#session-end:not([open])", state="attached", timeout=SOON)
    assert second.url == f"{limited}/search/date"


def test_one_can_log_out_from_there(results: Callable[..., Page], hours: Hours, limited: str) -> None:
    page = results()
    hours.pass_by(page, IDLE - WARNING + 5)
    wait_for_the_dialog(page)
    follow(page, "#session-end button:has-text('Me déconnecter')")
    assert page.url == f"{limited}/login"
