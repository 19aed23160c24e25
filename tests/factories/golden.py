"""What the given messages say, source by source: files in ``tests/golden`` beside the folder of the messages."""

from __future__ import annotations

import os
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from ceres_intake.sources.table import profiles_of
from ceres_intake.taking import IntakeSettings
from factories.sources import ROOT

GOLDEN = ROOT / "tests" / "golden"
INPUT = Path(os.environ.get("CERES_TEST_INPUT", ROOT.parent / "shared" / "input"))
# Documents (MDM) and merges among the results: tests of their own say what becomes of them.
ELSEWHERE = frozenset(
    {
        *("v1.2_mdm_t02.hl7", "MDM-T02-01.hl7", "mediboard_12_mdm_t04_delete.hl7"),
        *("ADT_A40-PatientMerge.hl7", "HL7MergeFHIRConversionTest_01.hl7"),
    }
)


@dataclass(frozen=True, slots=True)
class Golden:
    """One source."""

    name: str
    settings: IntakeSettings
    messages: tuple[dict[str, Any], ...]
    names: bool  # of prescribers; otherwise their codes alone

    @property
    def files(self) -> list[Path]:
        """The files of the source that hold results, in the order of their names; skips the test where they are not given."""
        if not (INPUT / self.name).is_dir():
            pytest.skip(f"the given messages are not in {INPUT}")
        return sorted(file for file in (INPUT / self.name).iterdir() if file.name not in ELSEWHERE)


@cache
def golden(name: str) -> Golden:
    """Return the golden file of a source."""
    tables = tomllib.loads((GOLDEN / f"{name}.toml").read_text(encoding="utf-8"))
    settings = IntakeSettings(zone=ZoneInfo("UTC"), profiles=profiles_of(tables.get("sources", {})))
    messages = [each for each in tables["message"] for _ in range(each.get("times", 1))]
    return Golden(name, settings, tuple(messages), tables.get("names", True))


NAMES = sorted(file.stem for file in GOLDEN.glob("*.toml"))
