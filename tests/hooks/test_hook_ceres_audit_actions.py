"""``ceres_audit_actions``: the kinds of events a plugin writes in the journal."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ceres.plugins.contributions import AuditAction
from ceres.plugins.loading import BrokenPlugin
from factories.plugins import make_host, make_plugin


def test_hook_ceres_audit_actions() -> None:
    def ceres_audit_actions() -> Sequence[AuditAction]:
        return [AuditAction("garden.water", "Arrosage")]

    host = make_host(make_plugin("garden", ceres_audit_actions), make_plugin("plain"))
    assert host.declared("ceres_audit_actions") == {"garden": (AuditAction("garden.water", "Arrosage"),)}


def test_hook_ceres_audit_actions_stops_the_start_when_it_raises() -> None:
    def ceres_audit_actions() -> Sequence[AuditAction]:
        raise RuntimeError

    with pytest.raises(BrokenPlugin, match="garden"):
        make_host(make_plugin("garden", ceres_audit_actions)).declared("ceres_audit_actions")
