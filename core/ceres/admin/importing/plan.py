"""What an import does, line by line."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from ceres.accounts.importing.lines import NOTHING

if TYPE_CHECKING:
    from pyramid.i18n import TranslationString

    from ceres.accounts.importing.lines import WantedAccount
    from ceres.accounts.mandates import Period


class Verdict(StrEnum):
    """What becomes of a line."""

    CREATED = "created"
    COMPLETED = "completed"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the file, and what it does."""

    number: int
    login: str
    verdict: Verdict
    said: tuple[TranslationString, ...] = ()  # what changes, or why it is refused
    wanted: WantedAccount = NOTHING
    codes: tuple[str, ...] = ()  # of the prescribers whose reports it will read, and does not yet
    period: Period | None = None  # of those mandates


@dataclass(frozen=True, slots=True)
class Plan:
    """All lines, in the order of the file."""

    file_hash: str  # SHA-256
    steps: Sequence[Step]

    @property
    def counts(self) -> Mapping[Verdict, int]:
        """How many lines have each verdict."""
        found = Counter(step.verdict for step in self.steps)
        return {verdict: found[verdict] for verdict in Verdict}

    @property
    def changes(self) -> int:
        """How many accounts are opened or completed."""
        return self.counts[Verdict.CREATED] + self.counts[Verdict.COMPLETED]

    @property
    def seal(self) -> str:
        """What this plan has of its own: the file, and what each line does to the site as it is."""
        steps = [f"{step.number} {step.verdict} {' '.join(each.interpolate() for each in step.said)}" for step in self.steps]
        return hashlib.sha256("\n".join([self.file_hash, *steps]).encode()).hexdigest()
