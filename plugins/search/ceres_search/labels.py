"""Tabs named after a label of the site."""

from __future__ import annotations

from ceres.api import Request

SHORT = 10  # characters, on a phone
CLEAR = 3  # letters by which a word is still known
VOWELS = "aeiouyàâéèêëîïôûùü"  # no abbreviation ends in one


def by_label(request: Request, label: str) -> str:
    """Return the name of a tab: « Par NIP »."""
    return request.translate("Par ${label}", label=label)


def short(label: str) -> str:
    """Return what a phone has room for: « Hosp. no. » for “Hospital no.”, else its beginning."""
    if len(label) <= SHORT:
        return label
    longest = max(label.split(), key=len)
    kept = longest[: len(longest) - (len(label) - SHORT) - 1].rstrip(VOWELS)
    if " " in label and len(kept) >= CLEAR:
        return label.replace(longest, f"{kept}.")
    return f"{label[: SHORT - 1].rstrip()}…"
