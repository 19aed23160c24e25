"""What stands beside a file that was not simply taken in: why, and what to do, without patient data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ceres.api import IntakeOutcome
from ceres_intake.reasons import Reason
from ceres_intake.taking import Taken
from ceres_intake.tally import LABELS

TO_DO = {
    IntakeOutcome.QUARANTINED: (
        "Le message est conservé par CÉRÈS : rien n’est à redéposer. Corriger la cause, puis « ceres quarantine replay {number} » ; "
        "« ceres quarantine show {number} » le montre, « ceres quarantine dismiss {number} --why … » le classe."
    ),
    IntakeOutcome.REFUSED: "Rien n’est conservé : corriger le fichier et le déposer à nouveau, ou le demander au laboratoire.",
}


TO_DROP_AGAIN = (
    "Remettre ce fichier et celui qu’il annonce ensemble dans le dossier, puis classer celui-ci : "
    "« ceres quarantine dismiss {number} --why … »."
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of one message of a file."""

    taken: Taken
    number: int | None = None  # in the quarantine


def note(name: str, findings: Iterable[Finding], at: datetime) -> str:
    """Return the text; ``at`` is in the site's zone."""
    findings = list(findings)
    lines = [f"Fichier : {name}", f"Examiné le {at:%d/%m/%Y à %H:%M:%S}", f"Messages : {len(findings)}", ""]
    for rank, finding in enumerate(findings, start=1):
        lines += _said(rank, finding)
    return "\n".join(lines) + "\n"


def _said(rank: int, finding: Finding) -> Iterator[str]:
    result = finding.taken.result
    yield f"Message {rank} (n° d’envoi : {finding.taken.control_id or 'absent'}) : {LABELS[result.outcome]}"
    if result.explanation:
        yield f"  Pourquoi : {result.explanation} [{result.reason}]"
    if result.outcome in TO_DO:
        to_do = TO_DROP_AGAIN if result.reason == Reason.HPRIM_FILE_MISSING else TO_DO[result.outcome]
        yield f"  À faire : {to_do.format(number=finding.number or 'N')}"
