"""The languages of a site: those that are shipped, and those whose catalogue its branding brings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from babel import Locale

from ceres.i18n import LANGUAGES
from ceres.i18n.dropped import Dropped
from ceres.i18n.styles import DateStyle, style_of


@dataclass(frozen=True, slots=True)
class Language:
    """One language of the site."""

    code: str  # as HTML and HTTP write it
    name: str  # in itself
    direction: str  # « ltr » or « rtl »
    dates: DateStyle
    words: bytes  # the compiled catalogue that the site adds; empty: none

    @property
    def posix(self) -> str:
        """The code as gettext and its folders write it: « pt_BR »."""
        return self.code.replace("-", "_")


Languages = Mapping[str, Language]
"""By code, the shipped ones first; ask ``request.languages``, or ``site.languages`` where there is no request."""


def make_languages(dropped: Mapping[str, Dropped]) -> Languages:
    """Return the languages of a site that adds these catalogues."""
    codes = dict.fromkeys((*LANGUAGES, *sorted(dropped)))
    return {code: _language(code, dropped[code].compiled if code in dropped else b"") for code in codes}


def preferred(languages: Mapping[str, object], wanted: str, default: str) -> tuple[str, ...]:
    """Return in which languages to look for a text: the one wanted, the site's, then the source's."""
    return tuple(code for code in dict.fromkeys((wanted, default, *LANGUAGES)) if code in languages)


def _language(code: str, words: bytes) -> Language:
    locale = Locale.parse(code, sep="-")
    name = LANGUAGES.get(code) or locale.get_display_name() or code
    return Language(code, name[:1].upper() + name[1:], locale.text_direction, style_of(locale), words)
