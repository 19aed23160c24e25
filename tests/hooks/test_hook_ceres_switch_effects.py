"""``ceres_switch_effects``: what a switch does to people, in the plugin's own words."""

from __future__ import annotations

from collections.abc import Sequence

from ceres.plugins.contributions import SwitchEffect
from factories.plugins import make_host, make_plugin

EFFECT = SwitchEffect("3 personnes ne sont plus averties.", "3 personnes sont averties.")


def test_hook_ceres_switch_effects() -> None:
    def ceres_switch_effects(request: object) -> Sequence[SwitchEffect]:
        return [EFFECT] if request == "counting" else []

    host = make_host(make_plugin("bell", ceres_switch_effects))
    assert host.every().collect("ceres_switch_effects", request="counting") == (EFFECT,)
    assert host.every().collect("ceres_switch_effects", request="nobody") == ()
    assert host.bind(frozenset()).collect("ceres_switch_effects", request="counting") == ()
