"""What administrators made of the look of their site, version by version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from ceres.db.base import Base, UtcDateTime

DRAFT = 1  # there is one draft, everybody's


class BrandingVersion(Base):
    """One look that was published; the highest number is in force, none is ever changed, none at all means the folder's."""

    __tablename__ = "branding_version"

    number: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    mark: Mapped[str] = mapped_column(String(16))  # by which processes know it: also after a restored back-up, never that of another
    said: Mapped[str] = mapped_column(Text)  # JSON: the keys of branding.toml that differ from the folder's
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by: Mapped[str] = mapped_column(String(80))
    restores: Mapped[int | None] = mapped_column(Integer)  # the version it takes up again; 0 is the folder's look


class BrandingDraft(Base):
    """What is being tried, and nobody sees yet."""

    __tablename__ = "branding_draft"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    said: Mapped[str] = mapped_column(Text)
    saved_at: Mapped[datetime] = mapped_column(UtcDateTime)
    saved_by: Mapped[str] = mapped_column(String(80))


class BrandingLogo(Base):
    """A picture that was sent in, checked and written anew; its name is the hash of its content."""

    __tablename__ = "branding_logo"

    name: Mapped[str] = mapped_column(String(80), primary_key=True)
    content: Mapped[bytes] = mapped_column(LargeBinary)
