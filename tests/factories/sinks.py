"""Plugins that are handed the events of the journal, on a test site."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from ceres.app import Site
from ceres.audit.record import AuditRecord
from factories.plugins import FakeEntry, make_plugin, with_plugins


def listener(name: str, heard: list[AuditRecord]) -> FakeEntry:
    """Return a plugin that keeps what it hears."""

    def ceres_audit_sink(event: AuditRecord) -> None:
        heard.append(event)

    return make_plugin(name, ceres_audit_sink)


@contextmanager
def listening(site: Site, *entries: FakeEntry, **settings: dict[str, Any]) -> Iterator[Site]:
    """Let the plugins hear what happens on the site for the time of the block, all of it when it ends."""
    full = with_plugins(site, *entries)
    tables = {name.replace("_", "-"): {**full.settings.plugin(name), **table} for name, table in settings.items()}
    full = replace(full, settings=replace(full.settings, plugins={**full.settings.plugins, **tables}))
    try:
        yield full
    finally:
        full.sinks.close()
        site.hand_over()
