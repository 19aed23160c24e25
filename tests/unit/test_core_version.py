"""Versions of the core that a plugin asks for."""

from __future__ import annotations

import pytest
from packaging.version import Version

from ceres.plugins.core_version import admits, asked, core_version, written
from ceres.plugins.loading import BrokenPlugin
from factories.plugins import make_host, make_info, make_plugin

CORE = Version("1.0.3")


@pytest.mark.parametrize(
    ("required", "fits"),
    [("", True), (">=1.0", True), (">=1.0.3", True), (">=1.2", False), (">=1.0,<1.1", True), ("<1", False), ("==1.0.*", True)],
)
def test_a_requirement_is_met_or_not(required: str, fits: bool) -> None:
    assert admits(required, CORE) is fits


def test_a_trial_version_counts_like_the_others() -> None:
    assert admits(">=1.2", Version("1.3.dev1"))


@pytest.mark.parametrize(
    ("required", "words", "short"),
    [("", "", ""), (">=1.2", "≥\u00a01.2", "1.2"), ("<2,>=1.0", "≥\u00a01.0, <\u00a02", "≥\u00a01.0, <\u00a02")],
)
def test_a_requirement_is_written_for_people(required: str, words: str, short: str) -> None:
    assert (written(required), asked(required)) == (words, short)


def test_a_plugin_for_another_core_is_kept_out_and_the_others_stay() -> None:
    def ceres_search_tabs() -> list[object]:
        return []

    late = make_plugin("late", ceres_search_tabs, info=make_info("late", requires_core=">=1.2"))
    host = make_host(late, make_plugin("sound", info=make_info("sound", requires_core=">=1.0")), core=CORE)
    assert [plugin.info.name for plugin in host.loaded()] == ["sound"]
    assert list(host.incompatible) == ["late"]
    assert host.every().enabled == {"sound"}
    assert host.implemented("late") == frozenset()


def test_the_settings_of_a_plugin_that_is_kept_out_may_stay_in_the_file() -> None:
    host = make_host(make_plugin("late", info=make_info("late", requires_core=">=1.2")), core=CORE)
    assert host.settings({"late": {"hours": 3}}) == {}


def test_a_requirement_that_cannot_be_read_stops_the_start() -> None:
    with pytest.raises(BrokenPlugin, match="ne se lit pas"):
        make_host(make_plugin("odd", info=make_info("odd", requires_core="at least 1")))


def test_the_core_is_the_one_that_is_installed() -> None:
    assert make_host().core == core_version()
