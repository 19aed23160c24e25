"""The pages that there are, and the texts that are shipped."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

from pyramid.i18n import TranslationStringFactory

from ceres.i18n import SOURCE_LANGUAGE

_ = TranslationStringFactory("ceres")

TITLES: Mapping[str, str] = {
    "guide": _("Guide d’utilisation"),
    "faq": _("Questions fréquentes"),
    "legal": _("Mentions légales"),
    "privacy": _("Données personnelles"),
    "accessibility": _("Accessibilité"),
}
"""Titles (msgids) of the pages by the last part of their address, in the order of the administration."""


TEXTS = "ceres.content.texts"


class UnknownPage(LookupError):
    """There is no page of this name in this language."""


def shipped_text(slug: str, language: str) -> str:
    """Return the text that is shipped; in the source language where it has none of its own."""
    said = language if is_shipped(slug, language) else SOURCE_LANGUAGE
    return (files(TEXTS) / f"{slug}.{said}.md").read_text(encoding="utf-8")


def is_shipped(slug: str, language: str) -> bool:
    """Tell whether the portal has a text of this page in this language."""
    return (files(TEXTS) / f"{slug}.{language}.md").is_file()
