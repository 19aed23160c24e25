"""What a message asks for, whatever its format: the few things that an intake can do with it."""

from __future__ import annotations

from dataclasses import dataclass

from ceres.api import IncomingMerge, IncomingPatient, IncomingReport
from ceres_intake.reasons import Reason


@dataclass(frozen=True, slots=True)
class Publish:
    """Show these reports, or hide those they withdraw."""

    reports: tuple[IncomingReport, ...]
    document: str = ""  # number of its own, by which a later message may name it


@dataclass(frozen=True, slots=True)
class Merge:
    """Join patients."""

    merges: tuple[IncomingMerge, ...]


@dataclass(frozen=True, slots=True)
class Unlink:
    """Hold two numbers for two persons'."""

    one: IncomingPatient
    other: IncomingPatient


@dataclass(frozen=True, slots=True)
class Ignore:
    """Nothing: it is understood, and not ours."""

    reason: Reason


Act = Publish | Merge | Unlink | Ignore
