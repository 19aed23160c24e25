"""Calls of hooks: order, isolation, refusals, tracing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from ceres.config.settings import Settings
from ceres.plugins.contributions import Action, Announcement, AnnouncementLevel, Denial, SearchTab
from ceres.plugins.fitness import fitting
from ceres.plugins.host import PluginHost
from ceres.plugins.loading import BrokenPlugin
from factories.plugins import FakeEntry, NoSearch, make_host, make_plugin


def tab(slug: str, order: int = 0) -> SearchTab:
    return SearchTab(slug, slug, slug, order, "a.jinja2", NoSearch())


def tabs_plugin(name: str, *tabs: object) -> FakeEntry:
    def ceres_search_tabs() -> list[object]:
        return list(tabs)

    return make_plugin(name, ceres_search_tabs)


def failing(name: str) -> FakeEntry:
    def ceres_search_tabs() -> list[object]:
        raise RuntimeError("DURAND Paul")

    return make_plugin(name, ceres_search_tabs)


def test_contributions_come_by_order_then_by_plugin_name() -> None:
    host = make_host(tabs_plugin("zebra", tab("z", 1)), tabs_plugin("bee", tab("b", 2)), tabs_plugin("ant", tab("a", 2), tab("first", 0)))
    assert [each.slug for each in host.every().collect("ceres_search_tabs", request=None)] == ["first", "z", "a", "b"]


def test_a_plugin_that_is_off_is_not_called() -> None:
    host = make_host(tabs_plugin("on", tab("on")), failing("off"))
    assert [each.slug for each in host.bind(frozenset({"on"})).collect("ceres_search_tabs", request=None)] == ["on"]
    assert host.failures.total() == 0


def test_one_set_of_plugins_is_bound_once() -> None:
    host = make_host(tabs_plugin("a"))
    assert host.bind(frozenset({"a"})) is host.bind(frozenset({"a"}))


def test_a_plugin_that_fails_loses_its_own_piece_only(caplog: pytest.LogCaptureFixture) -> None:
    host = make_host(tabs_plugin("ant", tab("a")), failing("bad"), tabs_plugin("cat", tab("c")))
    assert [each.slug for each in host.every().collect("ceres_search_tabs", request=None)] == ["a", "c"]
    assert host.failures.counts() == {("bad", "ceres_search_tabs"): 1}
    assert "plugin bad failed in ceres_search_tabs: RuntimeError at " in caplog.text
    assert f"{__file__}:" in caplog.text
    assert "DURAND" not in caplog.text


@pytest.mark.parametrize(
    ("item", "said"),
    [
        ({"slug": "a"}, "dict instead of SearchTab"),
        (replace(tab("a"), label=None), "SearchTab.label is NoneType, not str"),
        (replace(tab("a"), order="1"), "SearchTab.order is str, not int"),
        (replace(tab("a"), search=None), "SearchTab.search is NoneType, not Search"),
    ],
)
def test_what_is_wrong_with_a_contribution_is_said_without_what_is_in_it(caplog: pytest.LogCaptureFixture, item: object, said: str) -> None:
    host = make_host(tabs_plugin("ant", item), tabs_plugin("bee", tab("b")))
    assert [each.slug for each in host.every().collect("ceres_search_tabs", request=None)] == ["b"]
    assert f"plugin ant failed in ceres_search_tabs: {said}" in caplog.text


@pytest.mark.parametrize(
    "announcement",
    [
        Announcement(AnnouncementLevel.INFO, "Texte", 1),
        Announcement(AnnouncementLevel.NEWS, "Texte", 1, "Titre", Action("Aller", "/", {"a": "b"}), Action("Masquer", "/"), "xx"),
    ],
)
def test_what_fits_is_let_through(announcement: Announcement) -> None:
    assert fitting(announcement, Announcement) is announcement


def test_contributions_may_be_asked_with_the_name_of_their_plugin() -> None:
    host = make_host(tabs_plugin("ant", tab("a")))
    assert [(name, each.slug) for name, each in host.every().collect_named("ceres_search_tabs", request=None)] == [("ant", "a")]


def veto(name: str, answer: object) -> FakeEntry:
    def ceres_veto(permission: str) -> object:
        if isinstance(answer, Exception):
            raise answer
        return answer

    return make_plugin(name, ceres_veto)


def asked(*entries: FakeEntry) -> Denial | None:
    return make_host(*entries).every().veto(cast(Any, None), "report:read", None)


def test_without_an_opinion_nothing_is_refused() -> None:
    assert asked(veto("a", None), veto("b", None)) is None


def test_the_first_denial_wins() -> None:
    assert asked(veto("b", Denial("second")), veto("a", Denial("first"))) == Denial("first")


@pytest.mark.parametrize("answer", [RuntimeError("no"), True, False, "yes", 0, Denial(cast(Any, None))])
def test_a_veto_that_fails_or_answers_something_else_denies(answer: object) -> None:
    denial = asked(veto("a", answer))
    assert denial is not None
    assert denial.reason == "plugin-failure"


def test_what_is_declared_at_start_stops_the_start_when_it_fails() -> None:
    def ceres_settings() -> list[Any]:
        raise RuntimeError("no settings")

    with pytest.raises(BrokenPlugin, match="ceres_settings a échoué"):
        make_host(make_plugin("broken", ceres_settings)).declared("ceres_settings")


def test_calls_are_told_on_request(capsys: pytest.CaptureFixture[str]) -> None:
    host = make_host(tabs_plugin("ant", tab("a")), failing("bad"), trace=True)
    host.every().collect("ceres_search_tabs", request="DURAND")
    told = capsys.readouterr().err
    assert "ant: ceres_search_tabs() -> [SearchTab(slug='a'" in told
    assert "bad: ceres_search_tabs() raised RuntimeError" in told
    assert "DURAND" not in told


def test_calls_are_not_told_otherwise(capsys: pytest.CaptureFixture[str]) -> None:
    make_host(tabs_plugin("ant", tab("a"))).every().collect("ceres_search_tabs", request=None)
    assert capsys.readouterr().err == ""


def test_the_environment_asks_for_the_trace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    settings = Settings.embedded(tmp_path)
    PluginHost.load(settings).declared("ceres_settings")
    assert capsys.readouterr().err == ""
    monkeypatch.setenv("CERES_TRACE_HOOKS", "1")
    PluginHost.load(settings).declared("ceres_settings")
    assert "networks: ceres_settings() -> [Setting(" in capsys.readouterr().err
