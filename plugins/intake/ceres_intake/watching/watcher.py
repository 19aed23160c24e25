"""One look at the folder: what is whole is taken in, then put away; killed in between, it is taken in again as a duplicate."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from ceres.api import IntakeOutcome, IntakeResult
from ceres_intake.documents.pdf import is_pdf
from ceres_intake.files import HPRIM_SUFFIX, UnreadableFile
from ceres_intake.reasons import Reason
from ceres_intake.taking import Intake, Taken, refused
from ceres_intake.watching.folder import DropFolder, Shelf
from ceres_intake.watching.notes import Finding, note
from ceres_intake.watching.parcels import Parcel, Sorting
from ceres_intake.watching.settling import Settling

SWEEP_EVERY = 3600.0  # seconds


class Kept(Protocol):
    """What the site keeps already."""

    def finding(self, taken: Taken) -> Finding:
        """Return what became of a message, with its number where it waits in quarantine."""

    def has_document(self, content: bytes) -> bool:
        """Return whether these bytes are a document, or a message, that is stored."""


@dataclass(frozen=True, slots=True)
class Site:
    """What the watcher needs of the site."""

    intake: Intake
    kept: Kept
    now: Callable[[], datetime]  # in the site's zone
    keep: timedelta  # done files


@dataclass(slots=True)
class Look:
    """What one look did."""

    outcomes: Counter[IntakeOutcome] = field(default_factory=Counter)
    pending: int = 0  # files that are not whole yet, or wait for another one
    stuck: int = 0  # files that cannot be taken in or moved now: they are tried again


class Watcher:
    """Looks at one folder."""

    def __init__(self, folder: DropFolder, sorting: Sorting, settling: Settling, site: Site) -> None:
        self._folder = folder
        self._sorting = sorting
        self._settling = settling
        self._site = site
        self._next_sweep = 0.0

    def look(self, stopped: Callable[[], bool] = lambda: False) -> Look:
        """Take in what is whole; ``stopped`` is asked before each file."""
        self._sweep()
        # HPRIM messages first: they take the files they name along.
        done, files = Look(), sorted(self._folder.files(), key=lambda file: file.suffix.casefold() != HPRIM_SUFFIX)
        self._settling.look(files)
        moved: set[Path] = set()
        for file in files:
            if stopped():
                break
            if file not in moved:
                moved.update(self._one(file, files, done))
        return done

    def _one(self, file: Path, files: list[Path], done: Look) -> tuple[Path, ...]:
        if not self._settling.settled(file):
            done.pending += 1
            return ()
        try:
            parcel = self._sorting.parcel(file, files)
        except UnreadableFile as unreadable:
            if not os.path.lexists(file):
                return ()  # another process was quicker
            return self._put_away(Parcel((file,), b""), [Finding(refused(str(file), unreadable.reason))], done)
        if parcel is None:
            done.pending += 1
            return ()
        return self._taken(parcel, done)

    def _taken(self, parcel: Parcel, done: Look) -> tuple[Path, ...]:
        origin = str(parcel.files[0])
        if is_pdf(parcel.data) and self._site.kept.has_document(parcel.data):
            # It came with a message that was put away just before the power went.
            taken = [Taken(origin, "", IntakeResult(IntakeOutcome.DUPLICATE), parcel.data)]
        else:
            taken = [*self._site.intake.take_all(parcel.data, origin)]
        if any(each.result.reason == Reason.STORAGE for each in taken):
            done.stuck += 1  # left where it is: nothing of it is lost
            return ()
        return self._put_away(parcel, [self._site.kept.finding(each) for each in taken], done)

    def _put_away(self, parcel: Parcel, findings: list[Finding], done: Look) -> tuple[Path, ...]:
        done.outcomes.update(finding.taken.result.outcome for finding in findings)
        shelf = shelf_of(findings)
        said = "" if shelf is Shelf.DONE else note(parcel.files[0].name, findings, self._site.now())
        try:
            for file in parcel.files:
                self._folder.put_away(file, shelf, said if file is parcel.files[0] else "", time.time())
        except OSError:
            done.stuck += 1
        return parcel.files

    def _sweep(self) -> None:
        if time.monotonic() >= self._next_sweep:
            self._folder.sweep(time.time() - self._site.keep.total_seconds())
            self._next_sweep = time.monotonic() + SWEEP_EVERY


def shelf_of(findings: list[Finding]) -> Shelf:
    """Return where a file goes: by the worst of its messages."""
    outcomes = {finding.taken.result.outcome for finding in findings}
    if IntakeOutcome.REFUSED in outcomes:
        return Shelf.REFUSED
    return Shelf.QUARANTINE if IntakeOutcome.QUARANTINED in outcomes else Shelf.DONE
