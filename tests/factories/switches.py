"""Rows of ``plugin_state``, as the simplest rows a plugin can write."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from ceres.plugins.models import PluginState


def add_switch(db: Session, name: str, *, enabled: bool = True) -> None:
    """Switch a plugin as another process would."""
    db.merge(PluginState(name=name, enabled=enabled, changed_at=datetime.now(UTC)))


def switches(db: Session) -> list[str]:
    """Return the names of the switches in the database."""
    return list(db.scalars(select(PluginState.name).order_by(PluginState.name)))
