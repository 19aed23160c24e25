"""The pages that there are, and the texts that are shipped."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from pyramid.i18n import TranslationStringFactory

from ceres.i18n import LANGUAGES, SOURCE_LANGUAGE

_ = TranslationStringFactory("ceres")

TITLES: Mapping[str, str] = {
    "guide": _("Guide d’utilisation"),
    "faq": _("Questions fréquentes"),
    "legal": _("Mentions légales"),
    "privacy": _("Données personnelles"),
    "accessibility": _("Accessibilité"),
}
"""Titles (msgids) of the pages by the last part of their address, in the order of the administration."""


class UnknownPage(LookupError):
    """There is no page of this name in this language."""


def known(slug: str, language: str) -> None:
    """Raise UnknownPage unless there is such a page."""
    if slug not in TITLES or language not in LANGUAGES:
        raise UnknownPage


def shipped_text(slug: str, language: str) -> str:
    """Return the text that is shipped; in the source language where it has none of its own."""
    texts = files("ceres.content.texts")
    own = texts / f"{slug}.{language}.md"
    return (own if own.is_file() else texts / f"{slug}.{SOURCE_LANGUAGE}.md").read_text(encoding="utf-8")
