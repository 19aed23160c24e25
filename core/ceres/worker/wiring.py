"""Adds the worker's line to ``/health``: the portal says when nobody does its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.db.clock import utcnow
from ceres.web.health import add_health_check
from ceres.worker.health import worker_check

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Add the check, which counts from now on."""
    add_health_check(config, worker_check(utcnow()))
