"""The sheet of a snapshot: torn or touched, it is refused in one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from ceres.backup.refusals import BackupRefused
from ceres.backup.snapshot import Snapshot


@pytest.mark.parametrize("said", ["{", "[]", '{"format": 1}', "\x00", "3"])
def test_a_damaged_sheet_is_refused(tmp_path: Path, said: str) -> None:
    (tmp_path / "manifest.json").write_text(said, encoding="utf-8")
    with pytest.raises(BackupRefused, match="manifest\\.json\u00a0: ce fichier est abîmé"):
        Snapshot(tmp_path).manifest()
