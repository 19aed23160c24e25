"""``ceres_batch_actions``: buttons for what can be done with ticked reports."""

from __future__ import annotations

from collections.abc import Sequence

from ceres.plugins.contributions import BatchAction
from factories.plugins import FakeEntry, make_host, make_plugin

LATE, EARLY = BatchAction("post", "Envoyer", "", "/x/post/send", 30), BatchAction("keep", "Garder", "", "/x/keep/all", 5)


def make_entry(plugin: str, action: BatchAction) -> FakeEntry:
    def ceres_batch_actions(request: object) -> Sequence[BatchAction]:
        return [action] if request == "shown" else []

    return make_plugin(plugin, ceres_batch_actions)


def test_hook_ceres_batch_actions() -> None:
    host = make_host(make_entry("post", LATE), make_entry("keep", EARLY))
    assert host.every().collect("ceres_batch_actions", request="shown") == (EARLY, LATE)
    assert host.every().collect("ceres_batch_actions", request="hidden") == ()
    assert host.bind(frozenset({"post"})).collect("ceres_batch_actions", request="shown") == (LATE,)
