"""One message in one transaction: its receipt, its reports or its quarantine, its events."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING

from ceres.audit.entry import AuditContext, AuditEntry
from ceres.audit.log import AuditLog
from ceres.reports.incoming import IncomingReport, IntakeResult, PublishedItem
from ceres.reports.models import IntakeOutcome, Withheld
from ceres.reports.publishing.effects import Effects
from ceres.reports.publishing.placing import Origin, Placing
from ceres.reports.publishing.receipts import ReceiptBook
from ceres.reports.publishing.statement import Statement
from ceres.reports.unplaced import NoReport

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.plugins.host import PluginHost
    from ceres.reports.models import Receipt
    from ceres.reports.publishing.cleaning import Envelope
    from ceres.storage import StoredDocument

Content = tuple[IncomingReport, "StoredDocument | None"]
"""A cleaned report, and its document once it is stored."""

ADDRESS = re.compile(r"\[(.+)\]:\d+|([\d.]+):\d+|(.+)")
NOTABLE = (IntakeOutcome.RETRACTED, IntakeOutcome.PUBLISHED, IntakeOutcome.VERSION, IntakeOutcome.DUPLICATE)
"""Outcomes of reports; the first one met names the outcome of their message."""


class Reception:
    """Takes in one message; ``now`` is the instant at which the transaction began to write."""

    def __init__(self, db: Session, plugins: PluginHost, envelope: Envelope, now: datetime) -> None:
        self._db = db
        self._plugins = plugins
        self._envelope = envelope
        self._now = now
        self._book = ReceiptBook(db, now)
        self._record = AuditLog(db, lambda: now).recorder(AuditContext(ip=_address(envelope.origin)))

    def publish(self, contents: Sequence[Content]) -> IntakeResult:
        """Publish the reports, unless the message was received before.

        Raises:
            Unplaced: one of them has no certain place; roll everything back.
        """
        if self._book.find(self._envelope):
            return _duplicate(contents)
        receipt = self._book.write(self._envelope, IntakeOutcome.PUBLISHED)
        return self._concluded(receipt, self._placed(receipt, contents))

    def replay(self, contents: Sequence[Content], by: str) -> IntakeResult:
        """Publish the reports of a message that waits in quarantine, for the account named ``by``.

        Raises:
            Unplaced: one of them still has no certain place; roll everything back.
        """
        receipt = self._book.find(self._envelope)
        quarantine = self._book.waiting(receipt) if receipt else None
        if receipt is None or quarantine is None:
            return _duplicate(contents)
        self._book.release(quarantine, by)
        return self._concluded(receipt, self._placed(receipt, contents), by)

    def wait(self, reason: str, explanation: str) -> IntakeResult:
        """Say why a message that was replayed goes on waiting."""
        receipt = self._book.find(self._envelope)
        quarantine = self._book.waiting(receipt) if receipt else None
        if receipt is None or quarantine is None:
            return IntakeResult(IntakeOutcome.DUPLICATE)
        self._book.explain(receipt, quarantine, reason, explanation)
        return IntakeResult(IntakeOutcome.QUARANTINED, reason, explanation)

    def quarantine(self, reason: str, explanation: str) -> IntakeResult:
        """Keep the message for somebody to look at."""
        if self._book.find(self._envelope):
            return IntakeResult(IntakeOutcome.DUPLICATE)
        receipt = self._book.write(self._envelope, IntakeOutcome.QUARANTINED)
        self._book.set_aside(receipt, reason, explanation)
        return self._concluded(receipt, IntakeResult(IntakeOutcome.QUARANTINED, reason, explanation))

    def ignore(self, reason: str) -> IntakeResult:
        """Remember that the message came, and nothing more."""
        if self._book.find(self._envelope):
            return IntakeResult(IntakeOutcome.DUPLICATE)
        receipt = self._book.write(self._envelope, IntakeOutcome.IGNORED)
        return self._concluded(receipt, IntakeResult(IntakeOutcome.IGNORED, reason))

    def _placed(self, receipt: Receipt, contents: Sequence[Content]) -> IntakeResult:
        if not contents:
            raise NoReport
        hooks = self._plugins.bind(self._plugins.enabled(self._db))
        origin = Origin(self._envelope.source, receipt.id, self._now)
        placing = Placing(self._db, origin, Effects(self._db, self._record, hooks))
        items = tuple(placing.place(Statement(report, document, self._now)) for report, document in contents)
        found = {each.outcome for each in items}
        withheld = next((report.withheld for report, _ in contents if report.withheld is not Withheld.NO), Withheld.NO)
        return IntakeResult(next(outcome for outcome in NOTABLE if outcome in found), withheld.value, items=items)

    def _concluded(self, receipt: Receipt, result: IntakeResult, by: str = "") -> IntakeResult:
        receipt.outcome, receipt.reason = result.outcome, result.reason[:60]
        detail = {
            "source": self._envelope.source,
            "control_id": self._envelope.control_id,
            "outcome": result.outcome.value,
            "reason": result.reason,
            "reports": [each.report_id for each in result.items],
        }
        action = "intake.replay" if by else "intake.message"
        self._record(AuditEntry(action, object_type="message", object_id=self._envelope.sha256, login=by, detail=detail))
        return result


def _duplicate(contents: Sequence[Content]) -> IntakeResult:
    return IntakeResult(IntakeOutcome.DUPLICATE, items=tuple(_duplicate_item(*content) for content in contents))


def _duplicate_item(report: IncomingReport, document: StoredDocument | None) -> PublishedItem:
    digest = document.sha256 if document else ""
    return PublishedItem(IntakeOutcome.DUPLICATE, report.order_number, report.section, report.status, document_sha256=digest)


def _address(origin: str) -> str:
    """Return the address a message came from, without its port; a file's name stays out: it may hold a patient's."""
    host = ADDRESS.fullmatch(origin)
    try:
        return str(ip_address(host[1] or host[2] or host[3])) if host else ""
    except ValueError:
        return ""
