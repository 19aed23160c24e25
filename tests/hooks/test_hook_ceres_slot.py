"""``ceres_slot``: named places of the pages that plugins fill."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.api import ShownList
from ceres.app import Site, make_app
from ceres.plugins.contributions import Slot
from ceres.testing.command_line import CommandLine
from ceres.web.slots import Slots
from factories.browsers import BROWSER
from factories.people import add_account, add_mandate, add_prescriber
from factories.plugins import make_package, with_plugins
from factories.reports import add_report
from factories.switches import add_switch

PLUGIN = """
from ceres.api import AnnouncementLevel, Category, PluginInfo, ShownReport, Slot, SlotPiece, hookimpl

INFO = PluginInfo("garden", "Jardin", "1.0", Category.BANNER, "Essai.")
asked = []


@hookimpl
def ceres_slot(request, slot, context):
    asked.append((slot, context))
    if request.GET.get("fails") == slot:
        raise RuntimeError
    name = slot.value.replace(".", "-")
    return [
        SlotPiece("Second", "ceres_garden/piece.jinja2", 20, {"text": f"{name}-second"}),
        SlotPiece("Premier", "ceres_garden/piece.jinja2", 10, {"text": f"{name}-first"}, AnnouncementLevel.WARN),
        SlotPiece("Cassé", "ceres_garden/broken.jinja2", 15),
    ]
"""
FILES = {
    "plugin.py": PLUGIN,
    "templates/ceres_garden/piece.jinja2": '<a class="garden" href="/">{{ piece.values.text }} &amp; {{ "<b>" }}</a>',
    "templates/ceres_garden/broken.jinja2": "{{ nothing.of_the_kind }}",
}
INSIDE = ["side-slot-first", "side-slot-second"] * 2  # the menu of phones, then the panel
FOOT = ["footer-link-first", "footer-link-second"]


@pytest.fixture
def garden(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    return with_plugins(site, make_package(tmp_path, monkeypatch, "garden", FILES))


@pytest.fixture
def browser(garden: Site, doctor: Account, sign_in: Callable[[TestApp, Account], str]) -> TestApp:
    browser = TestApp(make_app(garden), extra_environ=BROWSER)
    sign_in(browser, doctor)
    return browser


@pytest.fixture
def doctor(db: Session) -> Account:
    account = add_account(db)
    db.commit()
    return account


def pieces(browser: TestApp, path: str) -> list[str]:
    return [each.get_text().removesuffix(" & <b>") for each in browser.get(path, status="*").html.select("a.garden")]


def test_hook_ceres_slot(browser: TestApp, garden: Site) -> None:
    assert pieces(browser, "/results") == [*INSIDE, "list-notice-first", "list-notice-second", "list-foot-first", "list-foot-second", *FOOT]
    assert set(garden.plugins.failures.counts()) == {("garden", "ceres_slot")}
    assert pieces(browser, "/pages/faq") == [*INSIDE, "help-section-first", "help-section-second", *FOOT]
    assert pieces(browser, "/pages/guide") == [*INSIDE, *FOOT]
    assert pieces(browser, "/nowhere") == []  # the page of an error
    outside = TestApp(browser.app, extra_environ=BROWSER)
    assert pieces(outside, "/login") == ["login-aside-first", "login-aside-second", *FOOT]


def test_hook_ceres_slot_costs_only_the_slot_that_fails(browser: TestApp) -> None:
    assert pieces(browser, "/results?fails=side.slot")[-2:] == FOOT
    assert not {"side-slot-first", "side-slot-second"} & set(pieces(browser, "/results?fails=side.slot"))
    assert "Cassé" not in browser.get("/results")


def test_hook_ceres_slot_leaves_no_gap_while_the_plugin_is_off(browser: TestApp, ceres: CommandLine, garden: Site) -> None:
    ceres("plugins", "disable", "notify")
    with garden.database.write() as db:
        add_switch(db, "garden", enabled=False)
    assert browser.get("/results").html.select(".slot, .garden") == []


def test_hook_ceres_slot_is_told_of_a_report_only_as_the_account_sees_it(
    browser: TestApp, garden: Site, db: Session, doctor: Account
) -> None:
    prescriber = add_prescriber(db)
    add_mandate(db, doctor, prescriber)
    report, other = add_report(db, prescriber), add_report(db, add_prescriber(db, "DR2"))
    db.commit()
    asked = next(each.module for each in garden.plugins.loaded() if each.info.name == "garden").asked
    page = browser.get(f"/reports/{report.public_id}").html
    assert page.select_one(".notice.warn strong").get_text() == "Premier"
    assert [each.get_text() for each in page.select(".card.box h2")][-2:] == ["Premier", "Second"]
    told = {slot: context for slot, context in asked if context is not None}
    assert set(told) == {Slot.REPORT_BOX, Slot.REPORT_NOTICE}
    assert {each.report.row.report_id for each in told.values()} == {report.public_id}
    assert told[Slot.REPORT_BOX].version.number == 1
    asked.clear()
    listed = browser.get("/results").html
    assert [each["class"] for each in listed.select(".notice.list-slot")] == [
        ["notice", "warn", "list-slot"],
        ["notice", "info", "list-slot"],
    ]
    told = {slot: context for slot, context in asked if context is not None}
    assert told == dict.fromkeys((Slot.LIST_NOTICE, Slot.LIST_FOOT), ShownList((report.public_id,), searched=False))
    asked.clear()
    browser.get(f"/reports/{other.public_id}", status=404)
    assert asked == []


def test_a_slot_that_is_not_in_the_list_is_never_asked_for() -> None:
    with pytest.raises(ValueError, match=r"side\.slto"):
        Slots(None).shown("side.slto")  # type: ignore[arg-type]
