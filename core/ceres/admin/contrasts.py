"""The contrasts of a colour, measured where the pages use it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from babel.numbers import format_decimal
from pyramid.i18n import TranslationStringFactory

from ceres.branding.colours import DARK_SURFACE, LIGHT_PAGE, READABLE, WHITE, contrast, dark, light, written

_ = TranslationStringFactory("ceres")


@dataclass(frozen=True, slots=True)
class Contrast:
    """One use of the colour."""

    use: str  # msgid
    theme: str  # msgid
    ratio: float

    @property
    def good(self) -> bool:
        """Whether it is read."""
        return self.ratio >= READABLE

    def shown(self, language: str) -> str:
        """Return the ratio, never rounded up: what is nearly enough is not."""
        return ratio_shown(self.ratio, language)


def ratio_shown(ratio: float, language: str) -> str:
    """Write a ratio as a language writes numbers."""
    return str(format_decimal(math.floor(ratio * 10) / 10, "0.0", locale=language))


def contrasts(colour: str) -> Iterator[Contrast]:
    """Measure a colour on light pages, then what is derived from it on dark ones."""
    day, night = light(colour), dark(colour)
    by_day, by_night = _("Clair"), _("Sombre")
    yield Contrast(_("Texte blanc sur bouton"), by_day, contrast(day.on_brand, day.brand))
    yield Contrast(_("Lien sur fond blanc"), by_day, contrast(day.brand, written(WHITE)))
    yield Contrast(_("Lien sur fond de page"), by_day, contrast(day.brand, written(LIGHT_PAGE)))
    yield Contrast(_("Lien sur ligne cochée"), by_day, contrast(day.brand, day.tint))
    yield Contrast(_("Texte sur bouton"), by_night, contrast(night.on_brand, night.brand))
    yield Contrast(_("Lien sur fond sombre"), by_night, contrast(night.brand, written(DARK_SURFACE)))
    yield Contrast(_("Lien sur ligne cochée"), by_night, contrast(night.brand, night.tint))
