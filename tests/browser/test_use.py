"""What people do, with the mouse, with the keyboard, with and without scripts."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import TYPE_CHECKING

import pytest
from pypdf import PdfReader

from browser_moves import follow, next_page
from browser_site import LOGIN
from factories.passwords import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser_windows import Visit


def row_count(page: Page) -> int:
    return page.locator("#results tbody tr").count()


@pytest.mark.parametrize("scripts", [True, False])
@pytest.mark.parametrize("width", [1280, 390])
def test_from_log_in_to_log_out(visit: Callable[..., Visit], width: int, scripts: bool) -> None:
    window = visit(width, java_script_enabled=scripts)
    page = window.open("/")
    page.fill("#login", LOGIN)
    page.fill("#password", PASSWORD)
    with next_page(page):
        page.keyboard.press("Enter")
    assert page.url.endswith("/results")
    assert row_count(page) == 25
    assert page.locator("#tabs a[aria-current=page]").inner_text() == "Résultats"

    follow(page, "a[rel=next]")
    assert row_count(page) == 5

    follow(page, "#tabs a[href='/search/date']")
    page.fill("[name=from]", "01/01/2020")
    with next_page(page):
        page.keyboard.press("Enter")
    assert page.locator("h1").inner_text() == "30 comptes rendus"

    follow(page, "#tabs a[href='/search/date']")
    follow(page, "text=7\u00a0derniers jours")
    assert "/results?search=" in page.url

    follow(page, "tr[data-status=corrected] .patient a")
    assert page.locator(".patient-banner h1").is_visible()
    assert page.locator(".versions li").count() == 2
    assert page.locator("iframe").is_visible() is (width == 1280)
    assert page.locator("text=Ouvrir le PDF").is_visible() is (width == 390)
    with page.expect_download() as download:
        page.click("text=Télécharger le PDF")
    assert download.value.suggested_filename.endswith("_BACTÉRIOLOGIE.pdf")

    if width == 390:
        page.click("summary")
    follow(page, "button:visible:has-text('Me déconnecter')")
    assert page.url.endswith("/login")
    page.go_back()
    assert page.locator("#login, #password").count() == 2, "the page of a patient came back"
    assert window.elsewhere == []


def test_a_report_that_was_opened_is_no_longer_new(visit: Callable[..., Visit]) -> None:
    page = visit(signed_in=True).open("/results")
    row = page.locator("tr[data-status=preliminary]").nth(2)
    report = row.get_attribute("data-report")
    assert "new" in (row.get_attribute("class") or "")
    with next_page(page):
        row.locator(".patient a").click()
    follow(page, "text=Retour aux résultats")
    assert page.locator(f"tr[data-report='{report}']").get_attribute("class") is None


def test_the_password_can_be_shown(visit: Callable[..., Visit]) -> None:
    page = visit().open("/login")
    button = page.get_by_role("button", name="Afficher le mot de passe")
    page.fill("#password", "secret")
    assert page.get_attribute("#password", "type") == "password"
    button.click()
    assert page.get_attribute("#password", "type") == "text"
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert page.get_attribute("#password", "type") == "password"


def test_without_scripts_no_button_promises_what_only_a_script_can(visit: Callable[..., Visit]) -> None:
    page = visit(java_script_enabled=False).open("/login")
    assert not page.locator(".reveal").is_visible()


@pytest.mark.parametrize(("path", "field"), [("/login", "login"), ("/search/date", "from")], ids=["log-in", "search"])
def test_the_first_field_has_the_focus(visit: Callable[..., Visit], path: str, field: str) -> None:
    page = visit(signed_in=path != "/login").open(path)
    assert page.evaluate("document.activeElement.name") == field


def test_a_wrong_field_has_the_focus_and_says_why(visit: Callable[..., Visit]) -> None:
    page = visit(signed_in=True).open("/search/date")
    page.fill("[name=to]", "31/02/2026")
    with next_page(page):
        page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.name") == "to"
    described = page.evaluate(
        "document.activeElement.getAttribute('aria-describedby').split(' ').map(id => document.getElementById(id).innerText)"
    )
    assert any("31/02/2026" in text for text in described)


def test_the_keyboard_skips_to_the_content(visit: Callable[..., Visit]) -> None:
    page = visit(signed_in=True).open("/results")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.evaluate("document.activeElement.getBoundingClientRect().top") >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what is wanted has the focus; each stop on the way shows that it has it."""
    for _ in range(100):
        page.keyboard.press("Tab")
        assert page.evaluate("getComputedStyle(document.activeElement).boxShadow") != "none"
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"{selector} cannot be reached with Tab")


