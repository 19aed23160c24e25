"""Going from one page to the next in a browser: done when the other page is all there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Page


@contextmanager
def next_page(page: Page) -> Iterator[None]:
    """Wait until what is done inside has led to another page, and all of it is there.

    A click by itself waits less: until the other page begins to come, when its rows and its styles may still be on their way.
    """
    with page.expect_event("load"):
        yield


def follow(page: Page, selector: str) -> None:
    """Click the first link or button that ``selector`` finds, and wait for the page that it leads to."""
    with next_page(page):
        page.locator(selector).first.click()
