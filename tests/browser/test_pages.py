"""Every page, on every width, in both themes: accessible, inside the window, quiet, and from nowhere else."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest

from browser_site import TICKET

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from conftest import Visit

VISITORS = {
    "login": "/login",
    "nowhere": "/nowhere",
    "lost password": "/password",
    "new password": f"/password/new?key={TICKET}",
    "stale link": "/profile/email/confirm?key=x",
}
SIGNED_IN = {
    "results": "/results",
    "search": "/search/date",
    "profile": "/profile",
    "history": "/profile/history",
    "missing report": "/reports/AAAAAAAAAAAAAAAAAAAAAA",
    "pending report": "tr[data-status=registered]",
    "report": "tr[data-status=corrected]",
}
PAGES = [*VISITORS, *SIGNED_IN, "wrong password", "sent", "wrong profile", "found", "nothing found", "wrong date", "menu"]
WIDTHS = (1280, 1024, 768, 390, 320)
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
FIRST_VISIT = 60 * 1024  # bytes, compressed
LATER_VISIT = 15 * 1024  # bytes, compressed


def show(visit: Visit, name: str) -> Page:
    """Lead a window to one of the PAGES."""
    page = visit.page
    if name in VISITORS or SIGNED_IN.get(name, "").startswith("/"):
        visit.open((VISITORS | SIGNED_IN)[name])
    elif name in SIGNED_IN:
        visit.open("/results")
        report = page.locator(SIGNED_IN[name]).first.get_attribute("data-report")
        visit.open(f"/reports/{report}")
    elif name == "wrong password":
        visit.open("/login")
        page.fill("#login", "personne")
        page.fill("#password", "n’importe quoi")
        page.click("form.card button[type=submit]")
    elif name == "sent":
        visit.open("/password")
        page.fill("#login", "personne")
        page.click("form.card button[type=submit]")
    elif name == "wrong profile":
        visit.open("/profile")
        page.fill("#email-new", "nulle part")
        page.fill("#email-password", "n’importe quoi")
        page.click("#email button.primary")
    elif name == "menu":
        visit.open("/results")
        page.locator(".menu").evaluate("menu => { menu.open = true }")
    else:
        visit.open("/search/date")
        first = {"found": "01/01/2020", "nothing found": "01/01/2019", "wrong date": "31/02/2026"}[name]
        page.fill("[name=from]", first)
        page.fill("[name=to]", "02/01/2019" if name == "nothing found" else "")
        page.click("text=Rechercher >> nth=-1")
    page.wait_for_load_state()
    return page


def is_signed_in(name: str) -> bool:
    return name not in VISITORS and name not in {"wrong password", "sent"}


@pytest.fixture(params=PAGES)
def name(request: pytest.FixtureRequest) -> str:
    """Each page in turn."""
    return str(request.param)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_accessible(visit: Callable[..., Visit], name: str, width: int, theme: str) -> None:
    from axe_playwright_python.sync_playwright import Axe

    # The policy of our pages lets no script in from a test either.
    window = visit(width, signed_in=is_signed_in(name), color_scheme=theme, bypass_csp=True)
    page = show(window, name)
    found = Axe().run(page, options={"runOnly": TAGS})
    assert found.violations_count == 0, found.generate_report()


def test_inside_the_window(visit: Callable[..., Visit], name: str) -> None:
    window = visit(signed_in=is_signed_in(name))
    page = show(window, name)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        sideways = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sideways <= 0, f"{name} is {sideways} px too wide at {width} px"


def test_quiet_and_from_nowhere_else(visit: Callable[..., Visit], name: str) -> None:
    window = visit(signed_in=is_signed_in(name))
    page = show(window, name)
    assert page.evaluate("document.querySelectorAll('style, [style], script:not([src])').length") == 0
    assert window.complaints == []
    assert window.elsewhere == []
    assert "TUFELE" not in page.title()


def test_one_title_and_one_main(visit: Callable[..., Visit], name: str) -> None:
    page = show(visit(signed_in=is_signed_in(name)), name)
    assert page.locator("h1").count() == 1
    assert page.locator("main").count() == 1
    assert page.title().endswith(" – CÉRÈS")


@pytest.mark.parametrize(("name", "most"), [("login", FIRST_VISIT), ("results", FIRST_VISIT)])
def test_the_first_visit_is_light(visit: Callable[..., Visit], name: str, most: int) -> None:
    window = visit(signed_in=is_signed_in(name))
    sizes: list[int] = []
    window.page.on("response", lambda answer: sizes.append(len(gzip.compress(answer.body()))))
    show(window, name)
    window.page.wait_for_timeout(300)
    assert 3 <= len(sizes) <= 6
    assert sum(sizes) <= most


def test_a_later_visit_is_one_small_request(visit: Callable[..., Visit]) -> None:
    window = visit(signed_in=True)
    window.open("/results")
    answers: list[Any] = []
    kept: set[str] = set()
    network = window.page.context.new_cdp_session(window.page)
    network.send("Network.enable")
    network.on("Network.requestServedFromCache", lambda event: kept.add(event["requestId"]))
    network.on("Network.responseReceived", lambda answer: answers.append(answer))
    page = window.open("/results")
    page.wait_for_timeout(300)
    fetched = [each["response"]["url"] for each in answers if each["requestId"] not in kept and not each["response"]["fromDiskCache"]]
    assert fetched == [f"{window.address}/results"]
    assert len(gzip.compress(page.content().encode())) <= LATER_VISIT
