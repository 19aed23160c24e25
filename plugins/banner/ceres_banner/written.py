"""What makes an announcement fit to be shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from ceres.api import AnnouncementLevel
from ceres_banner.models import MAIN_LANGUAGE, Audience

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


class BadPlace(AnnouncementRefused):
    """The announcement would be shown nowhere."""

    def __init__(self) -> None:
        super().__init__("Il faut dire où l’annonce est affichée.")


class UnknownAnnouncement(AnnouncementRefused):
    """There is no such announcement."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Aucune annonce ne porte le numéro {number}.")


class EndedAnnouncement(AnnouncementRefused):
    """The announcement is over: it stays as people saw it."""

    def __init__(self, number: int) -> None:
        super().__init__(f"L’annonce {number} est terminée : en publier une nouvelle.")


class NotADraft(AnnouncementRefused):
    """People may have seen it: it is not removed."""

    def __init__(self, number: int) -> None:
        super().__init__(f"L’annonce {number} a été publiée : elle se termine, elle ne se supprime pas.")


class StillADraft(AnnouncementRefused):
    """Nobody sees it: there is nothing to end."""

    def __init__(self, number: int) -> None:
        super().__init__(f"L’annonce {number} est un brouillon : la publier ou la supprimer.")


@dataclass(frozen=True, slots=True)
class Written:
    """An announcement as somebody wrote it: its text in each language, the main one at least."""

    texts: Mapping[str, str]
    starts_at: datetime
    ends_at: datetime | None = None
    level: AnnouncementLevel = AnnouncementLevel.INFO
    audience: Audience = Audience.BOTH

    def tidied(self) -> Written:
        """Return it with its texts tidied.

        Raises:
            BadText: a text could not be shown.
        """
        texts = {code: _tidied(text) for code, text in self.texts.items() if text.strip() or code == MAIN_LANGUAGE}
        return replace(self, texts=texts)

    def checked(self, now: datetime) -> Written:
        """Return it fit to be shown, its texts tidied.

        Raises:
            BadText: a text cannot be shown.
            BadPeriod: it would be shown at no instant from ``now`` on.
        """
        if self.ends_at is not None and self.ends_at <= max(self.starts_at, now):
            raise BadPeriod
        return self.tidied()


def _tidied(text: str) -> str:
    tidied = text.strip()
    # A space that may not break is right before « : » and « ? »; Python does not count it among the printable ones.
    if not tidied or len(tidied) > LONGEST or not tidied.replace("\u00a0", " ").replace("\u202f", " ").isprintable():
        raise BadText
    return tidied
