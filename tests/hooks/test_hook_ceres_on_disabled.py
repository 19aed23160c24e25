"""``ceres_on_disabled``: what a plugin takes back when it is switched off; the first user is the plugin ``notify``."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ceres.admin.plugins import PluginSwitches
from ceres.app import Site
from ceres.db.clock import utcnow
from factories.plugins import FakeEntry, make_info, make_plugin, with_plugins
from factories.switches import add_switch, switches


def switch_off(site: Site, *entries: FakeEntry, cascade: bool = False) -> list[str]:
    """Switch the first plugin off as an administrator does; return the names of the switches there are then."""
    full = with_plugins(site, *entries)
    with site.database.write() as db:
        PluginSwitches(db, full.plugins, lambda _: None, login="root", now=utcnow()).disable(entries[0].name, cascade=cascade)
    with site.database.read() as db:
        return switches(db)


def takes_back(name: str, row: str, **card: object) -> FakeEntry:
    def ceres_on_disabled(db: Session) -> None:
        add_switch(db, row)

    return make_plugin(name, ceres_on_disabled, info=make_info(name, **card))


def test_hook_ceres_on_disabled(site: Site) -> None:
    assert switch_off(site, takes_back("garden", "rose"), takes_back("meadow", "clover")) == ["garden", "rose"]
    assert switch_off(site, takes_back("garden", "tulip")) == ["garden", "rose"]  # it was off


def test_hook_ceres_on_disabled_is_called_for_those_that_go_with_it(site: Site) -> None:
    tools = takes_back("tools", "spade"), takes_back("garden", "rose", requires=("tools",))
    assert switch_off(site, *tools, cascade=True) == ["garden", "rose", "spade", "tools"]


def test_hook_ceres_on_disabled_costs_only_the_rows_of_the_plugin_that_raises(site: Site) -> None:
    def ceres_on_disabled(db: Session) -> None:
        add_switch(db, "rose")
        raise RuntimeError

    assert switch_off(site, make_plugin("garden", ceres_on_disabled)) == ["garden"]
