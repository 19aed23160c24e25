"""What the files of an archive are called: « Patient_Référence_TYPE.pdf », or as the site has it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import tzinfo
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceres.api import ResultRow

FIELDS: Mapping[str, Callable[[ResultRow, tzinfo], str]] = {
    "patient": lambda row, _: row.patient_name,
    "reference": lambda row, _: row.reference,
    "type": lambda row, _: row.section,
    "number": lambda row, _: row.order_number,
    "nip": lambda row, _: row.nip,
    "birth_date": lambda row, _: row.birth_date,
    "issued": lambda row, zone: row.issued_at.astimezone(zone).strftime("%Y-%m-%d"),
}
"""What stands for each word in braces of a template."""

WORD = re.compile(r"\{(" + "|".join(FIELDS) + r")\}")
EMPTY = re.compile(r"_{2,}")  # where a value was not given


def stem(template: str, row: ResultRow, zone: tzinfo) -> str:
    """Return the name of a report's file, without extension and not yet made safe; a value that is not given leaves no gap."""
    # One pass: a value that holds braces is text, not a template.
    filled = WORD.sub(lambda word: FIELDS[word[1]](row, zone), template)
    return EMPTY.sub("_", filled)
