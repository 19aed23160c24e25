"""``ceres_on_enabled``: what a plugin does to its rows when it is switched on again."""

from __future__ import annotations

from sqlalchemy.orm import Session

from ceres.admin.plugins import PluginSwitches
from ceres.app import Site
from ceres.db.clock import utcnow
from factories.plugins import FakeEntry, make_plugin, with_plugins
from factories.switches import add_switch, switches


def switched(site: Site, entry: FakeEntry, *, on: bool) -> list[str]:
    """Switch the plugin as an administrator does; return the names of the switches there are then."""
    full = with_plugins(site, entry)
    with site.database.write() as db:
        desk = PluginSwitches(db, full.plugins, lambda _: None, login="root", now=utcnow())
        (desk.enable if on else desk.disable)(entry.name)
    with site.database.read() as db:
        return switches(db)


def test_hook_ceres_on_enabled(site: Site) -> None:
    def ceres_on_enabled(db: Session) -> None:
        add_switch(db, "rose")

    garden = make_plugin("garden", ceres_on_enabled)
    assert switched(site, garden, on=True) == []  # it was on
    assert switched(site, garden, on=False) == ["garden"]
    assert switched(site, garden, on=True) == ["garden", "rose"]


def test_hook_ceres_on_enabled_costs_only_the_rows_of_the_plugin_that_raises(site: Site) -> None:
    def ceres_on_enabled(db: Session) -> None:
        add_switch(db, "rose")
        raise RuntimeError

    garden = make_plugin("garden", ceres_on_enabled)
    switched(site, garden, on=False)
    assert switched(site, garden, on=True) == ["garden"]
