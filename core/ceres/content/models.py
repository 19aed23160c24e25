"""What a site wrote, version by version."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from ceres.db.base import Base, BigId, UtcDateTime


class ContentPage(Base):
    """One version of one page in one language; the highest number is in force, none is ever changed."""

    __tablename__ = "content_page"
    __table_args__ = (UniqueConstraint("slug", "language", "number"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    slug: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(8))
    number: Mapped[int] = mapped_column(Integer)  # from 1 on; 0 is the text that is shipped
    text: Mapped[str] = mapped_column(Text)  # Markdown
    written_at: Mapped[datetime] = mapped_column(UtcDateTime)
    written_by: Mapped[str] = mapped_column(String(80))
    restores: Mapped[int | None] = mapped_column(Integer)  # the version whose text this one takes up again
