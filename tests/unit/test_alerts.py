"""The gravest flag of a version is the one that counts."""

from __future__ import annotations

import pytest

from ceres.reports.alerts import alert_of
from ceres.reports.models import Alert


@pytest.mark.parametrize(
    ("flags", "alert"),
    [
        ([], Alert.NONE),
        (["", "N"], Alert.NONE),
        (["R", "S", "I"], Alert.NONE),
        (["N", "H"], Alert.ABNORMAL),
        (["L", "HH"], Alert.CRITICAL),
        (["A"], Alert.ABNORMAL),
        (["AA"], Alert.CRITICAL),
        (["ll"], Alert.CRITICAL),
        ([">"], Alert.ABNORMAL),
        (["H U"], Alert.ABNORMAL),
        (["U LL"], Alert.CRITICAL),
        (["HAUT"], Alert.NONE),
    ],
)
def test_alert(flags: list[str], alert: Alert) -> None:
    assert alert_of(flags) is alert
