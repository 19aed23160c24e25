"""A switch, or a look that is published, counts from the next request on, in every process."""

from __future__ import annotations

import json
import re
from contextlib import ExitStack
from pathlib import Path

import pytest

from ceres.testing.databases import make_postgresql_schema
from factories.passwords import PASSWORD
from factories.servers import Browser, Processes


@pytest.fixture(params=["sqlite", "postgresql"])
def site_file(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> Path:
    """The file of a new site."""
    url = f"sqlite:///{tmp_path}/site.sqlite"
    if request.param == "postgresql":
        server = str(request.getfixturevalue("postgresql_url")).partition("?")[0]
        url = make_postgresql_schema(server, f"ceres_switch_{worker_id}")
    file = tmp_path / "ceres.toml"
    file.write_text(f'[database]\nurl = "{url}"\n[storage]\npath = "{tmp_path}/documents"\n', encoding="utf-8")
    file.chmod(0o600)
    return file


def sign_in(address: str) -> Browser:
    browser = Browser(address)
    browser.submit("/login", {"login": "h.marchand", "password": PASSWORD})
    return browser


def shows_the_tab(browser: Browser) -> bool:
    page = browser.get("/results")
    assert page.status == 200
    assert 'id="tabs"' in page.text
    return "/search/date" in page.text


@pytest.mark.slow
def test_a_plugin_is_switched_in_every_process_at_once(site_file: Path) -> None:
    ceres = Processes(site_file)
    ceres.run("db", "upgrade")
    add = ("accounts", "add", "h.marchand", "--name", "Dr Hélène MARCHAND", "--email", "h@exemple.nc", "--prescriber", "DR1")
    ceres.run(*add, "--password-stdin", given=PASSWORD)
    with ExitStack() as servers:
        browsers = [sign_in(servers.enter_context(ceres.serving())) for _ in range(2)]
        for browser in browsers:
            assert shows_the_tab(browser)
            assert browser.get("/search/date").status == 200
        ceres.run("plugins", "disable", "search-date")
        for browser in browsers:
            assert not shows_the_tab(browser)
            assert browser.get("/search/date").status == 404
            assert browser.submit("/search/date", {"from": "01/03/2026", "to": "02/03/2026"}, shown_at="/results").status == 404
        ceres.run("plugins", "enable", "search-date")
        for browser in browsers:
            assert shows_the_tab(browser)
            assert browser.get("/search/date").status == 200
    events = [json.loads(line) for line in ceres.run("journal", "list", "--json").splitlines()]
    acts = [event["action"] for event in events if event["action"].startswith("plugin.")]
    assert sorted(acts) == ["plugin.disable", "plugin.enable"]


@pytest.mark.slow
def test_a_look_is_published_in_every_process_at_once(site_file: Path, tmp_path: Path) -> None:
    ceres = Processes(site_file)
    ceres.run("db", "upgrade")
    look = tmp_path / "look.toml"
    with ExitStack() as servers:
        browsers = [Browser(servers.enter_context(ceres.serving())) for _ in range(2)]
        for name in ("Labo Sud", "Labo Nord"):
            look.write_text(f'name = "{name}"\ncolour = "#8a2b6e"\n', encoding="utf-8")
            ceres.run("branding", "publish", str(look))
            for browser in browsers:
                page = browser.get("/login").text
                assert f"– {name}</title>" in page
                style = re.search(r"/static/style-[0-9a-f]+\.css", page)
                assert style
                assert "--brand: #8a2b6e" in browser.get(style[0]).text
        ceres.run("branding", "restore", "0")
        assert all("– CÉRÈS</title>" in browser.get("/login").text for browser in browsers)
