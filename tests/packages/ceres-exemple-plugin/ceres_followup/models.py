"""Which reports each account follows, and how it wishes to be reminded."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Boolean, ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ceres.api import Base, UtcDateTime


class FollowupReport(Base):
    """An account follows a report."""

    __tablename__ = "followup_report"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id", ondelete="CASCADE"), primary_key=True, index=True)
    public_id: Mapped[str] = mapped_column(String(32))  # what queries narrow by
    due_at: Mapped[datetime] = mapped_column(UtcDateTime)
    reminded_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # by e-mail


class FollowupPreference(Base):
    """How an account wishes to be reminded; no row: after the site's number of days, without e-mail."""

    __tablename__ = "followup_preference"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    days: Mapped[int] = mapped_column(Integer)
    by_mail: Mapped[bool] = mapped_column(Boolean)
