"""Forgets what was asked for and never done: ways in, and addresses nobody confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete

from ceres.accounts.models import EmailChange, PasswordReset

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def purge_demands(db: Session, now: datetime) -> None:
    """Delete the demands that have expired."""
    for table in (PasswordReset, EmailChange):
        db.execute(delete(table).where(table.expires_at <= now), execution_options={"synchronize_session": False})
