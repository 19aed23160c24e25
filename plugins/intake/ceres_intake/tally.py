"""What a run of the command line did, as people and programs read it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator

from ceres.api import IntakeOutcome
from ceres_intake.taking import Taken

LABELS = {
    IntakeOutcome.PUBLISHED: "publié",
    IntakeOutcome.VERSION: "nouvelle version",
    IntakeOutcome.RETRACTED: "retiré",
    IntakeOutcome.MERGED: "fusionné",
    IntakeOutcome.DUPLICATE: "doublon",
    IntakeOutcome.QUARANTINED: "en quarantaine",
    IntakeOutcome.IGNORED: "ignoré",
    IntakeOutcome.REFUSED: "refusé",
}
EXPLAINED = (IntakeOutcome.QUARANTINED, IntakeOutcome.REFUSED)
WIDTH = 18


def json_line(taken: Taken) -> str:
    """Return one message as a line of JSON; a message with several reports is described by the first."""
    item = next(iter(taken.result.items), None)
    return json.dumps(
        {
            "file": taken.origin,
            "control_id": taken.control_id,
            "outcome": taken.result.outcome.value,
            "reason": taken.result.reason,
            "order_number": item.order_number if item else "",
            "section": item.section if item else "",
            "status": item.status.value if item else "",
            "sha256": item.document_sha256 if item else "",
        },
        ensure_ascii=False,
    )


class Tally:
    """Counts outcomes, and why messages were not placed."""

    def __init__(self) -> None:
        self.outcomes: Counter[IntakeOutcome] = Counter()
        self._reasons: Counter[tuple[IntakeOutcome, str, str]] = Counter()

    def add(self, taken: Taken) -> None:
        """Count one message."""
        result = taken.result
        self.outcomes[result.outcome] += 1
        if result.outcome in EXPLAINED:
            self._reasons[result.outcome, result.reason, result.explanation] += 1

    def lines(self) -> Iterator[str]:
        """Yield the table, the reasons under their outcome."""
        yield f"{'messages':<{WIDTH}}{self.outcomes.total():>6}"
        for outcome, label in LABELS.items():
            if self.outcomes[outcome]:
                yield f"{label:<{WIDTH}}{self.outcomes[outcome]:>6}"
                yield from self._why(outcome)

    def _why(self, outcome: IntakeOutcome) -> Iterator[str]:
        for (given, reason, explanation), times in self._reasons.most_common():
            if given is outcome:
                yield f"{'':<{WIDTH}}{times:>6}  {reason} : {explanation}"
