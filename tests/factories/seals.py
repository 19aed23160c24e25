"""Journals with seals on a test site."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import select, text

from ceres.app import Site
from ceres.audit.breaks import BreakKind, Verdict
from ceres.audit.entry import AuditContext, AuditEntry
from ceres.audit.key import read_key
from ceres.audit.log import AuditLog
from ceres.audit.models import AuditEvent, AuditSeal
from ceres.audit.sealing import Sealer
from ceres.audit.verifying import Verifier
from ceres.db.clock import utcnow

WHO = AuditContext(login="h.marchand", ip="192.0.2.7")
EACH = 5


def write_events(site: Site, count: int = EACH, at: datetime | None = None) -> list[int]:
    """Write events and return their numbers."""
    with site.database.write() as db:
        log = AuditLog(db, (lambda: at) if at else utcnow)
        log.append_all([AuditEntry("report.read", object_id=str(place)) for place in range(count)], WHO)
    return numbers(site)[-count:]


def write_sealed(site: Site, seals: int = 4, each: int = EACH) -> list[int]:
    """Write events under so many seals and return their numbers."""
    for _ in range(seals):
        write_events(site, each)
        make_sealer(site).seal()
    return numbers(site)[-seals * each :]


def numbers(site: Site) -> list[int]:
    """Return the numbers of all events."""
    with site.database.read() as db:
        return list(db.scalars(select(AuditEvent.id).order_by(AuditEvent.id)))


def seals_of(site: Site) -> list[AuditSeal]:
    """Return all seals."""
    with site.database.read() as db:
        return list(db.scalars(select(AuditSeal).order_by(AuditSeal.number)))


def make_sealer(site: Site, most: int = 5000) -> Sealer:
    """Return a sealer with the key of the site."""
    return Sealer(site.database, site.settings.journal.key_file, most=most)


def verdict_of(site: Site, copy: Path | None = None) -> Verdict:
    """Verify the journal."""
    return Verifier(site.database, read_key(site.settings.journal.key_file), copy).run()


def tamper(site: Site, *statements: str, **values: object) -> None:
    """Do behind the portal's back what only the database's owner can."""
    with site.database.write() as db:
        for statement in statements:
            db.execute(text(statement), values)


def named(verdict: Verdict) -> list[tuple[BreakKind, int]]:
    """Return what was found, event by event."""
    return [(each.kind, number) for each in verdict.breaks for number in range(each.event, each.last + 1)]
