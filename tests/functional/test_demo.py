"""``ceres demo``: a complete small site, whose e-mails can be tried and read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from webtest import TestApp

from ceres.app import make_app
from ceres.cli.context import CliContext
from ceres.cli.demo.accounts import open_accounts
from ceres.cli.demo.folder import DemoFolder
from ceres.cli.serve import refuse_unsafe
from ceres.db.clock import utcnow
from ceres.testing.command_line import CommandLine
from factories.browsers import BROWSER, log_in
from factories.workers import make_worker, read_folder, text_of

URL = "http://127.0.0.1:7000"
PLACE = {**BROWSER, "HTTP_HOST": "127.0.0.1:7000"}


@pytest.fixture
def begun(tmp_path: Path) -> Iterator[CliContext]:
    """A demonstration with its accounts; reports take their time."""
    place = DemoFolder(tmp_path)
    place.prepare(URL)
    context = CliContext(place.config)
    yield context
    context.close()


def test_an_invitation_of_the_demonstration_is_a_file_with_a_link_to_it(begun: CliContext, tmp_path: Path) -> None:
    refuse_unsafe(begun.settings, "127.0.0.1")
    password = {each.actor.login: each.password or "" for each in open_accounts(begun)}["admin"]
    browser = TestApp(make_app(begun.site), extra_environ=PLACE)
    log_in(browser, "admin", password, status=303)
    forms = browser.get("/admin/accounts/new").forms.values()
    form = next(each for each in forms if "email" in each.fields)
    form["login"], form["name"], form["email"], form["password"] = "c.arrivant", "Dr Côme Arrivant", "c.arrivant@exemple.nc", "invite"
    form.submit(status=303)
    make_worker(begun.site).run_once()
    (letter,) = read_folder(tmp_path / "mail")
    assert "ceres@exemple.nc" in letter["From"]
    assert f"{URL}/password/new?key=" in text_of(letter)


@pytest.fixture
def played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> DemoFolder:
    """A demonstration of before, whose messages are not sent again: that takes its time."""
    monkeypatch.setenv("CERES_PLUGINS__BLOCKED", "intake")
    place = DemoFolder(tmp_path)
    place.prepare(URL)
    place.remember(utcnow())
    return place


def test_another_address_is_told_and_changes_nothing(ceres: CommandLine, played: DemoFolder) -> None:
    before = played.config.read_bytes()
    done = ceres("demo", "--dir", str(played.path), "--url", "http://127.0.0.1:7001")
    assert f"ceres.toml est gardé tel quel : les liens des courriels y mènent à {URL} ; pour http://127.0.0.1:7001" in done.stderr
    assert played.config.read_bytes() == before
    assert "gardé" not in ceres("demo", "--dir", str(played.path), "--url", URL).stderr


def test_an_address_that_is_none_is_refused_before_anything_is_written(ceres: CommandLine, tmp_path: Path) -> None:
    done = ceres("demo", "--dir", str(tmp_path / "demo"), "--url", "127.0.0.1:7000")
    assert done.exit_code == 2
    assert "--url" in done.stderr
    assert not (tmp_path / "demo").exists()
