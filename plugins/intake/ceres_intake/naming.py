"""Names given to sections by the administration: given, taken back, and the messages that wait for one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import Row, func, select

from ceres.api import AuditEntry, Quarantine, QuarantineState, Receipt
from ceres_intake.models import IntakeAwaitedSection, IntakeSectionName
from ceres_intake.names import CODE_LENGTH, code_of
from ceres_intake.reasons import Reason
from ceres_intake.sources.keys import Unfit, sender

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

NAME_LENGTH = 60  # characters: what the column of a list can show
LOGIN_LENGTH = 80
WAITING = (Quarantine.state == QuarantineState.WAITING, Quarantine.reason == Reason.UNMAPPED_SECTION.value)


class BadSource(ValueError):
    """No system is called so."""


class BadCode(ValueError):
    """A code is empty, too long or holds characters that nobody sees."""


class BadName(ValueError):
    """A name is empty, too long or holds characters that nobody sees."""


@dataclass(frozen=True, slots=True)
class AwaitedSection:
    """A word whose messages wait in quarantine."""

    source: str
    code: str
    messages: int
    last_received_at: datetime


class SectionDesk:
    """Names sections, in the transaction of ``db``."""

    def __init__(self, db: Session, record: Callable[[AuditEntry], object], now: datetime, by: str) -> None:
        """Act for the login ``by``."""
        self._db = db
        self._record = record
        self._now = now
        self._by = by[:LOGIN_LENGTH]

    def named(self) -> Sequence[IntakeSectionName]:
        """Return the names in force, source by source."""
        return self._db.scalars(select(IntakeSectionName).order_by(IntakeSectionName.source, IntakeSectionName.code)).all()

    def name(self, source: str, code: str, section: str) -> None:
        """Call ``section`` what ``source`` calls ``code``, from the next message on, in every process.

        Raises:
            BadSource, BadCode, BadName: what was typed cannot be one.
        """
        source, code, section = _source(source), code_of(_text(code, CODE_LENGTH, BadCode)), _text(section, NAME_LENGTH, BadName)
        row = self._db.get(IntakeSectionName, (source, code))
        former = row.section if row else ""
        self._db.merge(IntakeSectionName(source=source, code=code, section=section, said_by=self._by, said_at=self._now))
        self._trace("intake.map", source, code, section=section, former=former)

    def forget(self, source: str, code: str) -> bool:
        """Take the name back; return whether there was one."""
        row = self._db.get(IntakeSectionName, (source, code_of(code)))
        if row is None:
            return False
        self._db.delete(row)
        self._trace("intake.unmap", row.source, row.code, former=row.section)
        return True

    def awaited(self) -> Sequence[AwaitedSection]:
        """Return the words that messages wait for, source by source."""
        columns = IntakeAwaitedSection.source, IntakeAwaitedSection.code
        counted = select(*columns, func.count(Quarantine.id), func.max(Receipt.received_at)).select_from(IntakeAwaitedSection)
        found = counted.join(Receipt, Receipt.message_sha256 == IntakeAwaitedSection.message_sha256)
        waiting = found.join(Quarantine, Quarantine.receipt_id == Receipt.id).where(*WAITING)
        return [_awaited(row) for row in self._db.execute(waiting.group_by(*columns).order_by(*columns))]

    def waiting_for(self, source: str, code: str, after: int, limit: int) -> Sequence[int]:
        """Return the numbers of the messages that wait for this word, from the one that follows ``after`` on."""
        of_word = IntakeAwaitedSection.source == source, IntakeAwaitedSection.code == code
        joined = select(Quarantine.id).join(Receipt, Quarantine.receipt_id == Receipt.id)
        joined = joined.join(IntakeAwaitedSection, IntakeAwaitedSection.message_sha256 == Receipt.message_sha256)
        chosen = joined.where(*of_word, *WAITING, Quarantine.id > after)
        return self._db.scalars(chosen.order_by(Quarantine.id).limit(limit)).all()

    def _trace(self, action: str, source: str, code: str, **said: str) -> None:
        self._record(AuditEntry(action, object_type="section", object_id=code, detail={"source": source, **said}))


def _awaited(row: Row[*tuple[Any, ...]]) -> AwaitedSection:
    return AwaitedSection(*tuple(row))


def _source(text: str) -> str:
    try:
        return _text(sender(text), CODE_LENGTH, BadSource)
    except Unfit as unfit:
        raise BadSource(str(unfit)) from unfit


def _text(text: str, length: int, wrong: type[ValueError]) -> str:
    text = " ".join(text.split())
    if not text.isprintable() or not 0 < len(text) <= length:
        raise wrong(text)
    return text
