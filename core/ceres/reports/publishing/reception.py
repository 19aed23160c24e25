"""One message in one transaction: its receipt, its reports or its quarantine, its events."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from ipaddress import ip_address
from typing import TYPE_CHECKING

from ceres.audit.entry import AuditContext, AuditEntry
from ceres.audit.log import AuditLog
from ceres.reports.incoming import IncomingMerge, IncomingPatient, IncomingReport, IntakeResult, PublishedItem
from ceres.reports.models import IntakeOutcome, Withheld
from ceres.reports.publishing.effects import Effects
from ceres.reports.publishing.merging import Merging
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

Detail = Mapping[str, "str | int | bool | list[str]"]

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
        self._entries: list[AuditEntry] = []  # written together, at the end
        self._record = self._entries.append

    def publish(self, contents: Sequence[Content], by: str = "") -> IntakeResult:
        """Publish the reports, unless the message was received before; ``by`` is the login of who replays it.

        Raises:
            Unplaced: one of them has no certain place; roll everything back.
        """
        return self._received(lambda receipt: self._placed(receipt, contents), by) or _duplicate(contents)

    def merge(self, merges: Sequence[IncomingMerge], by: str = "") -> IntakeResult:
        """Join patients, unless the message was received before.

        Raises:
            Unplaced: it is not certain that they are one person; roll everything back.
        """
        return self._received(lambda _: self._merged(merges), by) or IntakeResult(IntakeOutcome.DUPLICATE)

    def unlink(self, one: IncomingPatient, other: IncomingPatient, by: str = "") -> IntakeResult:
        """Take note that two numbers are two persons'.

        Raises:
            Unplaced: they are one here.
        """
        return self._received(lambda _: self._unlinked(one, other), by) or IntakeResult(IntakeOutcome.DUPLICATE)

    def wait(self, reason: str, explanation: str) -> IntakeResult:
        """Say why a message that was replayed goes on waiting."""
        receipt = self._book.find(self._envelope)
        quarantine = self._book.waiting(receipt) if receipt else None
        if receipt is None or quarantine is None:
            return IntakeResult(IntakeOutcome.DUPLICATE)
        self._book.explain(receipt, quarantine, reason, explanation)
        return IntakeResult(IntakeOutcome.QUARANTINED, reason, explanation)

    def dismiss(self, why: str, by: str) -> IntakeResult:
        """Put away for good a message that waits, which somebody has judged."""
        receipt = self._book.find(self._envelope)
        quarantine = self._book.waiting(receipt) if receipt else None
        if receipt is None or quarantine is None:
            return IntakeResult(IntakeOutcome.DUPLICATE)
        self._book.dismiss(quarantine, by)
        detail: Detail = {"source": self._envelope.source, "reason": quarantine.reason, "why": why}
        self._trace("intake.dismiss", by, detail)
        return IntakeResult(IntakeOutcome.IGNORED, quarantine.reason)

    def quarantine(self, reason: str, explanation: str) -> IntakeResult:
        """Keep the message for somebody to look at."""
        if self._book.knows(self._envelope):
            return IntakeResult(IntakeOutcome.DUPLICATE)
        receipt = self._book.write(self._envelope, IntakeOutcome.QUARANTINED, reason)
        self._book.set_aside(receipt, reason, explanation)
        return self._concluded(receipt, IntakeResult(IntakeOutcome.QUARANTINED, reason, explanation))

    def ignore(self, reason: str) -> IntakeResult:
        """Remember that the message came, and nothing more."""
        if self._book.knows(self._envelope):
            return IntakeResult(IntakeOutcome.DUPLICATE)
        receipt = self._book.write(self._envelope, IntakeOutcome.IGNORED, reason)
        return self._concluded(receipt, IntakeResult(IntakeOutcome.IGNORED, reason))

    def _received(self, work: Callable[[Receipt], IntakeResult], by: str) -> IntakeResult | None:
        """Return what ``work`` makes of the message; None when it was received before, or waits no more."""
        if by:
            receipt = self._book.find(self._envelope)
            quarantine = self._book.waiting(receipt) if receipt else None
            if receipt is None or quarantine is None:
                return None
            self._book.release(quarantine, by)
        elif self._book.knows(self._envelope):
            return None
        else:
            receipt = self._book.write(self._envelope, IntakeOutcome.PUBLISHED)
        return self._concluded(receipt, work(receipt), by)

    def _merged(self, merges: Sequence[IncomingMerge]) -> IntakeResult:
        merging = Merging(self._db, self._envelope.source, self._now, self._record)
        changed = [merging.merge(merge) for merge in merges]
        return IntakeResult(IntakeOutcome.MERGED if any(changed) else IntakeOutcome.DUPLICATE)

    def _unlinked(self, one: IncomingPatient, other: IncomingPatient) -> IntakeResult:
        Merging(self._db, self._envelope.source, self._now, self._record).refuse_unlinking(one, other)
        return IntakeResult(IntakeOutcome.IGNORED, "never_linked")

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
        self._book.conclude(receipt, result.outcome, result.reason)
        detail: Detail = {
            "source": self._envelope.source,
            "control_id": self._envelope.control_id,
            "outcome": result.outcome.value,
            "reason": result.reason,
            "reports": [each.report_id for each in result.items],
        }
        self._trace("intake.replay" if by else "intake.message", by, detail)
        return result

    def _trace(self, action: str, by: str, detail: Detail) -> None:
        """Write what was recorded, and last what became of the message."""
        self._record(AuditEntry(action, object_type="message", object_id=self._envelope.sha256, login=by, detail=detail))
        AuditLog(self._db, lambda: self._now).append_all(self._entries, AuditContext(ip=_address(self._envelope.origin)))


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
