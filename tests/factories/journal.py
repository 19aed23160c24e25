"""What the journal of a test site holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import select

from ceres.audit.models import AuditEvent

if TYPE_CHECKING:
    from ceres.app import Site


def events(site: Site, *actions: str) -> list[AuditEvent]:
    """Return the events with one of these actions (all without any), oldest first."""
    with site.database.read() as db:
        found = db.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    return [event for event in found if not actions or event.action in actions]
