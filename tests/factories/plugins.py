"""Plugins made on the spot: a module of functions behind an entry point."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ceres.app import Site
from ceres.plugins.contributions import Search
from ceres.plugins.hookspecs import hookimpl
from ceres.plugins.host import GROUP, PluginHost
from ceres.plugins.info import Category, PluginInfo


@dataclass
class FakeEntry:
    """An entry point whose loading gives ``module`` (imported, when it is a name), or raises it."""

    name: str
    module: ModuleType | str | Exception
    loads: int = 0

    def load(self) -> ModuleType:
        self.loads += 1
        if isinstance(self.module, Exception):
            raise self.module
        return import_module(self.module) if isinstance(self.module, str) else self.module


class NoSearch(Search):
    """A search that nobody makes: for tabs that are only looked at."""

    def form(self, request: Any, data: Any) -> Any:
        raise NotImplementedError

    def criteria(self, request: Any, form: Any) -> Any:
        raise NotImplementedError

    def narrow(self, request: Any, query: Any, criteria: Any) -> Any:
        raise NotImplementedError

    def describe(self, request: Any, criteria: Any) -> Any:
        raise NotImplementedError


def make_info(name: str, **changes: Any) -> PluginInfo:
    """Return the identity card of a test plugin."""
    facts: dict[str, Any] = {"title": name, "version": "1.0", "category": Category.SEARCH, "description": "Essai.", **changes}
    return PluginInfo(name=name, **facts)


def make_plugin(name: str, *functions: Callable[..., Any], info: PluginInfo | None = None, **attributes: Any) -> FakeEntry:
    """Return the entry of a plugin named ``name`` whose hooks are ``functions`` (by their names)."""
    module = ModuleType(f"test_plugin_{name.replace('-', '_')}")
    vars(module).update({"INFO": info or make_info(name), **attributes})
    vars(module).update({function.__name__: hookimpl(function) for function in functions})
    return FakeEntry(name, module)


def make_host(*entries: FakeEntry, **options: Any) -> PluginHost:
    """Return a host of these plugins only."""
    return PluginHost(entries, **options)


def importable(entry: FakeEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the plugin's module be found by its name."""
    assert isinstance(entry.module, ModuleType)
    monkeypatch.setitem(sys.modules, entry.module.__name__, entry.module)


def make_package(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, files: Mapping[str, str]) -> FakeEntry:
    """Write the package ``ceres_<name>`` as a plugin's author would, and return the entry of its ``plugin`` module."""
    package = f"ceres_{name.replace('-', '_')}"
    for path, text in {"__init__.py": "", **files}.items():
        file = folder / package / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))
    for module in [each for each in sys.modules if each.partition(".")[0] == package]:
        monkeypatch.delitem(sys.modules, module)
    return FakeEntry(name, f"{package}.plugin")


def with_plugins(site: Site, *entries: FakeEntry) -> Site:
    """Return the site with these plugins besides those that are installed."""
    plugins = PluginHost([*entry_points(group=GROUP), *entries], site.settings.blocked)
    given = {entry.name: site.settings.plugin(entry.name) for entry in entries}
    tables = {**site.settings.plugins, **PluginHost(entries).settings(given)}
    return replace(site, plugins=plugins, settings=replace(site.settings, plugins=tables))
