"""The form of « Apparence »: what each field holds, where it comes from, and what was typed over it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyramid.i18n import TranslationStringFactory
from pyramid.interfaces import ILocalizer

from ceres.branding.brand import Brand, fixed
from ceres.branding.rules import LONGEST, NEVER_EMPTY
from ceres.i18n import DOMAIN

if TYPE_CHECKING:
    from pyramid.registry import Registry

    from ceres.branding.looks import Look, Looks

_ = TranslationStringFactory("ceres")

TITLES: Mapping[str, str] = {
    "name": _("Nom court"),
    "subtitle": _("Sous-titre"),
    "nip_label": _("Libellé du NIP"),
    "number_label": _("Libellé du n° labo"),
    "support_email": _("Adresse du support"),
    "guide_url": _("Adresse du guide"),
    "legal_text": _("Mentions du pied de page"),
}
"""The texts of the form, in its order."""
ONE_FOR_ALL = frozenset({"name", "support_email"})  # the same in every language
LONG = frozenset({"legal_text"})


@dataclass(frozen=True, slots=True)
class TextField:
    """One text, in each language or in all of them at once."""

    key: str
    title: str  # msgid
    values: Mapping[str, str]  # by language; of one for all, the first
    origin: str  # msgid
    fixed: bool  # the site's file says it
    long: bool
    longest: int
    required: bool


class LookForm:
    """Reads and fills the form."""

    def __init__(self, looks: Looks, registry: Registry) -> None:
        self._looks = looks
        self._fixed = fixed(registry["ceres.site"].settings.site)
        self._words = {language: translator(registry, language) for language in looks.folder.languages}

    def brands(self, look: Look) -> Mapping[str, Brand]:
        """Return a look in words, by language."""
        return {language: look.brands[language].translated(self._words[language]) for language in self._looks.folder.languages}

    def said(self, typed: Mapping[str, str], logo: str) -> dict[str, Any]:
        """Return what the form says otherwise than the folder does."""
        folder = self.brands(self._looks.made_of({}))
        said: dict[str, Any] = {}
        for key in TITLES:
            values = {language: tidied(typed.get(name, "")) for language, name in self._names(key).items()}
            if key not in self._fixed and any(tidied(getattr(folder[language], key)) != text for language, text in values.items()):
                said[key] = next(iter(values.values())) if len(values) == 1 else values
        colour = typed.get("colour", "").strip().lower()
        if colour != next(iter(folder.values())).colour:
            said["colour"] = colour
        return said | ({"logo": logo} if logo else {})

    def fields(self, look: Look, typed: Mapping[str, str] | None = None) -> list[TextField]:
        """Return the texts of a look, or what was typed, which may be wrong."""
        brands = self.brands(look)
        return [self._field(key, look, brands, typed) for key in TITLES]

    def _field(self, key: str, look: Look, brands: Mapping[str, Brand], typed: Mapping[str, str] | None) -> TextField:
        shown = {language: getattr(brands[language], key) for language in self._names(key)}
        if typed is not None and key not in self._fixed:
            shown = {language: typed.get(name, "") for language, name in self._names(key).items()}
        return TextField(
            key, TITLES[key], shown, self._origin(key, look), key in self._fixed, key in LONG, LONGEST[key], key in NEVER_EMPTY
        )

    def _names(self, key: str) -> dict[str, str]:
        """Return the names of the fields of a text, by language."""
        languages = self._looks.folder.languages
        return {language: f"{key}.{language}" for language in (languages[:1] if key in ONE_FOR_ALL else languages)}

    def _origin(self, key: str, look: Look) -> str:
        if key in self._fixed:
            return str(_("fixé par ceres.toml"))
        if key in look.said:
            return str(_("choisi ici"))
        return str(_("du dossier d’habillage") if key in self._looks.folder.texts else _("d’origine"))


def tidied(text: str) -> str:
    """Return a text on its lines, as it is kept and compared."""
    return "\n".join(line.strip() for line in text.replace("\r\n", "\n").strip().split("\n"))


def translator(registry: Registry, language: str) -> Callable[[str], str]:
    """Return what translates into a language, whatever that of the request is."""
    localizer = registry.getUtility(ILocalizer, name=language)
    return lambda text: str(localizer.translate(text, domain=DOMAIN))