@pytest.mark.parametrize("width", [1280, 390])
def test_from_the_search_to_the_document_by_keyboard_alone(visit: Callable[..., Visit], width: int) -> None:
    page = visit(width, signed_in=True).open("/results")
    tab_to(page, "#tabs a[href='/search/date']")
    with next_page(page):
        page.keyboard.press("Enter")
    page.keyboard.type("01/01/2020")
    with next_page(page):
        page.keyboard.press("Enter")
    tab_to(page, "tr[data-status=corrected] .patient a")
    with next_page(page):
        page.keyboard.press("Enter")
    assert "/reports/" in page.url
    tab_to(page, "main .download")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".pdf")


def test_announcements_are_read_and_put_away_by_keyboard(visit: Callable[..., Visit]) -> None:
    page = visit(signed_in=True).open("/results")
    announced = page.locator(".announcements .notice")
    assert [each.split()[1] for each in announced.evaluate_all("all => all.map(each => each.className)")] == ["news", "warn", "info"]
    tab_to(page, ".notice.warn .dismiss")
    page.keyboard.press("Enter")
    announced.nth(2).wait_for(state="detached")
    tab_to(page, ".notice.news button")
    with next_page(page):
        page.keyboard.press("Enter")
    assert row_count(page) > 10


def test_the_mobile_version_has_cards_in_a_wide_window_and_can_be_left(visit: Callable[..., Visit]) -> None:
    page = visit(signed_in=True).open("/results")
    display = "getComputedStyle(document.querySelector('#results tbody tr')).display"
    assert page.evaluate(display) == "table-row"
    follow(page, "text=Version mobile")
    assert page.evaluate(display) == "grid"
    follow(page, "footer >> text=Version complète")
    assert page.evaluate(display) == "table-row"


def test_a_phone_has_the_mobile_version_by_itself(visit: Callable[..., Visit]) -> None:
    page = visit(390, signed_in=True).open("/results")
    assert page.evaluate("getComputedStyle(document.querySelector('#results tbody tr')).display") == "grid"
    assert not page.locator("text=Version mobile").is_visible()


def test_what_has_the_focus_shows_it(visit: Callable[..., Visit]) -> None:
    page = visit(signed_in=True).open("/results")
    seen = set()
    for _ in range(20):
        page.keyboard.press("Tab")
        look = page.evaluate("getComputedStyle(document.activeElement).boxShadow")
        assert look != "none", page.evaluate("document.activeElement.outerHTML")
        seen.add(page.evaluate("document.activeElement.innerText"))
    assert len(seen) > 12


def test_text_from_the_laboratory_stays_text(visit: Callable[..., Visit]) -> None:
    page = visit(signed_in=True).open("/results")
    assert page.locator("#results :is(b, i)").count() == 0
    assert page.locator(".patient a", has_text="<B>O’CONNOR</B> Siobhán & Cie").count() == 3


def test_a_phone_shows_the_same_facts(visit: Callable[..., Visit]) -> None:
    window = visit(390, signed_in=True)
    row = window.open("/results").locator("#results tbody tr").first
    cells = row.locator(":is(th, td)")
    assert cells.count() == 9  # the box, and the eight facts
    assert all(cells.nth(rank).is_visible() for rank in range(9))
    labels = row.locator("[data-label]").evaluate_all("cells => cells.map(cell => getComputedStyle(cell, '::before').content)")
    assert labels == ['"Réf. "', '"NIP "', '"Né(e) le "', '"N° CHT "']


def test_a_printed_list_is_a_table_without_the_frame(visit: Callable[..., Visit]) -> None:
    window = visit(700, signed_in=True, color_scheme="dark")
    page = window.open("/results")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.querySelector('#results tbody tr')).display") == "table-row"
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert page.locator("text=Imprimé le").is_visible()
    for hidden in ("#tabs", ".panel", ".pager", ".menu", ".skip", ".links"):
        assert not page.locator(hidden).first.is_visible()


def test_the_whole_portal_in_english(visit: Callable[..., Visit]) -> None:
    page = visit(signed_in=True, locale="en-GB").open("/results")
    assert page.locator("h1").inner_text() == "Your 25 latest requests"
    follow(page, "text=Français")
    assert page.locator("h1").inner_text() == "Vos 25\u00a0dernières demandes"


def test_the_latest_requests_are_printed_with_whole_words(visit: Callable[..., Visit]) -> None:
    page = visit(794, signed_in=True).open("/results")
    text = " ".join(each.extract_text() for each in PdfReader(BytesIO(page.pdf(format="A4"))).pages)
    for word in ("référence", "BACTÉRIOLOGIE", "MYCOBACTÉRIES", "PARASITOLOGIE", "1980456123"):
        assert word in text
