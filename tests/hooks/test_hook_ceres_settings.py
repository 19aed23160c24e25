"""``ceres_settings``: the plugin's keys of the site's file."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from ceres.config.settings import ConfigError
from ceres.plugins.contributions import Setting
from ceres.plugins.loading import BrokenPlugin
from factories.plugins import make_host, make_plugin


def ceres_settings() -> Sequence[Setting]:
    return [Setting("colour", str, "green", "Couleur.", choices=("green", "red"))]


def test_hook_ceres_settings() -> None:
    host = make_host(make_plugin("garden", ceres_settings), make_plugin("plain"))
    assert host.settings({}) == {"garden": {"colour": "green"}, "plain": {}}
    assert host.settings({"garden": {"colour": "red"}})["garden"] == {"colour": "red"}
    with pytest.raises(ConfigError, match="blue"):
        host.settings({"garden": {"colour": "blue"}})


def test_hook_ceres_settings_stops_the_start_when_it_raises() -> None:
    def ceres_settings() -> Sequence[Setting]:
        raise RuntimeError

    with pytest.raises(BrokenPlugin, match="garden"):
        make_host(make_plugin("garden", ceres_settings)).settings({})
