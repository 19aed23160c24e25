"""``ceres pages``."""

from __future__ import annotations

from pathlib import Path

from webtest import TestApp

from ceres.app import Site
from ceres.testing.command_line import CommandLine
from factories.journal import events


def test_a_page_is_written_shown_listed_and_restored(ceres: CommandLine, app: TestApp, site: Site, tmp_path: Path) -> None:
    shipped = ceres("pages", "show", "faq", "fr").stdout
    assert "faq            fr  texte livré" in ceres("pages", "list").stdout
    file = tmp_path / "faq.md"
    file.write_text("## Bonjour\n", encoding="utf-8")
    assert "version 1 en ligne" in ceres("pages", "write", "faq", "fr", str(file)).stdout
    assert app.get("/pages/faq").html.h2.text == "Bonjour"
    assert "version 2 en ligne" in ceres("pages", "restore", "faq", "fr", "0").stdout
    assert ceres("pages", "show", "faq", "fr").stdout == shipped
    lines = ceres("pages", "list", "--page", "faq", "--json").json_lines()
    assert [(line["language"], line["version"], line["restores"]) for line in lines] == [
        ("fr", 2, 0),
        ("fr", 1, None),
        ("fr", 0, None),
        ("en", 0, None),
    ]
    assert [event.object_id for event in events(site, "page.write", "page.restore")] == ["faq.fr", "faq.fr"]


def test_what_cannot_be_done_is_refused(ceres: CommandLine, site: Site, tmp_path: Path) -> None:
    file = tmp_path / "bad.md"
    file.write_bytes(b"\xff\xfe")
    assert "UTF-8" in ceres("pages", "write", "faq", "fr", str(file)).stderr
    file.write_bytes(b" ")
    assert "50 000" in ceres("pages", "write", "faq", "fr", str(file)).stderr
    assert "pas de version 7" in ceres("pages", "restore", "faq", "fr", "7").stderr
    assert ceres("pages", "show", "ghost", "fr").exit_code == 2
    assert events(site, "page.write", "page.restore") == []
