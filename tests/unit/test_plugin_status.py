"""Which plugins are really on."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ceres.plugins.info import PluginInfo
from ceres.plugins.status import statuses
from factories.plugins import make_info


def on(infos: list[PluginInfo], switches: dict[str, bool]) -> set[str]:
    return {name for name, status in statuses(infos, switches).items() if status.enabled}


def test_without_a_choice_the_default_decides() -> None:
    assert on([make_info("a"), make_info("b", default_enabled=False)], {}) == {"a"}


def test_the_choice_of_an_administrator_goes_before_the_default() -> None:
    assert on([make_info("a"), make_info("b", default_enabled=False)], {"a": False, "b": True}) == {"b"}


def test_a_restricted_plugin_ignores_the_choice_of_an_administrator() -> None:
    assert on([make_info("a", restricted=True)], {"a": False}) == {"a"}


def test_a_plugin_is_off_while_what_it_requires_is_off() -> None:
    infos = [make_info("a"), make_info("b", requires=("a",)), make_info("c", requires=("b",))]
    found = statuses(infos, {"a": False})
    assert not found["c"].enabled
    assert found["c"].switched_on
    assert found["c"].missing == ("b",)


def test_a_plugin_is_off_while_what_it_requires_is_absent_or_blocked() -> None:
    assert statuses([make_info("b", requires=("ghost",))], {})["b"].missing == ("ghost",)


def test_plugins_that_require_each_other_may_be_on() -> None:
    assert on([make_info("a", requires=("b",)), make_info("b", requires=("a",))], {}) == {"a", "b"}


NAMES = ["a", "b", "c", "d"]


@given(
    requires=st.lists(st.lists(st.sampled_from([*NAMES, "ghost"]), unique=True), min_size=4, max_size=4),
    switches=st.dictionaries(st.sampled_from(NAMES), st.booleans()),
)
def test_whatever_is_on_has_all_it_requires(requires: list[list[str]], switches: dict[str, bool]) -> None:
    infos = [make_info(name, requires=tuple(needed)) for name, needed in zip(NAMES, requires, strict=True)]
    enabled = on(infos, switches)
    for info in infos:
        if info.name in enabled:
            assert enabled.issuperset(info.requires)
