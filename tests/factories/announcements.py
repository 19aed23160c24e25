"""Announcements of the banner, written straight to the database."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from ceres.api import AnnouncementLevel
from ceres_banner.models import Audience, BannerAnnouncement


def add_announcement(db: Session, text_fr: str = "Le guide est à jour.", **values: Any) -> BannerAnnouncement:
    """Add an announcement shown everywhere, from long ago on, unless ``values`` say otherwise."""
    long_ago = datetime(2020, 1, 1, tzinfo=UTC)
    usual = {
        "level": AnnouncementLevel.INFO,
        "audience": Audience.BOTH,
        "starts_at": long_ago,
        "created_at": long_ago,
        "published_at": long_ago,
        "created_by": "test",
    }
    announcement = BannerAnnouncement(text_fr=text_fr, **(usual | values))
    db.add(announcement)
    db.flush()
    return announcement
