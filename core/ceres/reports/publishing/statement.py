"""What one message says of one report, and which of two statements counts."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from ceres.reports.incoming import IncomingObservation, IncomingReport
from ceres.reports.models import Report, ReportStatus, ReportVersion, Withheld
from ceres.storage import StoredDocument

UNVERIFIED_SUFFIX = "#unverified"

RANKS = {
    ReportStatus.REGISTERED: 0,
    ReportStatus.PRELIMINARY: 1,
    ReportStatus.UNKNOWN: 2,
    ReportStatus.FINAL: 3,
    ReportStatus.CORRECTED: 4,
    ReportStatus.CANCELLED: 5,
    ReportStatus.RETRACTED: 6,
}


class Standing(NamedTuple):
    """Orders statements: the greater one is in force."""

    answers: bool  # « En cours... » without a document never takes the place of an answer
    at: datetime
    rank: int  # decides between statements of one date: a preliminary never replaces a final


@dataclass(frozen=True, slots=True)
class Statement:
    """One report of one message, its document stored."""

    report: IncomingReport
    document: StoredDocument | None
    received_at: datetime

    @property
    def key(self) -> str:
        """What tells the report apart within its order; what is not verified stays beside what is."""
        suffix = UNVERIFIED_SUFFIX if self.report.withheld is Withheld.UNVERIFIED else ""
        return self.report.key + suffix

    @property
    def issued_at(self) -> datetime:
        """When it was issued: no later than it came, or a slip (2099) would head every list and be the newest for ever."""
        return min(self.report.issued_at, self.received_at)

    @property
    def standing(self) -> Standing:
        """Where it stands among the others."""
        return standing(self.report.status, self.issued_at, self.received_at, has_document=self.document is not None)

    @property
    def content_hash(self) -> str:
        """Digest of the document and the observations: what makes a version another one, whatever its status."""
        return content_hash(self.document.sha256 if self.document else "", self.report.observations)


def standing(status: ReportStatus, issued_at: datetime, received_at: datetime, *, has_document: bool) -> Standing:
    """Return where a statement stands; a date in the future counts as its arrival, or nothing could ever replace it."""
    return Standing(has_document or status is not ReportStatus.REGISTERED, min(issued_at, received_at), RANKS[status])


def report_standing(report: Report) -> Standing:
    """Return where the statement in force stands."""
    return standing(report.status, report.issued_at, report.updated_at, has_document=report.current_version > 0)


def version_standing(version: ReportVersion, report: Report) -> Standing:
    """Return where a version stands; the one in force may have been stated again since it arrived."""
    if (version.number, version.status, version.issued_at) == (report.current_version, report.status, report.issued_at):
        return report_standing(report)
    return standing(version.status, version.issued_at, version.received_at, has_document=True)


def content_hash(document_sha256: str, observations: Sequence[IncomingObservation]) -> str:
    """Return the digest of a version's content; the same on every machine and in every release."""
    values = [[_plain(value) for value in astuple(observation)] for observation in observations]
    canonical = json.dumps([document_sha256, values], ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("ascii")).hexdigest()


def _plain(value: str | datetime | None) -> str | None:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
