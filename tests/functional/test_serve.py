"""« ceres serve » as a process: what it refuses, what it says, how it stops."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import create_engine, inspect

from ceres.cli.errors import Refused
from ceres.cli.main import main
from ceres.cli.serve import refuse_unsafe
from ceres.config.settings import SecuritySettings, Settings, SiteSettings
from ceres.testing.databases import make_postgresql_schema
from conftest import POSTGRESQL

HTTPS = SiteSettings(url="https://ceres.exemple.nc")


@contextmanager
def serving(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Start the portal on a free port; yield the process and its address."""
    command = [sys.executable, "-m", "ceres", "serve", "--port", "0", *arguments]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CERES_")}
    with subprocess.Popen(command, cwd=folder, env=environ, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stderr is not None
            lines = iter(process.stderr.readline, "")
            found = next((match for line in lines if (match := re.fullmatch(r"listening on (http://\S+)\n", line))), None)
            assert found, process.wait(5)
            yield process, found[1]
        finally:
            process.kill()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "ceres.exemple.nc", ""])
def test_beyond_this_machine_it_wants_https(host: str):
    with pytest.raises(Refused) as caught:
        refuse_unsafe(Settings(), host)
    assert "security.insecure" in caught.value.message
    assert "site.url" in caught.value.message


@pytest.mark.parametrize("host", ["127.0.0.1", "127.8.8.8", "::1", "localhost"])
def test_on_this_machine_nothing_is_wanted(host: str):
    refuse_unsafe(Settings(), host)


def test_https_behind_a_declared_proxy_opens_it():
    refuse_unsafe(Settings(site=HTTPS, security=SecuritySettings(proxies=("10.0.0.1",))), "0.0.0.0")


def test_an_undeclared_proxy_is_warned_about(capsys: pytest.CaptureFixture[str]):
    refuse_unsafe(Settings(site=HTTPS), "0.0.0.0")
    assert "security.proxies" in capsys.readouterr().err


def test_plain_http_is_not_enough_unless_insecure_is_said():
    plain = Settings(site=SiteSettings(url="http://ceres.exemple.nc"))
    with pytest.raises(Refused):
        refuse_unsafe(plain, "0.0.0.0")
    refuse_unsafe(replace(plain, security=SecuritySettings(insecure=True)), "0.0.0.0")


def test_the_command_refuses_before_it_touches_anything(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["serve", "--host", "0.0.0.0"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert not list(tmp_path.iterdir())


def test_a_site_without_a_file_is_one_command(tmp_path: Path):
    with serving(tmp_path) as (process, address):
        with urllib.request.urlopen(f"{address}/login", timeout=10) as page:
            assert page.status == 200
            assert "Server" not in page.headers
        data = tmp_path / "var"
        assert (data / "ceres.sqlite").stat().st_mode & 0o077 == 0
        process.send_signal(signal.SIGTERM)
        assert process.wait(15) == 0


def test_a_port_that_is_taken_is_told_in_one_line(tmp_path: Path):
    with serving(tmp_path) as (_, address):
        result = CliRunner().invoke(
            main, ["serve", "--port", address.rpartition(":")[2]], env={"CERES_DATABASE__URL": f"sqlite:///{tmp_path}/b.sqlite"}
        )
    assert result.exit_code == 1
    assert "impossible d’écouter" in result.stderr.replace("\u00a0", " ")


def test_a_production_database_is_never_upgraded_by_surprise(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, postgresql_url: str, worker_id: str
):
    del postgresql_url  # skips where there is no server
    url = make_postgresql_schema(POSTGRESQL, f"ceres_serve_{worker_id}")
    monkeypatch.chdir(tmp_path)
    result = CliRunner().invoke(main, ["serve", "--port", "0"], env={"CERES_DATABASE__URL": url})
    assert result.exit_code == 1
    assert "ceres db upgrade" in result.stderr
    engine = create_engine(url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
