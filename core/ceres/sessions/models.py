"""Server-side sessions and log-in throttles (OWASP ASVS 5.0 V7; promises 4 and 5)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from ceres.db.base import Base, BigId, Sha256Hex, UtcDateTime, enum_column


class SessionEnd(StrEnum):
    """Why a session ended."""

    LOGOUT = "logout"
    IDLE = "idle"
    ABSOLUTE = "absolute"
    REVOKED = "revoked"


class LoginSession(Base):
    """One signed-in browser; the cookie's value is never stored, only its SHA-256."""

    __tablename__ = "session"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)  # what the journal shows
    token_hash: Mapped[str] = mapped_column(Sha256Hex, unique=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), index=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seen_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    authenticated_at: Mapped[datetime] = mapped_column(UtcDateTime)  # last time the password was given
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    end_reason: Mapped[SessionEnd | None] = mapped_column(enum_column(SessionEnd))
    ip: Mapped[str] = mapped_column(String(45), default="")
    user_agent: Mapped[str] = mapped_column(String(300), default="")
    previous_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)  # "Dernière connexion le …"
    previous_login_ip: Mapped[str] = mapped_column(String(45), default="")


class LoginThrottle(Base):
    """Failures counted for one account name (``login:…``, case-folded) or one address (``ip:…``)."""

    __tablename__ = "login_throttle"

    key: Mapped[str] = mapped_column(String(120), primary_key=True)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    blocks: Mapped[int] = mapped_column(Integer, default=0)  # suspensions so far: each one lasts longer
    last_failure_at: Mapped[datetime] = mapped_column(UtcDateTime)
    blocked_until: Mapped[datetime | None] = mapped_column(UtcDateTime)
