"""When each job ran, and on the embedded database who is running it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ceres.db.base import Base, UtcDateTime


class WorkerJob(Base):
    """One job of the core or of a plugin."""

    __tablename__ = "worker_job"

    name: Mapped[str] = mapped_column(String(120), primary_key=True)  # "core.mail", "notify.deliver"
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    failures: Mapped[int] = mapped_column(Integer, default=0)  # in a row
    holder: Mapped[str] = mapped_column(String(32), default="")  # SQLite only
    lease_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # SQLite only
