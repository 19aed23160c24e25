"""What makes an announcement fit to be shown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from ceres.api import AnnouncementLevel
from ceres_banner.models import Audience

LONGEST = 280  # characters


class AnnouncementRefused(Exception):
    """The act is refused; nothing was written. ``str()`` is the French sentence for the person."""


class BadText(AnnouncementRefused):
    """A text is empty, too long or not visible."""

    def __init__(self) -> None:
        super().__init__(f"Le texte d’une annonce comporte de 1 à {LONGEST} caractères visibles, sur une ligne.")


class BadPeriod(AnnouncementRefused):
    """The announcement would never be shown."""

    def __init__(self) -> None:
        super().__init__("L’annonce finirait avant de commencer, ou est déjà finie : elle ne serait jamais affichée.")


class UnknownAnnouncement(AnnouncementRefused):
    """There is no such announcement."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Aucune annonce ne porte le numéro {number}.")


@dataclass(frozen=True, slots=True)
class Draft:
    """An announcement as somebody wrote it."""

    text_fr: str
    starts_at: datetime
    ends_at: datetime | None = None
    text_en: str = ""
    level: AnnouncementLevel = AnnouncementLevel.INFO
    audience: Audience = Audience.BOTH

    def checked(self, now: datetime) -> Draft:
        """Return the draft with its texts tidied.

        Raises:
            BadText: a text cannot be shown.
            BadPeriod: it would be shown at no instant from ``now`` on.
        """
        if self.ends_at is not None and self.ends_at <= max(self.starts_at, now):
            raise BadPeriod
        return replace(self, text_fr=_tidied(self.text_fr), text_en=_tidied(self.text_en) if self.text_en.strip() else "")


def _tidied(text: str) -> str:
    tidied = text.strip()
    # A space that may not break is right before « : » and « ? »; Python does not count it among the printable ones.
    if not tidied or len(tidied) > LONGEST or not tidied.replace("\u00a0", " ").replace("\u202f", " ").isprintable():
        raise BadText
    return tidied
