"""Gives each request its trail, puts around the views the tweens that write it, and adds the journal to ``/health``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.tweens import EXCVIEW, INGRESS

from ceres.audit.health import JOURNAL
from ceres.audit.trail import Trail
from ceres.web.health import add_health_check

if TYPE_CHECKING:
    from pyramid.config import Configurator

    from ceres.web.request import Request

TRANSACTION = "pyramid_tm.tm_tween_factory"


def new_trail(request: Request) -> Trail:
    """Return the empty trail of a request."""
    return Trail()


def includeme(config: Configurator) -> None:
    """Add ``request.trail``, both tweens, one on each side of the transaction, and the line of ``/health``."""
    config.add_request_method(new_trail, "trail", reify=True)
    config.add_tween("ceres.audit.tweens.after_transaction", under=INGRESS, over=TRANSACTION)
    config.add_tween("ceres.audit.tweens.inside_transaction", under=TRANSACTION, over=EXCVIEW)
    add_health_check(config, JOURNAL)
