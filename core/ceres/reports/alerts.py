"""What the laboratory's flags say of a whole version: the list shows the gravest."""

from __future__ import annotations

import re
from collections.abc import Iterable

from ceres.reports.models import Alert

CRITICAL = frozenset({"HH", "LL", "AA"})
ABNORMAL = frozenset({"H", "L", "A", ">", "<"})
SEPARATOR = re.compile(r"[\s~,;]+")


def alert_of(flags: Iterable[str]) -> Alert:
    """Return the gravest of the flags of a version's observations (HL7 table 0078); others say nothing."""
    said = {flag for text in flags for flag in SEPARATOR.split(text.upper())}
    if said & CRITICAL:
        return Alert.CRITICAL
    return Alert.ABNORMAL if said & ABNORMAL else Alert.NONE
