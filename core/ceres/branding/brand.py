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

    @classmethod
    def of(cls, site: SiteSettings, branding: Branding, language: str) -> Brand:
        """Return the brand in one language: what the site's file says, else its branding, else the portal's own."""
        defaults = SiteSettings()
        own = {name: getattr(defaults, name) for name in SETTINGS}
        dressed = {name: texts[language] for name, texts in branding.texts.items()}
        said = {name: value for name in SETTINGS if (value := getattr(site, name)) != own[name]}
        static = branding.part("static")
        logo = str(static / branding.logo) if static and branding.logo else LOGO
        return cls(**{"subtitle": _("Résultats de biologie médicale"), "guide_url": "", "logo": logo, **own, **dressed, **said})

    def translated(self, translate: Callable[[str], str]) -> Brand:
        """Return the brand in one language; what no catalogue knows stays as the site wrote it."""
        texts = (each.name for each in fields(self) if each.name not in ("name", "logo", "support_email", "guide_url"))
        return replace(self, **{name: translate(text) for name in texts if (text := getattr(self, name))})
