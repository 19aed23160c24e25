"""``ceres branding``: what is in force, published, exported, taken up again."""

from __future__ import annotations

import json
from pathlib import Path

from webtest import TestApp

from ceres.app import Site
from ceres.testing.command_line import CommandLine
from factories.journal import events
from factories.logos import GOOD_SVG, SVG

FILE = """\
name = "Labo Sud"
subtitle = { fr = "Résultats « du » Sud", en = "South results" }
colour = "#8A2B6E"
logo = "logo.svg"
"""


def published(folder: Path, text: str = FILE, logo: bytes = GOOD_SVG) -> str:
    file = folder / "sud.toml"
    file.write_text(text, encoding="utf-8")
    (folder / "logo.svg").write_bytes(logo)
    return str(file)


def test_a_file_is_published_shown_exported_and_taken_back(ceres: CommandLine, app: TestApp, site: Site, tmp_path: Path) -> None:
    assert "version 1 en ligne" in ceres("branding", "publish", published(tmp_path)).stdout
    page = app.get("/login")
    assert page.html.select_one("header .name").text == "Labo Sud"
    assert app.get(page.html.select_one("header img")["src"]).content_type == "image/svg+xml"
    shown = json.loads(ceres("branding", "show", "--json").stdout)
    assert (shown["version"], shown["languages"]["en"]["subtitle"]) == (1, "South results")
    assert "Labo Sud" in ceres("branding", "show").stdout

    folder = tmp_path / "look"
    assert ceres("branding", "export", str(folder)).exit_code == 0
    assert ceres("branding", "check", str(folder)).exit_code == 0
    assert "version 2 en ligne" in ceres("branding", "restore", "0").stdout
    assert app.get("/login").html.select_one("header .name").text == "CÉRÈS"
    assert "version 3 en ligne" in ceres("branding", "publish", str(folder / "branding.toml")).stdout
    again = json.loads(ceres("branding", "show", "--json").stdout)
    assert {language: {**brand, "logo": ""} for language, brand in again["languages"].items()} == {
        language: {**brand, "logo": ""} for language, brand in shown["languages"].items()
    }
    assert "version 4 en ligne" in ceres("branding", "restore", "1").stdout
    acts = [(event.action, event.object_id) for event in events(site, "branding.publish", "branding.restore")]
    assert acts == [("branding.publish", "1"), ("branding.restore", "2"), ("branding.publish", "3"), ("branding.restore", "4")]


def test_what_is_wrong_is_refused_with_its_mend(ceres: CommandLine, site: Site, tmp_path: Path) -> None:
    for text, reason in (
        ('colour = "#ff8800"', "#a65800"),
        ('nom = "x"', "clé inconnue"),
        ('logo = "absent.svg"', "absent.svg"),
        ("name = ", "TOML"),
    ):
        refused = ceres("branding", "publish", published(tmp_path, text))
        assert (refused.exit_code, reason in refused.stderr) == (1, True), refused.stderr
    assert "script" in ceres("branding", "publish", published(tmp_path, logo=SVG.format("<script/>").encode())).stderr
    assert "pas de version 7" in ceres("branding", "restore", "7").stderr.replace("\u00a0", " ")
    assert ceres("branding", "export", str(tmp_path)).exit_code == 1
    assert ceres("branding", "publish", str(tmp_path / "absent.toml")).exit_code == 2
    assert events(site, "branding.publish", "branding.restore") == []
