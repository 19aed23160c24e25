"""Every page, on every width, in both themes: accessible, inside the window, quiet, light, and from nowhere else."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from browser_sights import SIGHTS, Sight
from browser_windows import WEIGHT, Visit, Windows

WIDTHS = (1280, 1100, 1024, 768, 390, 320)
THEMES = ("light", "dark")
FIRST_VISIT = 60 * 1024  # bytes, compressed
LATER_VISIT = 15 * 1024  # bytes, compressed
BEYOND = """Math.max(0, ...[...document.querySelectorAll("main.list #results")].map(
  table => table.getBoundingClientRect().right - table.closest("main").getBoundingClientRect().right))"""
MOST_REQUESTS = 6


@pytest.fixture(scope="module", params=SIGHTS, ids=lambda sight: sight.name)
def sight(request: pytest.FixtureRequest) -> Sight:
    """Each page in turn."""
    found: Sight = request.param
    return found


@pytest.fixture(scope="module")
def window(sight: Sight, new_windows: Callable[[], Windows]) -> Iterator[Visit]:
    """A window that shows the page; what the tests do to it they undo."""
    windows = new_windows()
    window = windows.new(who=sight.who, mobile=sight.mobile)
    window.show(sight)
    yield window
    windows.close()


def test_quiet_and_from_nowhere_else(window: Visit) -> None:
    page = window.page
    assert page.evaluate("document.querySelectorAll('style, [style], script:not([src])').length") == 0
    assert window.complaints == []
    assert window.elsewhere == []
    assert "TUFELE" not in page.title() + page.url


def test_one_title_and_one_main(window: Visit) -> None:
    assert window.page.locator("h1").count() == 1
    assert window.page.locator("main").count() == 1
    assert window.page.title().endswith(" – CÉRÈS")


def test_inside_the_window(window: Visit) -> None:
    for width in WIDTHS:
        window.page.set_viewport_size({"width": width, "height": 900})
        sideways = window.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert sideways <= 0, f"{sideways} px too wide at {width} px"
        assert window.page.evaluate(BEYOND) <= 1, f"a table leaves its frame at {width} px"


@pytest.mark.parametrize("width", [1280, 390])
def test_accessible(window: Visit, width: int) -> None:
    from browser_axe import look

    window.page.set_viewport_size({"width": width, "height": 900})
    for theme in THEMES:
        window.page.emulate_media(color_scheme=theme)
        found = look(window.page)
        assert found.violations_count == 0, f"{theme}: {found.generate_report()}"


# What the page is made of; a PDF is weighed by whoever opens it.
PARTS = "performance.getEntriesByType('resource').filter(each => each.initiatorType != 'iframe').map(each => each.name)"


def test_light(window: Visit, sight: Sight, record_property: Callable[[str, object], None]) -> None:
    """Weigh the page for a browser that has been there, then with all that one needs that never came."""
    page = window.page
    later = packed(page.content().encode())
    parts = set(page.evaluate(PARTS))  # the logo is also the icon of the tab: kept for good, it travels once
    first = later + sum(packed(page.request.get(part).body()) for part in parts)
    requests = 1 + len(parts)
    record_property(WEIGHT, f"{sight.name:<20} first visit {first / 1024:5.1f} KB in {requests} requests, later {later / 1024:4.1f} KB")
    assert 2 <= requests <= MOST_REQUESTS
    assert later <= LATER_VISIT
    assert first <= FIRST_VISIT


def packed(content: bytes) -> int:
    """Return how many bytes travel."""
    return len(gzip.compress(content))


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
