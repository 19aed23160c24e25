"""What Pyramid translates with, made once for each language of the site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from pyramid.i18n import Translations, make_localizer
from pyramid.interfaces import ILocalizer, ITranslationDirectories

from ceres.i18n import DOMAIN, SOURCE_LANGUAGE
from ceres.i18n.localizer import RememberingLocalizer

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from ceres.i18n.languages import Language, Languages


def add_localizers(config: Configurator, languages: Languages, default: str) -> None:
    """Register a localizer a language; what a catalogue lacks is said in the site's language, then in French."""
    folders = config.registry.queryUtility(ITranslationDirectories, default=[])
    for code, language in languages.items():
        chain = [languages[each] for each in dict.fromkeys((code, default, SOURCE_LANGUAGE))]
        translations = make_localizer(language.posix, folders).translations.add(_chained(chain, folders), merge=False)
        config.registry.registerUtility(RememberingLocalizer(code, translations), ILocalizer, name=code)


def _chained(languages: Sequence[Language], folders: Sequence[str]) -> Translations:
    # Fallbacks, not one merged catalogue: each language keeps its own rule of the plural.
    first, *others = (_translations(language, folders) for language in languages)
    for each in others:
        first.add_fallback(each)
    return first


def _translations(language: Language, folders: Sequence[str]) -> Translations:
    """Return the messages of one language: the portal's and the plugins', the site's own over them."""
    # The first one gives the rule of the plural, the last one wins.
    first, *others = [*_own(language), *_installed(language, folders), *_own(language)]
    for each in others:
        first.merge(each)
    return first


def _own(language: Language) -> Iterator[Translations]:
    if language.words:
        yield Translations(BytesIO(language.words), DOMAIN)


def _installed(language: Language, folders: Sequence[str]) -> Iterator[Translations]:
    for name in dict.fromkeys((language.code.partition("-")[0], language.posix)):
        for folder in folders:
            file = Path(folder) / name / "LC_MESSAGES" / f"{DOMAIN}.mo"
            if file.is_file():
                with file.open("rb") as stream:
                    yield Translations(stream, DOMAIN)
