"""Catalogues that a branding brings: another language for the site, or other words for one that it has.

They are read as translators write them (``.po``) and compiled in memory: nothing is written beside them, which may be
a package that only the system's administrator can write to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from io import BytesIO
from pathlib import Path
from struct import error as StructError  # noqa: N812 (named like the other exceptions)
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import PoFileError, read_po
from pyramid.i18n import Translations

from ceres.config.settings import ConfigError
from ceres.i18n import DOMAIN, LANGUAGES, SOURCE_LANGUAGE
from ceres.i18n.messages import fits, is_translated, messages

TEXT, COMPILED = f"{DOMAIN}.po", f"{DOMAIN}.mo"
# Babel reads what is badly quoted as an empty text, and says nothing.
PO_LINE = re.compile(rb'\s*(#.*|((msgctxt|msgid|msgid_plural|msgstr(\[\d+\])?)\s+)?"([^"\\]|\\.)*"\s*)?')
COUNTED = (*range(1001), 1_000_000)  # every rule of Unicode's CLDR shows all of its forms there
LONGEST_CODE = 8  # what the columns of the database hold


@dataclass(frozen=True, slots=True)
class Dropped:
    """One catalogue of a branding."""

    code: str  # as HTML and HTTP write it: « de », « pt-BR »
    file: Path
    compiled: bytes
    translated: int  # messages of the portal that it translates


@dataclass(frozen=True, slots=True)
class Completeness:
    """How far a language that the portal does not have itself is translated."""

    code: str
    translated: int
    messages: int  # that the portal has

    @property
    def whole(self) -> bool:
        """Whether nothing is left to translate."""
        return self.translated == self.messages

    def __str__(self) -> str:
        """Say it in French."""
        rest = "" if self.whole else " ; le reste s’affiche dans la langue du site, sinon en français"
        sentence = "messages sur {} sont traduits" if self.translated > 1 else "message sur {} est traduit"
        return f"{self.code} : {self.translated} {sentence.format(self.messages)}{rest}"


def dropped_files(folder: Path | None) -> Mapping[str, Path]:
    """Return the catalogues of a folder ``locales``, by the code of their language; the text wins over the compiled one."""
    if folder is None:
        return {}
    found: dict[str, Path] = {}
    for language in sorted(folder.iterdir()):
        for name in (TEXT, COMPILED):
            if (file := language / "LC_MESSAGES" / name).is_file():
                found.setdefault(language.name.replace("_", "-"), file)
    return found


def read_dropped(folder: Path | None) -> Mapping[str, Dropped]:
    """Return what a folder ``locales`` holds, by the code of its language.

    Raises:
        ConfigError: with one French sentence for each thing to mend.
    """
    found, problems = {}, list[str]()
    for code, file in dropped_files(folder).items():
        try:
            found[code] = _read(code, file)
        except ConfigError as error:
            problems += error.problems
    if problems:
        raise ConfigError(tuple(problems))
    return found


def completeness(dropped: Iterable[Dropped]) -> list[Completeness]:
    """Return how far each language that the portal does not have itself is translated."""
    return [Completeness(each.code, each.translated, len(known_messages())) for each in dropped if each.code not in LANGUAGES]


@cache
def known_messages() -> frozenset[object]:
    """Return the msgids of the portal: its French catalogue has them all."""
    with (Path(str(files("ceres_locales"))) / SOURCE_LANGUAGE / "LC_MESSAGES" / COMPILED).open("rb") as file:
        return frozenset(_key(message.id) for message in messages(read_mo(file)))


def _key(msgid: object) -> object:
    return msgid if isinstance(msgid, str) else tuple(msgid)  # type: ignore[arg-type]


def _read(code: str, file: Path) -> Dropped:
    locale = _locale(code, file)
    try:
        catalogue = _catalogue(file, locale)
        if problems := tuple(_misfits(catalogue, file)):
            raise ConfigError(problems)
        return Dropped(code, file, _compiled(catalogue), sum(_key(each.id) in known_messages() for each in messages(catalogue)))
    except PoFileError as error:
        raise _broken(file, f", ligne {error.lineno + 1}", "ce n’est pas du texte au format gettext") from error
    except (UnicodeDecodeError, LookupError) as error:
        raise _broken(file, "", "ce fichier n’est pas écrit dans le jeu de caractères qu’il annonce (UTF-8)") from error
    except (OSError, StructError, EOFError) as error:
        raise _broken(file, "", "ce fichier ne peut pas être lu comme un catalogue gettext") from error
    except ValueError as error:
        raise _broken(file, "", "la règle du pluriel (Plural-Forms) ne peut pas être lue, ou donne une forme qui n’existe pas") from error


def _locale(code: str, file: Path) -> Locale:
    try:
        locale = Locale.parse(code, sep="-")
    except (UnknownLocaleError, ValueError):
        locale = None
    if locale is None or len(code) > LONGEST_CODE:
        raise _broken(file, "", f"« {code} » n’est pas un code de langue connu (exemples : de, es, pt_BR) ; renommer le dossier")
    return locale


def _catalogue(file: Path, locale: Locale) -> Catalog:
    if file.name == COMPILED:
        with file.open("rb") as stream:
            return read_mo(stream)
    text = file.read_bytes().removeprefix(b"\xef\xbb\xbf")  # what Windows writes first
    for number, line in enumerate(text.splitlines(), 1):
        if not PO_LINE.fullmatch(line):
            raise _broken(file, f", ligne {number}", "ce n’est pas du texte au format gettext (guillemets, mot-clé)")
    return read_po(BytesIO(text), locale=locale, domain=DOMAIN, abort_invalid=True)


def _misfits(catalogue: Catalog, file: Path) -> Iterator[str]:
    for message in messages(catalogue):
        if is_translated(message) and not fits(message):
            line = f", ligne {message.lineno}" if message.lineno else ""
            text = message.id if isinstance(message.id, str) else message.id[0]
            yield f"{file}{line} : la traduction de « {text} » nomme ce que le portail ne donne pas ; reprendre les mots entre accolades."


def _compiled(catalogue: Catalog) -> bytes:
    # Babel would write the French words where a form of a plural is missing.
    for message in messages(catalogue):
        if not is_translated(message):
            catalogue.delete(message.id, message.context)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    _check_plurals(Translations(BytesIO(compiled.getvalue()), DOMAIN), catalogue.num_plurals)
    return compiled.getvalue()


def _check_plurals(translations: Any, forms: int) -> None:
    """Raise ValueError for a rule that gives some number a form that is not there; a page that counts would break."""
    for number in COUNTED:
        try:
            form = translations.plural(number)
        except ArithmeticError as error:  # it divides by what may be zero
            raise ValueError from error
        if not 0 <= form < forms:
            raise ValueError(form)


def _broken(file: Path, place: str, reason: str) -> ConfigError:
    return ConfigError((f"{file}{place} : {reason}.",))
