"""Writes a look as a folder: what was tried on the page « Apparence » becomes a branding that is kept with the site's files."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from ceres.branding.folder import FILE

if TYPE_CHECKING:
    from pathlib import Path

    from ceres.branding.folder import Branding

PARTS = ("static", "templates", "locales")


def write_folder(branding: Branding, upload: bytes, folder: Path) -> None:
    """Write ``branding`` with the logo that was sent in, if one was."""
    for name in PARTS:
        (folder / name).mkdir(parents=True, exist_ok=True)
        if part := branding.part(name):
            shutil.copytree(part, folder / name, dirs_exist_ok=True)
    logo = f"logo.{branding.upload.rpartition('.')[2]}" if branding.upload else branding.logo
    if branding.upload:
        (folder / "static" / logo).write_bytes(upload)
    (folder / FILE).write_text("\n".join([*_lines(branding, logo), ""]), encoding="utf-8")


def _lines(branding: Branding, logo: str) -> Iterator[str]:
    yield "# Habillage d’un site CÉRÈS, écrit par « ceres branding export »."
    for key, said in (("colour", branding.colour), ("logo", logo)):
        if said:
            yield f"{key} = {_text(said)}"
    for key, texts in branding.texts.items():
        yield f"{key} = {_value(texts)}"


def _value(texts: Mapping[str, str]) -> str:
    if len(set(texts.values())) == 1:
        return _text(next(iter(texts.values())))
    return f"{{ {', '.join(f'{language} = {_text(text)}' for language, text in texts.items())} }}"


def _text(text: str) -> str:
    # A basic string of TOML escapes as JSON does, but for DEL, which no text may hold.
    return json.dumps(text, ensure_ascii=False)
