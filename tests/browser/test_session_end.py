"""The end of a session: said before, put off as often as one wants, and nothing of a patient left after."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from browser_moves import follow
from browser_site import LOGIN, log_in, make_site
from factories.passwords import PASSWORD
from factories.servers import Processes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from conftest import Visit

IDLE = 10  # seconds; the warning comes at half of it
SOON = 20_000  # milliseconds
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="module")
def short(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a site with a short limit answers."""
    config = make_site(tmp_path_factory.mktemp("short"))
    with config.open("a", encoding="utf-8") as file:
        file.write(f"\n[sessions]\nidle = {IDLE}\n")
    with Processes(config).serving() as address:
        yield address


@pytest.fixture
def results(visit: Callable[..., Visit], short: str) -> Callable[..., Page]:
    """Opens the results of somebody who has just signed in."""

    def signed_in(width: int = 1280) -> Page:
        page = visit(width, bypass_csp=True).page
        log_in(page, short)
        return page

    return signed_in


def wait_for_the_dialog(page: Page) -> None:
    page.wait_for_selector("#session-end[open]", timeout=SOON)


@pytest.mark.parametrize("width", [1280, 390])
def test_people_are_warned_and_stay(results: Callable[..., Page], width: int) -> None:
    from axe_playwright_python.sync_playwright import Axe

    page = results(width)

    wait_for_the_dialog(page)
    assert page.get_by_role("alertdialog", name="Votre session va se fermer").is_visible()
    assert page.evaluate("document.activeElement.innerText").startswith("Rester connecté")
    assert page.title().startswith("(")
    assert page.evaluate("getComputedStyle(document.getElementById('session-end'), '::backdrop').backgroundColor") == "rgb(15, 28, 34)"
    found = Axe().run(page, options={"runOnly": TAGS})
    assert found.violations_count == 0, found.generate_report()
    page.keyboard.press("Escape")
    page.wait_for_selector("#session-end:not([open])", state="attached", timeout=SOON)
    assert page.title() == "Résultats – CÉRÈS"
    wait_for_the_dialog(page)  # again: as often as one wants
    page.get_by_role("button", name="Rester connecté(e)").click()
    page.wait_for_selector("#session-end:not([open])", state="attached", timeout=SOON)


def test_the_page_empties_itself_and_comes_back_after_log_in(results: Callable[..., Page], short: str) -> None:
    page = results()
    page.goto(f"{short}/results?after=")
    page.wait_for_url("**/login?next=*", timeout=2 * SOON)
    assert "Votre session a été fermée" in page.locator("[role=status]").inner_text()
    assert "TUFELE" not in page.content()
    page.fill("#login", LOGIN)
    page.fill("#password", PASSWORD)
    follow(page, "form.card button[type=submit]")
    assert page.url == f"{short}/results?after="


def test_what_is_done_in_one_tab_keeps_the_others_open(results: Callable[..., Page], short: str) -> None:
    first = results()
    second = first.context.new_page()
    second.goto(f"{short}/search/date")
    wait_for_the_dialog(first)
    wait_for_the_dialog(second)
    first.get_by_role("button", name="Rester connecté(e)").click()
    second.wait_for_selector("#session-end:not([open])", state="attached", timeout=SOON)
    assert second.url == f"{short}/search/date"


def test_one_can_log_out_from_there(results: Callable[..., Page], short: str) -> None:
    page = results()
    wait_for_the_dialog(page)
    follow(page, "#session-end button:has-text('Me déconnecter')")
    assert page.url == f"{short}/login"
