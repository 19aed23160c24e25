"""``ceres_permissions``: what the views of a plugin ask for, and who holds it; the first user is the plugin ``intake``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from pyramid.response import Response
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site, make_app
from ceres.plugins.contributions import Denial
from ceres.plugins.loading import BrokenPlugin
from ceres.plugins.permission import PluginPermission
from ceres.security.grants import Grants
from ceres.security.permissions import Role
from factories.browsers import BROWSER
from factories.people import add_account
from factories.plugins import FakeEntry, importable, make_host, make_plugin, with_plugins
from factories.switches import add_switch

ENTER = PluginPermission("garden:enter", "Entrer", frozenset({Role.AUDITOR}))


def declaring(name: str, *declared: PluginPermission) -> FakeEntry:
    def ceres_permissions() -> Sequence[PluginPermission]:
        return declared

    return make_plugin(name, ceres_permissions)


def test_hook_ceres_permissions() -> None:
    grants = Grants.of(make_host(declaring("garden", ENTER)))
    on = frozenset({"garden"})
    assert grants.hold(frozenset({"prescriber", "auditor"}), "garden:enter", on)
    assert not grants.hold(frozenset({"administrator"}), "garden:enter", on)
    assert not grants.hold(frozenset({"auditor"}), "garden:enter", frozenset())
    assert not grants.hold(frozenset({"auditor"}), "garden:leave", on)
    assert grants.hold(frozenset({"auditor"}), "journal:read", frozenset())
    assert grants.hold(frozenset({"auditor"}), "signed-in", frozenset())
    assert not grants.hold(frozenset({"auditor"}), "admin:manage", on)


@pytest.mark.parametrize(
    ("entries", "said"),
    [
        ([declaring("garden", PluginPermission("enter", "", ENTER.roles))], "« garden » : son droit « enter » doit s’appeler « garden:…"),
        ([declaring("garden", PluginPermission("admin:manage", "", ENTER.roles))], "son droit « admin:manage » doit s’appeler"),
        ([declaring("garden", PluginPermission("garden:", "", ENTER.roles))], "son droit « garden: » doit s’appeler"),
        (
            [declaring("garden", ENTER), declaring("meadow", ENTER)],
            "« meadow » : il déclare le droit « garden:enter », que le module « garden »",
        ),
        ([declaring("garden", PluginPermission("garden:enter", "", frozenset()))], "doit revenir à des rôles du portail (prescriber"),
    ],
)
def test_a_name_that_is_not_the_plugins_to_give_stops_the_start(entries: list[FakeEntry], said: str) -> None:
    with pytest.raises(BrokenPlugin) as stopped:
        Grants.of(make_host(*entries))
    assert said in str(stopped.value).replace("\u00a0", " ")
    assert "blocked = [" in str(stopped.value)


def garden(*functions: Callable[..., object], asked: str = "garden:enter") -> FakeEntry:
    def ceres_permissions() -> Sequence[PluginPermission]:
        return [ENTER]

    def includeme(config: object) -> None:
        config.add_route("test_plugin_garden.gate", "/x/garden/gate")  # type: ignore[attr-defined]
        config.add_view(lambda request: Response("in"), route_name="test_plugin_garden.gate", permission=asked)  # type: ignore[attr-defined]

    return make_plugin("garden", ceres_permissions, *functions, includeme=includeme)


@pytest.fixture
def enter(site: Site, db: Session, sign_in: Callable[[TestApp, Account], str], monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Knock at the garden's gate in a role; return the status."""

    def knock(entry: FakeEntry, role: Role) -> int:
        importable(entry, monkeypatch)
        account = add_account(db, role.value, roles=(role,))
        db.commit()
        browser = TestApp(make_app(with_plugins(site, entry)), extra_environ=BROWSER)
        sign_in(browser, account)
        return int(browser.get("/x/garden/gate", status="*").status_int)

    return knock


@pytest.mark.parametrize(("role", "status"), [(Role.AUDITOR, 200), (Role.ADMINISTRATOR, 403)])
def test_the_policy_asks_who_holds_it(enter: Callable[..., int], role: Role, status: int) -> None:
    assert enter(garden(), role) == status


def test_a_veto_can_refuse_what_a_plugin_grants(enter: Callable[..., int]) -> None:
    def ceres_veto(permission: str) -> Denial | None:
        return Denial("closed") if permission == "garden:enter" else None

    assert enter(garden(ceres_veto), Role.AUDITOR) == 403


def test_nobody_holds_a_permission_of_a_plugin_that_is_off(enter: Callable[..., int], db: Session) -> None:
    add_switch(db, "garden", enabled=False)
    assert enter(garden(), Role.AUDITOR) == 404


def test_a_view_that_asks_for_what_nobody_declares_stops_the_start(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    entry = garden(asked="garden:entre")
    importable(entry, monkeypatch)
    with pytest.raises(BrokenPlugin) as stopped:
        make_app(with_plugins(site, entry))
    said = str(stopped.value).replace("\u00a0", " ")
    assert "« garden » : sa page « test_plugin_garden.gate » demande le droit « garden:entre »" in said


def test_the_buttons_of_the_quarantine_go_with_the_right_to_correct(
    site: Site, db: Session, sign_in: Callable[[TestApp, Account], str]
) -> None:
    def ceres_veto(permission: str) -> Denial | None:
        return Denial("look-only") if permission == "intake:correct" else None

    account = add_account(db, "boss", roles=(Role.ADMINISTRATOR,))
    db.commit()
    browser = TestApp(make_app(with_plugins(site, make_plugin("looking", ceres_veto))), extra_environ=BROWSER)
    sign_in(browser, account)
    page = browser.get("/x/intake/admin")
    assert page.html.h1.text == "Flux du laboratoire"
    token = page.html.select_one("input[name=csrf_token]")["value"]
    assert browser.post("/x/intake/admin/replay", {"csrf_token": token, "reason": "any"}, status=403)
