"""The languages of a site: those of the portal, and those whose catalogue its branding brings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.branding.folder import Branding, branding_folder
from ceres.config.settings import ConfigError
from ceres.i18n.dropped import Completeness, Dropped, completeness, read_dropped
from ceres.i18n.languages import Languages, make_languages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ceres.config.settings import SiteSettings


def dropped_in(name: str) -> Mapping[str, Dropped]:
    """Return the catalogues that a branding brings, by code; raises ConfigError."""
    return read_dropped(Branding(branding_folder(name)).part("locales"))


def progress(name: str) -> list[Completeness]:
    """Return how far each language that a branding adds is translated; raises ConfigError."""
    return completeness(dropped_in(name).values())


def site_languages(site: SiteSettings) -> Languages:
    """Return the languages of a site.

    Raises:
        ConfigError: a catalogue is not right, or there is none for the language that the site is to speak.
    """
    languages = make_languages(dropped_in(site.branding))
    if site.language not in languages:
        known, mend = ", ".join(languages), f"locales/{site.language.replace('-', '_')}/LC_MESSAGES/ceres.po"
        reason = f"« {site.language} » n’est pas une langue du site ({known})"
        raise ConfigError((f"site.language : {reason} ; la corriger, ou déposer {mend} dans l’habillage.",))
    return languages
