"""Ticking, inverting and taking away, as people do it: with the mouse, with the keyboard, with and without scripts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import nullcontext
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from browser_moves import follow, next_page

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

    from conftest import Visit


def boxes(page: Page) -> Locator:
    return page.locator("input[name=report]:enabled")


def ticked(page: Page) -> list[bool]:
    return [boxes(page).nth(place).is_checked() for place in range(boxes(page).count())]


def said(page: Page) -> str:
    return page.locator(".selection [role=status]").inner_text()


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """With and without scripts."""
    return bool(request.param)


@pytest.mark.parametrize("width", [1280, 390])
def test_open_a_pdf_tick_invert_download(visit: Callable[..., Visit], tmp_path: Path, width: int, scripts: bool) -> None:
    window = visit(width, signed_in=True, java_script_enabled=scripts)
    page = window.open("/results")
    opened = page.request.get(window.address + str(page.locator("a.chip").first.get_attribute("href")))
    assert opened.headers["content-type"] == "application/pdf"
    count = boxes(page).count()
    assert page.locator("input[name=report]").count() == 25
    assert page.locator("tr[data-status=registered] input[name=report]:disabled").count() > 0

    turned = nullcontext if scripts else next_page  # without scripts the server does it
    with turned(page):
        page.click(".selection .invert")  # none was ticked
    assert ticked(page) == [True] * count
    assert said(page) == f"{count} comptes rendus sélectionnés"
    boxes(page).nth(0).uncheck()
    boxes(page).nth(3).uncheck()
    with turned(page):
        page.click(".selection-foot .invert")  # at the foot of the list
    assert ticked(page) == [place in (0, 3) for place in range(count)]
    assert said(page) == "2 comptes rendus sélectionnés"

    with page.expect_download() as download:
        page.click(".selection .primary")
    assert download.value.suggested_filename == "h.marchand.zip"
    file = tmp_path / "h.marchand.zip"
    download.value.save_as(file)
    with ZipFile(file) as archive:
        assert archive.testzip() is None
        names = archive.namelist()
        contents = [archive.read(name) for name in names]
    assert names[0] == "TUFELE Maleta_582016_BIOCHIMIE.pdf"
    assert len(names) == 2
    first = page.request.get(window.address + str(page.locator("#results tbody a.chip").first.get_attribute("href"))).body()
    assert hashlib.sha256(contents[0]).digest() == hashlib.sha256(first).digest()
    assert all(len(PdfReader(BytesIO(content)).pages) == 1 for content in contents)
    assert window.complaints == []
    assert window.elsewhere == []


def test_the_count_and_the_box_of_the_head_follow(visit: Callable[..., Visit]) -> None:
    page = visit(signed_in=True).open("/results")
    head = page.locator("#results thead input")
    state = "box => box.indeterminate ? 'some' : box.checked"
    assert (said(page), head.evaluate(state)) == ("Aucun compte rendu coché", False)
    boxes(page).nth(1).check()
    assert (said(page), head.evaluate(state)) == ("1 compte rendu sélectionné", "some")
    head.click()
    assert head.evaluate(state) is True
    assert all(ticked(page))
    page.click("text=Tout décocher >> nth=0")
    assert (said(page), head.evaluate(state)) == ("Aucun compte rendu coché", False)


def test_the_selection_is_kept_through_back_and_reload_but_not_for_another_visit(visit: Callable[..., Visit]) -> None:
    page = visit(signed_in=True).open("/results")
    for place in (0, 2):
        boxes(page).nth(place).check()
    follow(page, "a[rel=next]")
    assert not any(ticked(page))
    boxes(page).nth(1).check()
    page.go_back()
    assert [place for place, on in enumerate(ticked(page)) if on] == [0, 2]
    page.reload()
    assert said(page) == "2 comptes rendus sélectionnés"
    for tab in ("/search/date", "/results"):
        follow(page, f"#tabs a[href='{tab}']")
    assert not any(ticked(page))


def test_nothing_ticked_is_told_where_it_happens(visit: Callable[..., Visit], scripts: bool) -> None:
    page = visit(signed_in=True, java_script_enabled=scripts).open("/results")
    with nullcontext() if scripts else next_page(page):
        page.click(".selection .primary")
    if scripts:
        assert said(page) == "Cochez d’abord au moins un compte rendu"
        assert page.evaluate("document.activeElement.name") == "report"
    else:
        assert page.locator(".notice", has_text="cochez-en au moins un").is_visible()
    assert "/results" in page.url


def test_the_keyboard_walks_ticks_and_opens(visit: Callable[..., Visit]) -> None:
    page = visit(signed_in=True).open("/results")
    boxes(page).nth(0).focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Shift+Space")
    assert [place for place, on in enumerate(ticked(page)) if on] == [0, 1, 2, 3]
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Space")
    assert [place for place, on in enumerate(ticked(page)) if on] == [0, 1, 3]
    page.keyboard.press("Escape")
    assert not any(ticked(page))
    with next_page(page):
        page.keyboard.press("Enter")
    assert "/reports/" in page.url


def test_the_row_that_has_the_focus_is_not_under_the_bar(visit: Callable[..., Visit]) -> None:
    for width in (1280, 390):
        page = visit(width, signed_in=True).open("/results")
        bar = page.locator(".selection")
        for place in range(boxes(page).count()):
            boxes(page).nth(place).focus()
            box, over = boxes(page).nth(place).bounding_box(), bar.bounding_box()
            assert box
            assert over
            assert box["y"] + box["height"] <= over["y"] or box["y"] >= over["y"] + over["height"], (width, place)


def test_printing_opens_one_document_in_another_window(visit: Callable[..., Visit]) -> None:
    window = visit(signed_in=True)
    page = window.open("/results")
    boxes(page).nth(0).check()
    with page.expect_popup() as popup:
        page.click("button:has-text('Imprimer')")
    popup.value.wait_for_url("**/x/export/print")
    assert page.url.endswith("/results")


def test_whose_results_they_are_stands_on_every_sheet(visit: Callable[..., Visit]) -> None:
    window = visit(signed_in=True)
    page = window.open("/results")
    report = str(page.locator("tr[data-status=corrected] .patient a").first.get_attribute("href"))
    for path, words in (("/results", "Imprimé le"), (report, "DELACOURT")):
        window.open(path)
        sheets = PdfReader(BytesIO(page.pdf(format="A6", landscape=True, scale=2))).pages
        assert len(sheets) > 1
        for sheet in list(sheets)[:-1]:
            assert words in sheet.extract_text()
        assert "Télécharger" not in sheets[0].extract_text()


def test_a_former_version_warns_and_leads_back_to_the_list(visit: Callable[..., Visit]) -> None:
    window = visit(signed_in=True)
    page = window.open("/results")
    follow(page, "tr[data-status=corrected] .patient a")
    follow(page, ".versions li:not(.current) strong a >> nth=0")
    assert page.locator(".notice.crit", has_text="Version remplacée le").is_visible()
    follow(page, "text=Voir la version en vigueur")
    assert page.locator(".notice.crit").count() == 0
    follow(page, ".way a[rel=next]")
    assert "Compte rendu 3 sur 25" in page.locator(".way").inner_text()
    follow(page, ".way .back")
    assert page.url.endswith("/results")
    assert window.complaints == []


@pytest.mark.parametrize("width", [1280, 390])
def test_ticking_moves_nothing(visit: Callable[..., Visit], width: int) -> None:
    page = visit(width, signed_in=True).open("/results")
    box = boxes(page).nth(1)
    box.evaluate("box => box.scrollIntoView({ block: 'center' })")
    place = box.bounding_box()
    box.check()
    assert box.bounding_box() == place
    assert page.locator(".selection .primary").is_visible()


def test_a_box_stands_in_the_middle_of_its_row(visit: Callable[..., Visit]) -> None:
    page = visit(signed_in=True).open("/results")
    middles = "row => ['.tick input', '.issued'].map(one => row.querySelector(one).getBoundingClientRect()).map(at => at.y + at.height / 2)"
    rows = page.locator("#results tbody tr")
    for place in range(8):
        box, date = rows.nth(place).evaluate(middles)
        assert abs(box - date) < 3


def test_a_phone_has_room_for_the_list_until_something_is_ticked(visit: Callable[..., Visit]) -> None:
    page = visit(390, signed_in=True).open("/results")
    bar = "getComputedStyle(document.querySelector('.selection')).position"
    assert page.evaluate(bar) == "static"
    assert page.locator(".selection .invert").is_visible()
    assert not page.locator(".selection .primary").is_visible()
    boxes(page).nth(0).check()
    assert page.evaluate(bar) == "fixed"
