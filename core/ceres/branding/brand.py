"""What a site shows as its own, in the language of the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pyramid.i18n import TranslationStringFactory

if TYPE_CHECKING:
    from ceres.config.settings import SiteSettings

_ = TranslationStringFactory("ceres")

DEFAULT_LABELS = (_("N° CHT"), _("NIP"))  # marked here so that they are translated while a site keeps them


@dataclass(frozen=True, slots=True)
class Brand:
    """Names, labels and contacts of a site; texts are msgids until ``translated``."""

    name: str
    subtitle: str
    logo: str  # static file, as package:path
    number_label: str  # the laboratory's number of a request: « N° demande »
    nip_label: str
    support_email: str  # empty: none is shown
    legal_text: str
    guide_url: str  # empty: no link is shown

    @classmethod
    def of(cls, site: SiteSettings) -> Brand:
        """Return the brand that the site's file describes."""
        return cls(
            name=site.name,
            subtitle=_("Résultats de biologie médicale"),
            logo="ceres.web:static/logo.svg",
            number_label=site.number_label,
            nip_label=site.nip_label,
            support_email=site.support_email,
            legal_text=site.legal_text,
            guide_url="",
        )

    def translated(self, translate: Callable[[str], str]) -> Brand:
        """Return the brand in one language; what no catalogue knows stays as the site wrote it."""
        texts = ("subtitle", "number_label", "nip_label", "legal_text")
        return replace(self, **{name: translate(text) for name in texts if (text := getattr(self, name))})
