"""Copies seals outside the database: what fails is noted, shown by ``/health`` and tried again, in order, nothing left out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import select

from ceres.audit.models import AuditSeal, AuditSealCopy
from ceres.audit.seal_file import SealFile
from ceres.audit.seal_syslog import SealSyslog
from ceres.audit.seals import Seal, seal_of
from ceres.config.system import system_words
from ceres.db.clock import Clock, utcnow

if TYPE_CHECKING:
    from ceres.config.journal import JournalSettings
    from ceres.db.engine import Database

BATCH = 100  # seals
FILE, SYSLOG = "file", "syslog"


class CopyTrouble(Exception):
    """A copy cannot go on; the message is a French sentence."""


class Place(Protocol):
    """Where seals are copied to."""

    def append(self, seals: Sequence[Seal]) -> None:
        """Add seals after those that are there; OSError when it cannot be done."""


class SealCopies:
    """The copies that a site asks for."""

    def __init__(self, database: Database, settings: JournalSettings, clock: Clock = utcnow) -> None:
        self._database = database
        self._settings = settings
        self._now = clock

    def run(self, stopping: Callable[[], bool] = lambda: False) -> dict[str, str]:
        """Bring every copy up to date; return what went wrong, by place."""
        return {place: error for place, copy in self._places().items() if (error := self._attempt(place, copy, stopping))}

    def _places(self) -> dict[str, Callable[[Callable[[], bool]], None]]:
        found: dict[str, Callable[[Callable[[], bool]], None]] = {}
        if self._settings.seal_file:
            found[FILE] = self._to_file
        if self._settings.syslog:
            found[SYSLOG] = self._to_syslog
        return found

    def _attempt(self, place: str, copy: Callable[[Callable[[], bool]], None], stopping: Callable[[], bool]) -> str:
        try:
            copy(stopping)
        except OSError as error:
            said = system_words(error)
        except CopyTrouble as trouble:
            said = str(trouble)
        else:
            said = ""
        self._note(place, error=said[:200])
        return said

    def _to_file(self, stopping: Callable[[], bool]) -> None:
        """Go on from the file's own last line: it is what counts, whatever the database says of it."""
        file = SealFile(Path(self._settings.seal_file))
        last = file.last()
        number = last.number if last else 0
        if last and last.seal_hash != self._hash_of(number):
            raise CopyTrouble(f"le sceau {number} de la base n’est pas celui de la copie ; lancer « ceres journal verify ».")
        self._copy(FILE, file, number, stopping)

    def _to_syslog(self, stopping: Callable[[], bool]) -> None:
        with self._database.read() as db:
            row = db.get(AuditSealCopy, SYSLOG)
        self._copy(SYSLOG, SealSyslog(self._settings.syslog), row.number if row else 0, stopping)

    def _copy(self, name: str, place: Place, number: int, stopping: Callable[[], bool]) -> None:
        while not stopping() and (seals := self._after(number)):
            place.append(seals)
            number = seals[-1].number
            self._note(name, number)

    def _after(self, number: int) -> list[Seal]:
        with self._database.read() as db:
            rows = db.scalars(select(AuditSeal).where(AuditSeal.number > number).order_by(AuditSeal.number).limit(BATCH))
            return [seal_of(row) for row in rows]

    def _hash_of(self, number: int) -> str | None:
        with self._database.read() as db:
            return db.scalar(select(AuditSeal.seal_hash).where(AuditSeal.number == number))

    def _note(self, place: str, number: int | None = None, error: str = "") -> None:
        with self._database.read() as db:
            known = db.get(AuditSealCopy, place)
        if known is not None and number is None and known.error == error:
            return  # nothing new: an idle site writes nothing
        with self._database.write() as db:
            row = db.get(AuditSealCopy, place)
            if row is None:
                db.add(row := AuditSealCopy(place=place, number=0))
            row.error = error
            if number is not None:
                row.number, row.copied_at = number, self._now()
