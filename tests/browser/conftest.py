"""A small site behind its real server, and a real browser that looks at it: one of each a worker."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from browser_sights import PRESCRIBER, VISITOR
from browser_site import LOGINS, make_site, open_session
from browser_windows import WEIGHT, Visit, Windows
from factories.servers import Processes

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = os.environ.get("CERES_TEST_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.browser)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print what pages weigh."""
    reports = terminalreporter.stats.get("passed", []) + terminalreporter.stats.get("failed", [])
    for line in sorted(str(value) for report in reports for name, value in report.user_properties if name == WEIGHT):
        terminalreporter.write_line(f"{WEIGHT}: {line}")


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
def config(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the site."""
    return make_site(tmp_path_factory.mktemp("browser"))


@pytest.fixture(scope="session")
def address(config: Path) -> Iterator[str]:
    """Where the site answers."""
    with Processes(config).serving() as address:
        yield address


@pytest.fixture(scope="session")
def new_windows(chromium: Browser, address: str, config: Path) -> Callable[[], Windows]:
    """Makes windows that are closed together."""
    return lambda: Windows(chromium, address, lambda who: open_session(config, LOGINS[who]))


@pytest.fixture
def visit(new_windows: Callable[[], Windows]) -> Iterator[Callable[..., Visit]]:
    """Opens windows: ``visit(width=390, color_scheme="dark", signed_in=True, java_script_enabled=False)``."""
    windows = new_windows()

    def new_window(width: int = 1280, *, signed_in: bool = False, **options: Any) -> Visit:
        return windows.new(width, who=PRESCRIBER if signed_in else VISITOR, **options)

    yield new_window
    windows.close()
