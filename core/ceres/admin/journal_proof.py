"""The badge above the journal, and its verification while somebody waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from ceres.audit.breaks import BreakKind, Verdict
from ceres.audit.verifications import Verifications, conclude, verifier_of

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.config.settings import Settings
    from ceres.db.clock import Clock
    from ceres.db.engine import Database


class Proof(StrEnum):
    """What is known of the chain."""

    INTACT = "intact"
    BROKEN = "broken"
    NO_KEY = "no-key"  # another key signed, or there is none
    UNKNOWN = "unknown"  # never verified


@dataclass(frozen=True, slots=True)
class Badge:
    """The last verification as it is shown."""

    proof: Proof
    at: datetime | None = None
    events: int = 0
    head: str = ""
    entry: int = 0  # where the chain breaks
    asked_at: datetime | None = None  # of a verification under way


class ProofDesk:
    """Shows and asks for verifications, in the transaction of ``db``."""

    def __init__(self, db: Session, database: Database, settings: Settings) -> None:
        self._rows = Verifications(db)
        self._database = database
        self._settings = settings

    def badge(self) -> Badge:
        """Return what is known: one statement, whatever the length of the journal."""
        last, waiting = self._rows.latest()
        asked_at = waiting.asked_at if waiting else None
        if last is None:
            return Badge(Proof.UNKNOWN, asked_at=asked_at)
        if not last.breaks:
            return Badge(Proof.INTACT, last.finished_at, last.events, last.head[:8], asked_at=asked_at)
        first = last.breaks[0]
        proof = Proof.NO_KEY if first["kind"] == BreakKind.KEY else Proof.BROKEN
        return Badge(proof, last.finished_at, last.events, entry=first["event"], asked_at=asked_at)

    def verify(self, login: str, clock: Clock) -> Verdict | None:
        """Verify a short journal at once; leave a long one to the worker and return None."""
        if not self._rows.short():
            self._rows.ask(login, clock())
            return None
        begun = clock()
        verdict = verifier_of(self._database, self._settings).run()
        conclude(self._rows.ask(login, begun), verdict, clock())
        return verdict
