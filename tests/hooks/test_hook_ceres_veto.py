"""``ceres_veto``: refusing a permission; the first user is the plugin ``networks``."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

import ceres_intake.plugin
import ceres_networks.plugin
from ceres.plugins.contributions import Denial
from ceres.security.grants import Grants
from factories.plugins import FakeEntry, make_host, make_plugin


def test_hook_ceres_veto() -> None:
    def ceres_veto(permission: str, context: object) -> Denial | None:
        return Denial("garden-closed", "Fermé.") if permission == "garden:enter" and context is None else None

    host = make_host(make_plugin("garden", ceres_veto))
    request: Any = None
    assert host.every().veto(request, "garden:enter", None) == Denial("garden-closed", "Fermé.")
    assert host.every().veto(request, "garden:enter", "gardener") is None
    assert host.every().veto(request, "report:read", None) is None
    assert host.bind(frozenset()).veto(request, "garden:enter", None) is None


def visitor(address: str | None, networks: list[str]) -> Any:
    settings = SimpleNamespace(plugin=lambda _: {"administrators": networks})
    site = SimpleNamespace(grants=Grants.of(make_host(FakeEntry("intake", ceres_intake.plugin))))
    return SimpleNamespace(client_addr=address, settings=settings, translate=lambda text: text, registry={"ceres.site": site})


@pytest.mark.parametrize(
    ("address", "networks", "refused"),
    [
        ("10.1.2.3", ["10.0.0.0/8"], False),
        ("::ffff:10.1.2.3", ["10.0.0.0/8"], False),
        ("192.0.2.1", ["10.0.0.0/8"], True),
        ("192.0.2.1", ["10.0.0.0/8", "192.0.2.0/24"], False),
        ("2001:db8::1", ["10.0.0.0/8"], True),
        ("2001:db8::1", ["2001:db8::/32"], False),
        (None, ["10.0.0.0/8"], True),
        ("unix:", ["0.0.0.0/0"], True),
        ("192.0.2.1", [], False),
    ],
)
@pytest.mark.parametrize("permission", ["admin:manage", "journal:read", "intake:see", "intake:correct"])
def test_networks_keep_administration_inside(address: str | None, networks: list[str], refused: bool, permission: str) -> None:
    hooks = make_host(FakeEntry("networks", ceres_networks.plugin)).every()
    denial = hooks.veto(visitor(address, networks), permission, None)
    assert (denial is not None) is refused
    assert denial is None or denial.reason == "network"


@pytest.mark.parametrize("permission", ["report:read", "signed-in"])
def test_networks_leave_readers_alone(permission: str) -> None:
    hooks = make_host(FakeEntry("networks", ceres_networks.plugin)).every()
    assert hooks.veto(visitor("192.0.2.1", ["10.0.0.0/8"]), permission, None) is None


@pytest.mark.parametrize("wrong", ["10.0.0.0/99", "10.0.0.1/8", "hospital", ""])
def test_a_network_that_is_none_stops_the_start(wrong: str) -> None:
    host = make_host(FakeEntry("networks", ceres_networks.plugin))
    with pytest.raises(Exception, match=r"plugins.networks.administrators : « .* n’est pas un réseau"):
        host.settings({"networks": {"administrators": ["10.0.0.0/8", wrong]}})
