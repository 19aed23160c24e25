"""What the site keeps already, as the watcher asks."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from ceres.api import Database, DocumentStore, IntakeOutcome, IntakeResult, QuarantineNotFound, QuarantineQueue
from ceres_intake.taking import Taken
from ceres_intake.watching.notes import Finding

MAY_WAIT = (IntakeOutcome.QUARANTINED, IntakeOutcome.DUPLICATE)


class KeptBySite:
    """Looks it up."""

    def __init__(self, database: Database, documents: DocumentStore) -> None:
        self._database = database
        self._documents = documents

    def finding(self, taken: Taken) -> Finding:
        """Return what became of a message; a duplicate of one that waits in quarantine waits with it."""
        if taken.result.outcome not in MAY_WAIT:
            return Finding(taken)
        try:
            with self._database.read() as db:
                waiting = QuarantineQueue(db).find_waiting(hashlib.sha256(taken.raw).hexdigest())
        except QuarantineNotFound:
            return Finding(taken)
        result = IntakeResult(IntakeOutcome.QUARANTINED, waiting.reason, waiting.explanation)
        return Finding(replace(taken, result=result), waiting.id)

    def has_document(self, content: bytes) -> bool:
        """Return whether these bytes are stored."""
        return self._documents.path(hashlib.sha256(content).hexdigest()) is not None
