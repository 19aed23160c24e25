"""Languages: catalogues, locale of a request, dates as each language writes them."""

from __future__ import annotations

DOMAIN = "ceres"
"""The one gettext domain of the core and of every plugin."""

SOURCE_LANGUAGE = "fr"
"""The language of the msgids, and of whoever asks for no other."""

LANGUAGES = {"fr": "Français", "en": "English"}
"""The languages that are shipped, each named in itself; those of a site are ``request.languages`` or ``site.languages``."""

FILTERS = ("day", "moment", "instant", "longmoment", "age", "named", "number")
"""Filters that templates have from here."""
