"""The plugin of docs/how-to/write-a-plugin.md works as it stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site, make_app
from factories.browsers import BROWSER
from factories.people import add_account
from factories.plugins import FakeEntry, make_package, with_plugins
from factories.sources import ROOT
from factories.switches import add_switch

SignIn = Callable[[TestApp, Account], str]

PAGE = ROOT / "docs/how-to/write-a-plugin.md"
FILE = re.compile(r"^`([\w./]+)`\n\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def files() -> dict[str, str]:
    """The files that the page shows."""
    return dict(FILE.findall(PAGE.read_text(encoding="utf-8")))


@pytest.fixture
def entry(files: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FakeEntry:
    """The plugin, as if it were installed."""
    package = {path.removeprefix("ceres_hours/"): text for path, text in files.items() if path.startswith("ceres_hours/")}
    return make_package(tmp_path, monkeypatch, "hours", package)


def test_the_entry_point_names_the_plugin(files: dict[str, str]) -> None:
    project = tomllib.loads(files["pyproject.toml"])["project"]
    assert project["entry-points"]["ceres.plugins"] == {"hours": "ceres_hours.plugin"}


def test_the_page_is_shown_to_whoever_is_signed_in(site: Site, entry: FakeEntry, sign_in: SignIn) -> None:
    site = with_plugins(site, entry)
    app = TestApp(make_app(site), extra_environ=BROWSER)
    app.get("/x/hours", status=303)
    with site.database.write() as db:
        account = add_account(db)
    sign_in(app, account)
    page = app.get("/x/hours")
    assert "de 7 h à 16 h" in page.text
    assert app.get("/results").html.select_one(".panel a[href='/x/hours']").text == "Horaires du laboratoire"
    app.get(page.html.find("link", href=re.compile("hours"))["href"], status=200)
    with site.database.write() as db:
        add_switch(db, "hours", enabled=False)
    app.get("/x/hours", status=404)


def test_the_site_gives_the_hours(site: Site, entry: FakeEntry) -> None:
    given = replace(site, settings=replace(site.settings, plugins={"hours": {"lines": ["Samedi"]}}))
    assert with_plugins(given, entry).settings.plugin("hours") == {"lines": ("Samedi",)}
