"""What may stand in a branding, wherever it is written: in ``branding.toml`` or on the page « Apparence »."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pyramid.i18n import TranslationStringFactory

from ceres.branding.colours import is_colour, nearest_readable, readable
from ceres.config.checks import email
from ceres.config.values import hint

_ = TranslationStringFactory("ceres")

LONGEST: Mapping[str, int] = {
    "name": 60,
    "subtitle": 120,
    "number_label": 40,
    "nip_label": 40,
    "support_email": 254,
    "legal_text": 2000,
    "guide_url": 500,
}
"""Keys whose value is a text, or one text a language: { fr = "…", en = "…" }; with the most characters of each."""
TEXTS = tuple(LONGEST)
KEYS = (*TEXTS, "colour", "logo")
NEVER_EMPTY = ("name", "number_label", "nip_label")
LINES = "\n\t"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend; ``text`` is a message to translate."""

    key: str
    text: Any
    tried: bool = False  # whether a draft may hold it: it is seen before it is mended

    def __str__(self) -> str:
        return f"{self.key} : {self.text.interpolate()}"


def problems(table: Mapping[str, Any], languages: Sequence[str]) -> Iterator[Problem]:
    """Find what is wrong with the keys of a branding, its logo excepted."""
    for key in sorted(table.keys() - set(KEYS)):
        yield Problem(key, _("clé inconnue${hint} ; la corriger ou la retirer.", mapping={"hint": hint(key, KEYS)}))
    for key in TEXTS:
        if key in table:
            yield from _of_text(key, table[key], languages)
    if "colour" in table:
        yield from _of_colour(table["colour"])


def by_language(value: str | Mapping[str, str], languages: Sequence[str]) -> Mapping[str, str]:
    """Return the text in each language: what one lacks is said as in the first that has it."""
    if isinstance(value, str):
        return dict.fromkeys(languages, value)
    return {language: value.get(language) or next((text for text in value.values() if text), "") for language in languages}


def _of_text(key: str, value: object, languages: Sequence[str]) -> Iterator[Problem]:
    texts = list(value.values()) if isinstance(value, dict) else [value]
    unknown = value.keys() - set(languages) if isinstance(value, dict) else ()
    if unknown or not texts or not all(isinstance(text, str) for text in texts):
        yield Problem(key, _("il faut un texte, ou un texte par langue (${languages}).", mapping={"languages": ", ".join(languages)}))
        return
    said = [str(text) for text in texts]
    if any(len(text) > LONGEST[key] for text in said):
        yield Problem(key, _("ce texte dépasse ${longest} caractères.", mapping={"longest": str(LONGEST[key])}))
    if any(not char.isprintable() and char not in LINES and not char.isspace() for text in said for char in text):
        yield Problem(key, _("ce texte contient un caractère de commande."))
    if key in NEVER_EMPTY and not any(text.strip() for text in said):
        yield Problem(key, _("il faut un texte."))
    if key == "support_email" and any(email(text) for text in said):
        yield Problem(key, _("ce n’est pas une adresse électronique (exemple : ceres@exemple.nc)."))
    if key == "guide_url" and not all(text.startswith(("https://", "http://", "/pages/")) for text in said if text):
        yield Problem(key, _("il faut une adresse complète (exemple : https://exemple.nc/guide)."))


def _of_colour(colour: object) -> Iterator[Problem]:
    if not isinstance(colour, str) or not is_colour(colour):
        yield Problem("colour", _("« ${colour} » n’est pas une couleur (exemple : #0b5563).", mapping={"colour": str(colour)}))
    elif not readable(colour):
        mapping = {"colour": colour, "darker": nearest_readable(colour)}
        text = _("${colour} est trop claire pour être lue sur fond blanc ; prendre une couleur plus foncée : ${darker}.", mapping=mapping)
        yield Problem("colour", text, tried=True)
