"""Catalogues of languages that the portal does not have, as somebody would drop them in a branding."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po, write_po

from factories.sources import ROOT

Text = str | tuple[str, ...]


def drop_text(branding: Path, code: str, text: str) -> Path:
    """Write the catalogue of a language in the folder of a branding, and return its file."""
    file = branding / "locales" / code / "LC_MESSAGES" / "ceres.po"
    file.parent.mkdir(parents=True, exist_ok=True)
    (branding / "branding.toml").touch()
    file.write_text(text, encoding="utf-8")
    return file


def drop_language(branding: Path, code: str, translations: Mapping[str | tuple[str, str], Text]) -> Path:
    """Write a catalogue with these translations, by msgid or by both msgids of a number."""
    catalogue = Catalog(locale=code)
    for msgid, translation in translations.items():
        catalogue.add(msgid, translation)
    return _write(branding, code, catalogue)


def drop_whole_language(branding: Path, code: str, translate: Callable[[str, int], str]) -> Path:
    """Write a catalogue that translates every message; ``translate`` is given the French text and the number of the form."""
    with (ROOT / "locales" / "ceres.pot").open("rb") as file:
        known = read_po(file)
    catalogue = Catalog(locale=code)
    for message in known:
        if isinstance(message.id, str) and message.id:
            catalogue.add(message.id, translate(message.id, 0))
        elif message.id:
            catalogue.add(message.id, tuple(translate(message.id[1], form) for form in range(catalogue.num_plurals)))
    return _write(branding, code, catalogue)


def _write(branding: Path, code: str, catalogue: Catalog) -> Path:
    file = drop_text(branding, code, "")
    with file.open("wb") as stream:
        write_po(stream, catalogue)
    return file
