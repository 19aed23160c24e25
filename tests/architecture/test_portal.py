"""The laws that show only once the portal is put together: names, permissions, what is open to all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pyramid.security import NO_PERMISSION_REQUIRED

from ceres.app import Site, configure, make_app
from ceres.plugins.loading import BrokenPlugin
from ceres.routes import ROUTES
from factories.plugins import make_package, with_plugins
from factories.sources import ROOT

OPEN_TO_ALL = {
    "access",
    "brand.logo",
    "display",
    "health",
    "language",
    "login",
    "page",
    "password",
    "password.new",
    "profile.email.confirm",
    "profile.email.object",
    "session",
    "stylesheet",
}


@pytest.fixture
def introspector(site: Site) -> Any:
    """What Pyramid knows of the portal."""
    config = configure(site)
    config.commit()
    return config.introspector


def views(introspector: Any) -> Iterator[tuple[str, str]]:
    """Yield the route and the permission of each view that a request can reach."""
    for each in introspector.get_category("views"):
        view = each["introspectable"]
        if view["exception_only"] or view["context"] is not None:
            continue
        permissions = [related["value"] for related in each["related"] if related.category_name == "permissions"]
        assert len(permissions) == 1, f"{view['callable']} names no permission"
        yield view["route_name"], permissions[0]


def test_every_view_has_a_permission_or_is_known_to_be_open(introspector: Any, site: Site) -> None:
    found = set(views(introspector))
    assert {route for route, permission in found if permission == NO_PERMISSION_REQUIRED and not route.startswith("__")} == OPEN_TO_ALL
    assert all(site.grants.known(permission) for _, permission in found if permission != NO_PERMISSION_REQUIRED)


def test_only_static_files_are_open_without_a_name(introspector: Any) -> None:
    nameless = {route for route, _ in views(introspector) if route.startswith("__")}
    assert nameless
    assert all(route.startswith("__static/") for route in nameless)


def test_the_names_of_a_plugin_carry_its_name(introspector: Any) -> None:
    core = {name for name, _ in ROUTES}
    for each in introspector.get_category("routes"):
        route, source = each["introspectable"], Path(each["introspectable"].action_info.file)
        if route["name"].startswith("__static/"):
            continue
        if source.is_relative_to(ROOT / "plugins"):
            plugin = source.relative_to(ROOT / "plugins").parts[0]
            assert route["name"].startswith(f"ceres_{plugin}.")
            assert route["pattern"].startswith(f"/x/{plugin}")
        else:
            assert route["name"] in core


def test_the_names_of_routes_are_one_of_a_kind() -> None:
    assert len({name for name, _ in ROUTES}) == len(ROUTES)
    assert len({pattern for _, pattern in ROUTES}) == len(ROUTES)


PLUGIN = """
from ceres.plugins.info import Category, PluginInfo

INFO = PluginInfo("garden", "Jardin", "1.0", Category.BANNER, "Essai.")


def includeme(config):
    config.add_route("{name}", "{pattern}")
"""


@pytest.mark.parametrize(("name", "pattern"), [("login", "/x/garden"), ("ceres_garden.show", "/login"), ("ceres_garden.show", "/garden")])
def test_a_plugin_that_takes_a_name_of_others_stops_the_start(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, pattern: str
) -> None:
    entry = make_package(tmp_path, monkeypatch, "garden", {"plugin.py": PLUGIN.format(name=name, pattern=pattern)})
    with pytest.raises(BrokenPlugin, match=r"ceres_garden\."):
        make_app(with_plugins(site, entry))
