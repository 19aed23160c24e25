"""A site's own look: words, colour, logo, templates, translations; and what is wrong with one."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from webtest import TestApp

from ceres.app import Site, make_app
from ceres.config.settings import ConfigError
from ceres.testing.command_line import CommandLine
from factories.browsers import BROWSER
from factories.sources import ROOT

SHIPPED = sorted(folder for folder in (ROOT / "brandings").iterdir() if folder.is_dir())


PAGE_OF_OLD = b'{% extends "ceres/layout.jinja2" %}{% block page_title %}R{% endblock %}{% block content %}{% endblock %}'


def dressed(site: Site, branding: Path, language: str = "fr") -> TestApp:
    settings = replace(site.settings, site=replace(site.settings.site, branding=str(branding), language=language))
    return TestApp(make_app(replace(site, settings=settings)), extra_environ=BROWSER)


def write(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("branding", SHIPPED, ids=lambda folder: folder.name)
def test_every_shipped_branding_is_right(ceres: CommandLine, branding: Path) -> None:
    assert ceres("branding", "check", str(branding)).exit_code == 0


def test_the_english_hospital_has_its_name_logo_colour_and_words(site: Site) -> None:
    browser = dressed(site, ROOT / "brandings" / "northfield", "en")
    page = browser.get("/login")
    assert (page.html.html["lang"], page.html.title.text) == ("en", "Sign in – NORTHFIELD")
    assert "Laboratory results online" in page.text
    logo = browser.get(page.html.select_one("a.brand img")["src"])
    assert (logo.content_type, b"#4b3a9b" in logo.body) == ("image/svg+xml", True)
    assert "immutable" in logo.headers["Cache-Control"]
    style = browser.get(page.html.select_one("link[rel=stylesheet]")["href"])
    assert style.text.rindex("--brand: #4b3a9b") > style.text.rindex("--brand: #0b5563")


def test_the_guide_of_a_branding_wins_over_the_portal_s(site: Site, tmp_path: Path) -> None:
    write(tmp_path, "branding.toml", 'guide_url = "https://exemple.nc/guide"\n')
    page = dressed(site, tmp_path).get("/login")
    assert {link["href"] for link in page.html.select("a") if link.text.strip() == "Guide d’utilisation"} == {"https://exemple.nc/guide"}


def test_the_site_s_file_wins_over_its_branding(site: Site, tmp_path: Path) -> None:
    write(tmp_path, "branding.toml", 'name = "Habillage"\nsupport_email = "a@exemple.nc"\n')
    named = replace(site, settings=replace(site.settings, site=replace(site.settings.site, name="Le site")))
    page = dressed(named, tmp_path).get("/login")
    assert "Le site" in page.text
    assert "Habillage" not in page.text
    assert "a@exemple.nc" in page.text


def test_a_template_and_a_message_are_replaced(site: Site, tmp_path: Path) -> None:
    write(tmp_path, "branding.toml", "")
    write(tmp_path, "templates/ceres/footer.jinja2", "<footer>{{ _('Connexion') }}, pied de page à nous</footer>")
    catalogue = read_po(BytesIO('msgid "Connexion"\nmsgstr "Entrée"\n'.encode()), locale="fr")
    folder = tmp_path / "locales" / "fr" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "ceres.mo").open("wb") as file:
        write_mo(file, catalogue)
    page = dressed(site, tmp_path).get("/login")
    assert "<footer>Entrée, pied de page à nous</footer>" in page.text
    assert page.html.title.text.startswith("Entrée")


@pytest.mark.parametrize(
    ("table", "reason"),
    [
        ("nom = 1", "clé inconnue"),
        ("name = 1", "il faut un texte"),
        ('name = { de = "Ergebnisse" }', "il faut un texte"),
        ('colour = "teal"', "n’est pas une couleur"),
        ('colour = "#ff8800"', "#a65800"),
        ('logo = "absent.svg"', "n’est pas un fichier"),
        ('logo = "../branding.toml"', "n’est pas un fichier"),
        ('logo = "/etc/hostname"', "n’est pas un fichier"),
        ("name = ", "n’est pas du TOML"),
    ],
)
def test_what_is_wrong_is_said_and_the_site_does_not_start(site: Site, ceres: CommandLine, tmp_path: Path, table: str, reason: str) -> None:
    write(tmp_path, "branding.toml", table)
    (tmp_path / "static").mkdir()
    refused = ceres("branding", "check", str(tmp_path))
    assert refused.exit_code == 1
    assert reason in refused.stderr.replace("\u00a0", " ")
    with pytest.raises(ConfigError, match=r"branding\.toml"):
        dressed(site, tmp_path)


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("templates/ceres/foter.jinja2", b"<footer></footer>", "ne remplace rien (peut-\u00eatre \u00ab ceres/footer.jinja2 \u00bb)"),
        ("templates/ceres/footer.jinja2", b"{% if %}", "ne se lit pas"),
        ("templates/ceres/footer.jinja2", b"{{ brand.name|bold }}", "No filter named 'bold'"),
        ("templates/footer.jinja2", b"<footer></footer>", "(peut-\u00eatre \u00ab ceres/footer.jinja2 \u00bb)"),
        ("templates/ceres/footer.html", b"<footer></footer>", "finit par \u00ab .jinja2 \u00bb"),
        (
            "templates/ceres/footer.jinja2",
            b"{% include 'ceres/foot_of_old.jinja2' %}",
            "fait appel \u00e0 \u00ab ceres/foot_of_old.jinja2 \u00bb",
        ),
        (
            "templates/ceres/results.jinja2",
            PAGE_OF_OLD,
            "le bloc \u00ab page_title \u00bb n’est pas dans \u00ab ceres/layout.jinja2 \u00bb",
        ),
        ("templates/ceres/results.jinja2", PAGE_OF_OLD, "il manque le bloc \u00ab title \u00bb"),
        ("locales/xx_what/LC_MESSAGES/ceres.mo", b"", "pas un code de langue"),
        ("locales/en/LC_MESSAGES/ceres.mo", b"not a catalogue", "ne peut pas être lu comme un catalogue"),
    ],
)
def test_the_check_explains_what_would_do_nothing(ceres: CommandLine, tmp_path: Path, name: str, content: bytes, reason: str) -> None:
    write(tmp_path, "branding.toml", "")
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).write_bytes(content)
    refused = ceres("branding", "check", str(tmp_path))
    assert refused.exit_code == 1
    assert reason in refused.stderr.replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>', "contient \u00ab script \u00bb"),
        (b"hello", "n’est pas un dessin SVG"),
        (b" " * (200 * 1024 + 1), "dépasse 200 ko"),
    ],
)
def test_the_check_opens_the_logo(ceres: CommandLine, tmp_path: Path, content: bytes, reason: str) -> None:
    write(tmp_path, "branding.toml", 'logo = "logo.svg"\n')
    write(tmp_path, "static/logo.svg", content.decode())
    refused = ceres("branding", "check", str(tmp_path))
    assert refused.exit_code == 1
    assert reason in refused.stderr.replace("\u00a0", " ")


def test_a_site_is_told_of_what_its_branding_would_break(ceres: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "branding.toml", "")
    write(tmp_path, "templates/ceres/results.jinja2", PAGE_OF_OLD.decode())
    monkeypatch.setenv("CERES_SITE__BRANDING", str(tmp_path))
    assert "il manque le bloc" in ceres("check").stdout


def test_the_log_names_the_template_that_breaks_a_page(site: Site, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    write(tmp_path, "branding.toml", "")
    write(tmp_path, "templates/ceres/footer.jinja2", "\n{{ nothing.like_this }}")
    assert dressed(site, tmp_path).get("/login", status=500).status_code == 500
    assert f"{tmp_path}/templates/ceres/footer.jinja2:2" in caplog.text


def test_a_template_of_one_s_own_is_no_mistake_when_another_includes_it(ceres: CommandLine, tmp_path: Path) -> None:
    write(tmp_path, "branding.toml", "")
    write(tmp_path, "templates/ceres/footer.jinja2", '{% include "ceres/our_address.jinja2" %}')
    write(tmp_path, "templates/ceres/our_address.jinja2", "<p>Nous</p>")
    assert ceres("branding", "check", str(tmp_path)).exit_code == 0


def test_a_branding_is_begun_once(ceres: CommandLine, tmp_path: Path) -> None:
    folder = str(tmp_path / "look")
    assert ceres("branding", "new", folder).exit_code == 0
    assert ceres("branding", "check", folder).exit_code == 0
    again = ceres("branding", "new", folder)
    assert again.exit_code == 1
    assert "déjà un habillage" in again.stderr
