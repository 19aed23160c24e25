"""What the host accepts at start, and what it says of what it refuses."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from ceres.plugins.hookspecs import hookimpl
from ceres.plugins.loading import BrokenPlugin
from factories.plugins import FakeEntry, make_host, make_info, make_plugin


def ceres_search_tabs(request: Any) -> list[Any]:
    return []


def test_a_blocked_plugin_is_never_imported() -> None:
    entry = FakeEntry("broken", ImportError("no such library"))
    host = make_host(entry, make_plugin("sound"), blocked=frozenset({"broken"}))
    assert entry.loads == 0
    assert [plugin.info.name for plugin in host.loaded()] == ["sound"]
    assert host.blocked == {"broken"}


def test_a_plugin_that_cannot_be_imported_stops_the_start_and_names_the_way_out() -> None:
    with pytest.raises(BrokenPlugin) as stop:
        make_host(FakeEntry("broken", ImportError("no such library")))
    assert "« broken »" in stop.value.problems[0]
    assert 'blocked = ["broken"]' in stop.value.problems[0]
    assert "[plugins]" in stop.value.problems[0]


@pytest.mark.parametrize(
    ("entry", "complaint"),
    [
        (FakeEntry("bare", ModuleType("bare")), "INFO"),
        (FakeEntry("liar", make_plugin("other").module), "autre nom"),
        (make_plugin("Upper"), "mal formé"),
        (make_plugin("with_underscore"), "mal formé"),
        (make_plugin("core"), "réservé"),
        (make_plugin("loose", info=make_info("loose", requires="banner")), r"mal remplie \(PluginInfo\.requires is str, not tuple"),
        (make_plugin("vague", info=make_info("vague", category="search")), "PluginInfo.category is str"),
        (make_plugin("report"), "réservé"),
        (make_plugin("locked", info=make_info("locked", restricted=True, default_enabled=False)), "actif par défaut"),
        (make_plugin("empty", info=make_info("empty", migrations="ceres_notify:static")), "ses migrations"),
    ],
)
def test_a_wrong_identity_card_stops_the_start(entry: FakeEntry, complaint: str) -> None:
    with pytest.raises(BrokenPlugin, match=complaint):
        make_host(entry)


def test_a_hook_that_does_not_exist_stops_the_start() -> None:
    def ceres_serch_tabs() -> None: ...

    with pytest.raises(BrokenPlugin, match="ceres_serch_tabs"):
        make_host(make_plugin("typo", ceres_serch_tabs))


def test_a_hook_with_an_unknown_argument_stops_the_start() -> None:
    def ceres_search_tabs(session: Any) -> None: ...

    with pytest.raises(BrokenPlugin, match="session"):
        make_host(make_plugin("typo", ceres_search_tabs))


def test_a_wrapper_stops_the_start() -> None:
    def ceres_search_tabs(request: Any) -> Any:
        return (yield)

    entry = make_plugin("wrapping", ceres_search_tabs=hookimpl(wrapper=True)(ceres_search_tabs))
    with pytest.raises(BrokenPlugin, match="enveloppe ceres_search_tabs"):
        make_host(entry)


def test_two_plugins_of_one_name_stop_the_start() -> None:
    with pytest.raises(BrokenPlugin, match="« twin »"):
        make_host(make_plugin("twin", ceres_search_tabs), make_plugin("twin", ceres_search_tabs))


def test_plugins_are_loaded_by_name_whatever_the_order_of_installation() -> None:
    host = make_host(make_plugin("zebra"), make_plugin("ant"))
    assert [plugin.info.name for plugin in host.loaded()] == ["ant", "zebra"]
