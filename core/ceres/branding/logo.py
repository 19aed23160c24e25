"""A logo that is sent in: checked, written anew, named by its content."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pyramid.i18n import TranslationStringFactory

from ceres.branding.png import SIGNATURE, BadPng, checked_png
from ceres.branding.rules import Problem
from ceres.branding.svg import BadSvg, checked_svg

_ = TranslationStringFactory("ceres")

LARGEST = 200 * 1024  # bytes
TYPES = {"svg": "image/svg+xml", "png": "image/png"}


class BadLogo(Exception):
    """The file is not kept."""

    def __init__(self, text: object) -> None:
        self.problem = Problem("logo", text)
        super().__init__(str(self.problem))


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture that may be served."""

    name: str  # "<sha-256>.svg" or "<sha-256>.png"
    content: bytes


def checked_logo(content: bytes) -> Logo:
    """Return the picture as it will be served; what it is is told by its content, never by its name.

    Raises:
        BadLogo: too large, or not a picture that is let through.
    """
    if len(content) > LARGEST:
        raise BadLogo(_("ce fichier dépasse 200 ko."))
    try:
        kind, written = ("png", checked_png(content)) if content.startswith(SIGNATURE) else ("svg", checked_svg(content))
    except BadPng:
        raise BadLogo(_("ce fichier PNG est abîmé, ou dépasse 2 048 pixels de côté.")) from None
    except BadSvg as error:
        raise BadLogo(error.text) from None
    return Logo(f"{hashlib.sha256(written).hexdigest()}.{kind}", written)
