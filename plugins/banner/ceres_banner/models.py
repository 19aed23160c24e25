"""Announcements, and who has put which one away."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from ceres.api import AnnouncementLevel, Base, BigId, UtcDateTime, enum_column

MAIN_LANGUAGE = "fr"
"""The language that no announcement is without."""

TEXTS: Mapping[str, str] = {MAIN_LANGUAGE: "text_fr", "en": "text_en"}
"""The column of the text in each language of the portal; those that a branding adds stand together in another one."""


class Audience(StrEnum):
    """Where an announcement is shown."""

    BEFORE = "before"  # the log-in page
    AFTER = "after"  # the pages behind it
    BOTH = "both"


class BannerAnnouncement(Base):
    """One announcement of the site; it stays when it has ended."""

    __tablename__ = "banner_announcement"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    text_fr: Mapped[str] = mapped_column(String(280))
    text_en: Mapped[str] = mapped_column(String(280), default="")  # empty: the French one is shown
    other_texts: Mapped[dict[str, str]] = mapped_column(JSON, default=dict, server_default="{}")
    level: Mapped[AnnouncementLevel] = mapped_column(enum_column(AnnouncementLevel))
    audience: Mapped[Audience] = mapped_column(enum_column(Audience))
    starts_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: until somebody ends it
    published_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: a draft, which nobody is shown
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    created_by: Mapped[str] = mapped_column(String(80))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by hand, before its time

    @property
    def texts(self) -> dict[str, str]:
        """The text in each language that it is written in."""
        found = {code: str(getattr(self, column)) for code, column in TEXTS.items()}
        return {code: text for code, text in {**found, **self.other_texts}.items() if text}

    @texts.setter
    def texts(self, texts: Mapping[str, str]) -> None:
        for code, column in TEXTS.items():
            setattr(self, column, texts.get(code, ""))
        self.other_texts = {code: text for code, text in texts.items() if code not in TEXTS}


class BannerDismissal(Base):
    """An account has put an announcement away, until it signs in again."""

    __tablename__ = "banner_dismissal"

    session_id: Mapped[int] = mapped_column(ForeignKey("session.id", ondelete="CASCADE"), primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("banner_announcement.id", ondelete="CASCADE"), primary_key=True, index=True)
