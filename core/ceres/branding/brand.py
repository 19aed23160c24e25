"""What a site shows as its own, in the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import TYPE_CHECKING

from pyramid.i18n import TranslationStringFactory

from ceres.config.settings import SiteSettings

if TYPE_CHECKING:
    from ceres.branding.folder import Branding

_ = TranslationStringFactory("ceres")

DEFAULT_LABELS = (_("N° CHT"), _("NIP"))  # marked here so that they are translated while a site keeps them
LOGO = "ceres.web:static/logo.svg"
COLOUR = "#0b5563"  # --brand of tokens.css
NOT_SAID = frozenset({"name", "logo", "support_email", "guide_url", "colour", "upload"})
"""What no catalogue is asked for."""
SETTINGS = ("name", "number_label", "nip_label", "support_email", "legal_text")


@dataclass(frozen=True, slots=True)
class Brand:
    """Names, labels and contacts of a site; texts are msgids until ``translated``."""

    name: str
    subtitle: str
    logo: str  # static file, as package:path or path
    number_label: str  # the laboratory's number of a request: « N° demande »
    nip_label: str
    support_email: str  # empty: none is shown
    legal_text: str
    guide_url: str  # empty: no link is shown
    colour: str  # as #rrggbb
    upload: str  # a logo that was sent in, which wins over ``logo``; empty: none was

    @classmethod
    def of(cls, site: SiteSettings, branding: Branding, language: str) -> Brand:
        """Return the brand in one language: what the site's file says, else its branding, else the portal's own."""
        defaults = SiteSettings()
        own = {name: getattr(defaults, name) for name in SETTINGS} | {"subtitle": _("Résultats de biologie médicale"), "guide_url": ""}
        dressed = {name: texts[language] for name, texts in branding.texts.items()}
        said = {name: getattr(site, name) for name in fixed(site)}
        static = branding.part("static")
        logo = str(static / branding.logo) if static and branding.logo else LOGO
        return cls(**{**own, **dressed, **said}, logo=logo, colour=branding.colour or COLOUR, upload=branding.upload)

    def translated(self, translate: Callable[[str], str]) -> Brand:
        """Return the brand in one language; what no catalogue knows stays as the site wrote it."""
        texts = (each.name for each in fields(self) if each.name not in NOT_SAID)
        return replace(self, **{name: translate(text) for name in texts if (text := getattr(self, name))})


def fixed(site: SiteSettings) -> frozenset[str]:
    """Return what the site's file says itself, so that nothing else can."""
    defaults = SiteSettings()
    return frozenset(name for name in SETTINGS if getattr(site, name) != getattr(defaults, name))
