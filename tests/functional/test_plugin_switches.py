"""Switching plugins: what is refused, what follows, what is traced."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy.orm import Session

from ceres.admin.plugin_list import lines
from ceres.admin.plugins import (
    BlockedPlugin,
    IncompatiblePlugin,
    PluginSwitches,
    RequiredByOthers,
    RequirementsMissing,
    RequirementsOff,
    RestrictedPlugin,
    UnknownPlugin,
)
from ceres.audit.entry import AuditEntry
from ceres.plugins.host import PluginHost
from ceres.plugins.models import PluginState
from factories.plugins import FakeEntry, make_host, make_info, make_plugin

NOW = datetime(2026, 3, 2, 18, 42, tzinfo=UTC)


def plugin(name: str, *requires: str, **card: Any) -> FakeEntry:
    return make_plugin(name, info=make_info(name, requires=requires, **card))


@pytest.fixture
def host() -> PluginHost:
    """base ← middle ← top; lonely; locked; waiting needs what is not there."""
    entries = [plugin("base"), plugin("middle", "base"), plugin("top", "middle"), plugin("lonely"), plugin("waiting", "ghost")]
    entries += [plugin("locked", restricted=True), plugin("kept-out"), plugin("late", requires_core=">=99")]
    return make_host(*entries, blocked=frozenset({"kept-out"}))


class Desk:
    """An administrator at work; each act reads the switches anew, as each request does."""

    def __init__(self, db: Session, host: PluginHost) -> None:
        self.db, self.host = db, host
        self.traces: list[AuditEntry] = []

    def switches(self) -> PluginSwitches:
        return PluginSwitches(self.db, self.host, self.traces.append, login="a.admin", now=NOW)

    def acts(self) -> list[tuple[str, str]]:
        return [(entry.action, entry.object_id) for entry in self.traces]


@pytest.fixture
def desk(db: Session, host: PluginHost) -> Desk:
    return Desk(db, host)


def test_a_plugin_is_switched_off_and_on_again(desk: Desk) -> None:
    assert desk.switches().disable("lonely") == ("lonely",)
    assert "lonely" not in desk.host.enabled(desk.db)
    assert desk.switches().enable("lonely") == ("lonely",)
    assert "lonely" in desk.host.enabled(desk.db)
    assert desk.acts() == [("plugin.disable", "lonely"), ("plugin.enable", "lonely")]
    assert {entry.object_type for entry in desk.traces} == {"plugin"}


def test_who_and_when_are_kept(desk: Desk) -> None:
    desk.switches().disable("lonely")
    row = desk.db.get_one(PluginState, "lonely")
    assert (row.enabled, row.changed_at, row.changed_by) == (False, NOW, "a.admin")


def test_what_is_already_so_leaves_no_trace(desk: Desk) -> None:
    assert desk.switches().enable("lonely") == ()
    assert desk.traces == []


@pytest.mark.parametrize(
    ("name", "error"),
    [("ghost", UnknownPlugin), ("kept-out", BlockedPlugin), ("locked", RestrictedPlugin), ("late", IncompatiblePlugin)],
)
def test_what_is_not_the_administrators_is_refused(desk: Desk, name: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        desk.switches().enable(name)
    with pytest.raises(error):
        desk.switches().disable(name)
    assert desk.traces == []


def test_what_others_require_stays_on(desk: Desk) -> None:
    with pytest.raises(RequiredByOthers) as refused:
        desk.switches().disable("base")
    assert refused.value.others == ("middle", "top")


def test_those_that_require_it_go_with_it_when_asked(desk: Desk) -> None:
    assert desk.switches().disable("base", cascade=True) == ("base", "middle", "top")
    assert len(desk.traces) == 3


def test_a_plugin_that_is_off_holds_nothing_back(desk: Desk) -> None:
    desk.switches().disable("middle", cascade=True)
    assert desk.switches().disable("base") == ("base",)


def test_what_it_requires_must_be_on(desk: Desk) -> None:
    desk.switches().disable("base", cascade=True)
    with pytest.raises(RequirementsOff) as refused:
        desk.switches().enable("top")
    assert refused.value.others == ("base", "middle")
    assert desk.switches().enable("top", cascade=True) == ("base", "middle", "top")


def test_what_it_requires_must_be_there(desk: Desk) -> None:
    with pytest.raises(RequirementsMissing) as refused:
        desk.switches().enable("waiting", cascade=True)
    assert refused.value.others == ("ghost",)


def test_lists_show_each_state(desk: Desk) -> None:
    desk.switches().disable("lonely")
    found = {line.name: (line.state, line.reason, line.missing) for line in lines(desk.host, desk.db)}
    assert found == {
        "base": ("enabled", "", ()),
        "kept-out": ("blocked", "site-file", ()),
        "late": ("blocked", "incompatible", ()),
        "locked": ("enabled", "", ()),
        "lonely": ("disabled", "", ()),
        "middle": ("enabled", "", ()),
        "top": ("enabled", "", ()),
        "waiting": ("disabled", "missing", ("ghost",)),
    }
