"""A small site behind its real server, and a real browser that looks at it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser_site import log_in, make_site
from factories.servers import Processes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

CHROMIUM = os.environ.get("CERES_TEST_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium."""
    reason = "" if Path(CHROMIUM).exists() else f"no Chromium at {CHROMIUM}"
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as error:
        reason = str(error)
    if reason:
        required = "browser" in os.environ.get("CERES_TEST_REQUIRE", "").split(",")
        (pytest.fail if required else pytest.skip)(f"browser tests: {reason}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def address(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the site answers."""
    config = make_site(tmp_path_factory.mktemp("browser"))
    with Processes(config).serving() as address:
        yield address


@dataclass
class Visit:
    """One browser window, and everything that went wrong in it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requested.append(request.url))

    def _console(self, message: Any) -> None:
        # The browser also reports the status of an error page, which is what was asked for.
        if message.type in {"error", "warning"} and "status of" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(self.address + path)
        return self.page

    @property
    def elsewhere(self) -> list[str]:
        """Requests to anywhere but the site (the PDF viewer is the browser's own)."""
        return [url for url in self.requested if not url.startswith((self.address, "chrome-extension://", "chrome://"))]


@pytest.fixture(scope="session")
def session(chromium: Browser, address: str) -> Any:
    """The cookies of somebody who has signed in."""
    context = chromium.new_context(locale="fr-FR")
    log_in(context.new_page(), address)
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def visit(chromium: Browser, address: str, request: pytest.FixtureRequest) -> Iterator[Callable[..., Visit]]:
    """Opens windows: ``visit(width=390, color_scheme="dark", signed_in=True, java_script_enabled=False)``."""
    contexts: list[BrowserContext] = []

    def new_window(width: int = 1280, *, signed_in: bool = False, **options: Any) -> Visit:
        if signed_in:
            options["storage_state"] = request.getfixturevalue("session")
        context = chromium.new_context(viewport={"width": width, "height": 900}, **{"locale": "fr-FR", **options})
        contexts.append(context)
        return Visit(context.new_page(), address)

    yield new_window
    for context in contexts:
        context.close()
