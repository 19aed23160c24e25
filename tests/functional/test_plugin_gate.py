"""The gate: while a plugin is off, its pages, forms and static files do not exist."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from webtest import TestApp

from ceres.app import Site, make_app
from ceres.plugins.loading import BrokenPlugin
from factories.browsers import BROWSER
from factories.plugins import FakeEntry, make_package, with_plugins
from factories.statements import statements
from factories.switches import add_switch

Switch = Callable[[str, bool], None]

PLUGIN = """
from pyramid.security import NO_PERMISSION_REQUIRED as OPEN

from ceres.plugins.info import Category, PluginInfo

INFO = PluginInfo("garden", "Jardin", "1.0", Category.BANNER, "Essai.")


def includeme(config):
    config.add_route("ceres_garden.show", "/x/garden/show")
    config.add_route("ceres_garden.scanned", "/x/garden/scanned")
    config.add_route("ceres_garden.deep", "/x/garden/deep")
    config.add_view(show, route_name="ceres_garden.show", permission=OPEN, renderer="ceres_garden/show.jinja2")
    config.add_view(sow, route_name="ceres_garden.show", permission=OPEN, request_method="POST")
    config.add_view(shared, route_name="login", permission=OPEN, request_param="garden")
    config.scan("ceres_garden.scanned")
    config.include("ceres_garden.deep.views")


def show(request):
    return {"flower": "rose"}


def sow(request):
    request.response.text = "sown"
    return request.response


def shared(request):
    request.response.text = "from the garden"
    return request.response
"""
SCANNED = """
from pyramid.view import view_config


@view_config(route_name="ceres_garden.scanned", permission="__no_permission_required__", renderer="string")
def scanned(request):
    return "scanned"
"""
DEEP = """
def includeme(config):
    config.add_view(lambda request: "deep", route_name="ceres_garden.deep", permission="__no_permission_required__", renderer="string")
"""
GARDEN = {
    "plugin.py": PLUGIN,
    "scanned.py": SCANNED,
    "deep/__init__.py": "",
    "deep/views.py": DEEP,
    "templates/ceres_garden/show.jinja2": "a {{ flower }}",
    "static/garden.css": "p { color: green }",
}
ADDRESSES = ["/x/garden/show", "/x/garden/scanned", "/x/garden/deep", "/static/ceres_garden/garden.css"]


@pytest.fixture
def switch(site: Site) -> Switch:
    """Switch a plugin as another process would."""

    def set_state(name: str, enabled: bool) -> None:
        with site.database.write() as db:
            add_switch(db, name, enabled=enabled)

    return set_state


@pytest.fixture
def portal(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> TestApp:
    return TestApp(make_app(with_plugins(site, make_package(tmp_path, monkeypatch, "garden", GARDEN))), extra_environ=BROWSER)


@pytest.mark.parametrize("address", ADDRESSES)
def test_views_and_static_files_follow_the_switch(portal: TestApp, switch: Switch, address: str) -> None:
    portal.get(address, status=200)
    switch("garden", False)
    portal.get(address, status=404)
    portal.head(address, status=404)
    switch("garden", True)
    portal.get(address, status=200)


def test_a_form_of_a_plugin_that_is_off_answers_404_before_anything_else(portal: TestApp, switch: Switch) -> None:
    portal.post("/x/garden/show", status=400)  # no token
    switch("garden", False)
    portal.post("/x/garden/show", status=404)


def test_a_template_is_found_under_the_name_of_its_package(portal: TestApp) -> None:
    assert portal.get("/x/garden/show").text == "a rose"


def test_the_core_answers_where_a_plugin_had_taken_its_place(portal: TestApp, switch: Switch) -> None:
    assert portal.get("/login?garden=1").text == "from the garden"
    switch("garden", False)
    assert "from the garden" not in portal.get("/login?garden=1").text


def test_the_switch_is_read_once_a_request(portal: TestApp, site: Site) -> None:
    with statements(site) as sent:
        portal.get("/x/garden/show")
    assert len([each for each in sent if "plugin_state" in each]) == 1


def test_an_unnamed_permission_keeps_the_page_closed(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unnamed = {**GARDEN, "plugin.py": PLUGIN.replace("permission=OPEN, renderer", "renderer")}
    portal = TestApp(make_app(with_plugins(site, make_package(tmp_path, monkeypatch, "garden", unnamed))), extra_environ=BROWSER)
    answer = portal.get("/x/garden/show", expect_errors=True)
    assert answer.status_int in (303, 403)


def test_a_package_of_several_plugins_has_no_views(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    other = PLUGIN.replace('"garden", "Jardin"', '"garden-other", "Jardin"')
    first = make_package(tmp_path, monkeypatch, "garden", {**GARDEN, "other.py": other})
    with pytest.raises(BrokenPlugin, match="un paquet à lui seul"):
        make_app(with_plugins(site, first, FakeEntry("garden-other", "ceres_garden.other")))


def test_a_plugin_that_fails_to_wire_itself_is_named(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = {"plugin.py": PLUGIN.replace("def includeme(config):", "def includeme(config):\n    raise KeyError('seed')")}
    with pytest.raises(BrokenPlugin, match=r"garden.*KeyError"):
        make_app(with_plugins(site, make_package(tmp_path, monkeypatch, "garden", broken)))
