"""Each plugin that adds a piece to the pages: off, its piece is gone and nothing else; on again, all is as before; failing, likewise."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from importlib.metadata import entry_points
from typing import Any

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.plugins.host import GROUP
from ceres.plugins.implementation import Implementation
from ceres.testing.command_line import CommandLine
from factories.announcements import add_announcement
from factories.people import add_account, add_mandate, add_prescriber
from factories.reports import add_report

SEARCHES = sorted(name for name in entry_points(group=GROUP).names if name.startswith("search-"))
PIECES = ["banner", "export", *SEARCHES]
OWN = {"banner": ".announcements", "export": ".selection, .selection-foot, .tick"}
PIECE = {**OWN, **{name: f"#tabs a[href='{'/search/' + name.removeprefix('search-')}']" for name in SEARCHES}}
CHANGING = ".print-only, input[name=csrf_token]"  # the time of printing, the token


@pytest.fixture
def browser(db: Session, browse: Callable[[Account], TestApp]) -> TestApp:
    account, prescriber = add_account(db), add_prescriber(db)
    add_mandate(db, account, prescriber)
    add_report(db, prescriber)
    add_announcement(db)
    db.commit()
    return browse(account)


def own_page(name: str) -> str:
    """Return the page that the plugin brings, if it brings one."""
    return f"/search/{name.removeprefix('search-')}" if name in SEARCHES else ""


def pages(browser: TestApp, without: str = "") -> Iterator[tuple[str, str]]:
    """Yield the pages of the portal, without the piece of one plugin."""
    for path in ["/results", *map(own_page, SEARCHES), "/nowhere"]:
        if without and path == own_page(without):
            continue
        found = browser.get(path, status="*")
        for piece in found.html.select(CHANGING + (f", {PIECE[without]}" if without else "")):
            piece.decompose()
        if len(found.html.select("#tabs a")) == 1:  # « Résultats » alone is no row of tabs
            found.html.select_one("#tabs").decompose()
        yield path, " ".join(found.html.select_one(".frame").get_text(" ").split()).partition("Référence :")[0]


def piece_of(browser: TestApp, name: str) -> list[Any]:
    return list(browser.get("/results").html.select(PIECE[name]))


@pytest.mark.parametrize("name", PIECES)
def test_a_piece_vanishes_and_returns_with_its_plugin(browser: TestApp, ceres: CommandLine, name: str) -> None:
    before, others = dict(pages(browser)), dict(pages(browser, without=name))
    assert piece_of(browser, name)
    ceres("plugins", "disable", name)
    assert piece_of(browser, name) == []
    assert dict(pages(browser, without=name)) == others
    if own_page(name):
        browser.get(own_page(name), status=404)
        browser.post(own_page(name), {}, status=[400, 404])
    ceres("plugins", "enable", name)
    assert piece_of(browser, name)
    assert dict(pages(browser)) == before


@pytest.mark.parametrize("name", PIECES)
def test_a_plugin_that_raises_loses_its_own_piece_only(
    browser: TestApp, site: Site, name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    others = dict(pages(browser, without=name))
    works = Implementation.__call__

    def fails(self: Implementation, arguments: Any) -> Any:
        if self.plugin == name:
            raise RuntimeError("DURAND Paul")
        return works(self, arguments)

    failures = site.plugins.failures.total()
    with monkeypatch.context() as patched, caplog.at_level(logging.ERROR):
        patched.setattr(Implementation, "__call__", fails)
        assert piece_of(browser, name) == []
        assert dict(pages(browser, without=name)) == others
    assert piece_of(browser, name)
    assert site.plugins.failures.total() > failures
    assert f"plugin {name} failed" in caplog.text
    assert "DURAND" not in caplog.text


@pytest.mark.parametrize("address", ["/x/export/zip", "/x/export/print", "/x/notify/preferences"])
def test_the_forms_of_a_plugin_are_gone_with_it(browser: TestApp, ceres: CommandLine, address: str) -> None:
    token = browser.get("/results").html.select_one("input[name=csrf_token]")["value"]
    plugin = address.split("/")[2]
    ceres("plugins", "disable", plugin)
    browser.post(address, {"csrf_token": token}, status=404)
    browser.get(address, status=404)
    ceres("plugins", "enable", plugin)
    browser.post(address, {"csrf_token": token}, status=303)


def test_the_form_of_the_banner_is_gone_with_it(browser: TestApp, ceres: CommandLine) -> None:
    form = next(each for each in browser.get("/results").forms.values() if each.action == "/x/banner/dismiss")
    ceres("plugins", "disable", "banner")
    form.submit(status=404)
    ceres("plugins", "enable", "banner")
    form.submit(status=303)


@pytest.mark.parametrize(("name", "path"), [("export", "/x/export/zip"), ("search-date", "/search/date")])
def test_a_form_that_was_still_open_answers_politely(browser: TestApp, ceres: CommandLine, name: str, path: str) -> None:
    token = browser.get("/results").html.select_one("input[name=csrf_token]")["value"]
    ceres("plugins", "disable", name)
    answer = browser.post(path, {"csrf_token": token}, status=404)
    assert answer.html.h1.text == "Fonction désactivée"
    assert answer.html.select_one("main a[href='/results']")
    assert browser.get(path, status=404).html.h1.text == "Page introuvable"
