"""Forgets what people asked for and never did: ways in, and addresses nobody confirmed."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete

from ceres.accounts.models import EmailChange, PasswordReset, ResetKind

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def purge_demands(db: Session, now: datetime) -> None:
    """Delete the demands that have expired; what the site gave stays: the administration shows that it expired."""
    lost = delete(PasswordReset).where(PasswordReset.kind == ResetKind.LOST, PasswordReset.expires_at <= now)
    for expired in (lost, delete(EmailChange).where(EmailChange.expires_at <= now)):
        db.execute(expired, execution_options={"synchronize_session": False})
