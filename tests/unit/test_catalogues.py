"""The translations are complete, and the tool that says so sees what is wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from ceres.i18n import LANGUAGES
from ceres.i18n.catalogues import check, compile_all, main, problems, update
from ceres.i18n.extraction import catalogue_file, read, write

ROOT = Path(__file__).parents[2]


def make_catalogue(**translations: str) -> Catalog:
    catalogue = Catalog(locale="en")
    for message, translation in translations.items():
        catalogue.add(message, translation)
    return catalogue


def make_sources(folder: Path, template: str) -> None:
    (folder / "babel.cfg").write_text("[jinja2: templates/**.jinja2]\ntrimmed = true\nsilent = false\n", encoding="utf-8")
    (folder / "templates").mkdir(exist_ok=True)
    (folder / "templates" / "page.jinja2").write_text(template, encoding="utf-8")
    for language in LANGUAGES:
        catalogue_file(folder, language).parent.mkdir(parents=True, exist_ok=True)
        if not catalogue_file(folder, language).exists():
            write(catalogue_file(folder, language), Catalog(locale=language), language)


def test_every_message_of_the_portal_is_translated() -> None:
    assert check(ROOT) == [], "run « make i18n », then translate what is new"


def test_what_is_wrong_is_named() -> None:
    wanted = Catalog()
    for message in ("missing", "empty", "unsure", "${name} left", "fine"):
        wanted.add(message)
    catalogue = make_catalogue(empty="", unsure="maybe", stale="old", fine="good", **{"${name} left": "${nom} left"})
    unsure = catalogue.get("unsure")
    assert unsure is not None
    unsure.flags.add("fuzzy")
    assert sorted(problems(wanted, catalogue)) == [
        "missing: 'missing'",
        "names what is not given: '${name} left'",
        "no longer used: 'stale'",
        "not translated: 'empty'",
        "unsure (fuzzy): 'unsure'",
    ]


def test_a_number_needs_both_its_forms() -> None:
    wanted, catalogue = Catalog(), Catalog(locale="en")
    wanted.add(("one", "many"))
    catalogue.add(("one", "many"), ("one", ""))
    assert list(problems(wanted, catalogue)) == ["not translated: ('one', 'many')"]


def test_updating_adds_drops_and_leaves_the_rest(tmp_path: Path) -> None:
    make_sources(tmp_path, '{{ _("Bonjour") }} {{ _("Ancien") }}')
    update(tmp_path)
    english = read(tmp_path, "en")
    bonjour = english.get("Bonjour")
    assert bonjour is not None
    bonjour.string = "Hello"
    write(catalogue_file(tmp_path, "en"), english, "en")

    make_sources(tmp_path, '{{ _("Bonjour") }} {{ _("Nouveau") }} {% trans %}\n  Deux\n  lignes\n{% endtrans %}')
    update(tmp_path)
    assert {message.id: message.string for message in read(tmp_path, "en") if message.id} == {
        "Bonjour": "Hello",
        "Nouveau": "",
        "Deux lignes": "",
    }
    assert {message.id: message.string for message in read(tmp_path, "fr") if message.id} == {
        "Bonjour": "Bonjour",
        "Nouveau": "Nouveau",
        "Deux lignes": "Deux lignes",
    }


def test_updating_twice_changes_nothing(tmp_path: Path) -> None:
    make_sources(tmp_path, '{{ _("Bonjour") }}')
    update(tmp_path)
    before = [catalogue_file(tmp_path, language).read_bytes() for language in LANGUAGES]
    update(tmp_path)
    assert [catalogue_file(tmp_path, language).read_bytes() for language in LANGUAGES] == before


def test_compiling_writes_what_the_portal_reads(tmp_path: Path) -> None:
    make_sources(tmp_path, '{{ _("Bonjour") }}')
    update(tmp_path)
    compile_all(tmp_path)
    assert all(catalogue_file(tmp_path, language).with_suffix(".mo").stat().st_size for language in LANGUAGES)


def test_the_command_fails_when_something_is_wrong(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_sources(tmp_path, '{{ _("Bonjour") }}')
    monkeypatch.chdir(tmp_path)
    assert main(["update"]) == 0
    assert main(["check"]) == 1
    assert capsys.readouterr().out == "en: not translated: 'Bonjour'\n"
    assert main(["translate"]) == 2
