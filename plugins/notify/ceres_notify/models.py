"""What each account wishes, and what it is still to be told."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from ceres.api import Base, BigId, NotificationKind, UtcDateTime, enum_column


class Frequency(StrEnum):
    """How often somebody wishes to be told."""

    IMMEDIATE = "immediate"
    HOURLY = "hourly"  # at most once an hour
    DAILY = "daily"  # at an hour of the site's day


class NotifyPreference(Base):
    """The wishes of one account; no row means none: nobody is written to without having asked for it."""

    __tablename__ = "notify_preference"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    enabled: Mapped[bool] = mapped_column(Boolean, default=False)
    frequency: Mapped[Frequency] = mapped_column(enum_column(Frequency), default=Frequency.HOURLY)
    hour: Mapped[int] = mapped_column(Integer, default=7)  # of the daily message
    quiet_from: Mapped[int | None] = mapped_column(Integer)  # hour; none: no quiet hours
    quiet_until: Mapped[int | None] = mapped_column(Integer)  # hour, excluded
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class NotifyPending(Base):
    """One report an account is still to be told of."""

    __tablename__ = "notify_pending"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    kind: Mapped[NotificationKind] = mapped_column(enum_column(NotificationKind))
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
