"""Finds every text of the portal that is to be translated, and the catalogues that hold the translations."""

from __future__ import annotations

from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from ceres.i18n import DOMAIN

KEYWORDS = parse_keywords(["_", "gettext", "ngettext:1,2", "translate", "pluralize:1,2"])

# Without dates: a file that is made again from the same sources is the same.
HEADER = """\
msgid ""
msgstr ""
"Project-Id-Version: {project}\\n"
{own}"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def extract(root: Path) -> Catalog:
    """Return every message under ``root``, as ``babel.cfg`` says where to look."""
    with (root / "babel.cfg").open(encoding="utf-8") as file:
        methods, options = parse_mapping_cfg(file, "babel.cfg")  # type: ignore[no-untyped-call]
    found = Catalog(project=DOMAIN, charset="utf-8", fuzzy=False)
    for path, _line, message, comments, context in extract_from_dir(root, methods, options, KEYWORDS):
        found.add(message, None, [(path, 1)], auto_comments=comments, context=context)
    return found


def catalogue_file(root: Path, language: str) -> Path:
    """Return where the translations into a language are."""
    return root / "locales" / language / "LC_MESSAGES" / f"{DOMAIN}.po"


def template_file(root: Path) -> Path:
    """Return where the untranslated messages are, for whoever adds a language."""
    return root / "locales" / f"{DOMAIN}.pot"


def read(root: Path, language: str) -> Catalog:
    """Return the translations into a language."""
    with catalogue_file(root, language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def write(file: Path, catalogue: Catalog, language: str = "") -> None:
    """Write a catalogue so that two branches seldom touch the same line: sorted, without line numbers."""
    # The template has neither line: Babel would read « INTEGER » as a number.
    known = {"Language": language, "Plural-Forms": get_plural(Locale(language)).plural_forms} if language else {}
    own = "".join(f'"{name}: {value}\\n"\n' for name, value in known.items())
    with file.open("wb") as stream:
        stream.write(HEADER.format(project=DOMAIN, own=own).encode())
        write_po(stream, catalogue, width=100, omit_header=True, sort_output=True, ignore_obsolete=True, include_lineno=False)
