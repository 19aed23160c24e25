"""What an administrator does, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from browser_sights import ADMINISTRATOR

if TYPE_CHECKING:
    from browser_windows import Windows


@pytest.fixture
def windows(new_windows: Callable[[], Windows]) -> Iterator[Windows]:
    """Windows that are closed at the end."""
    opened = new_windows()
    yield opened
    opened.close()


def test_an_announcement_is_seen_while_it_is_typed(windows: Windows) -> None:
    page = windows.new(who=ADMINISTRATOR).open("/x/banner/admin")
    shown = page.locator("#preview [data-preview=fr]")
    assert shown.is_hidden()
    page.fill("#fr", "Maintenance : <b>ce soir</b>.")
    assert shown.locator("strong").inner_text() == "Maintenance :"
    assert shown.locator("span").inner_text() == "<b>ce soir</b>."
    page.check("[name=level][value=crit]")
    assert page.locator("#preview .crit:visible use").get_attribute("href").endswith("#alert")
    assert page.locator("#preview [data-preview=en]").is_hidden()


def test_a_module_is_switched_by_keyboard_after_reading_what_changes(windows: Windows) -> None:
    page = windows.new(who=ADMINISTRATOR, java_script_enabled=False).open("/admin/plugins")
    page.focus("#search-number [role=switch]")
    page.keyboard.press("Space")
    page.wait_for_selector("#preview li:has-text('disparaît')")
    page.click("#preview button.primary")
    page.wait_for_url("**/admin/plugins#search-number")
    switch = page.get_by_role("switch", name="Recherche par numéro de demande")
    assert switch.get_attribute("aria-checked") == "false"
    switch.click()
    page.click("#preview button.primary")
    page.wait_for_url("**/admin/plugins#search-number")
    assert switch.get_attribute("aria-checked") == "true"
