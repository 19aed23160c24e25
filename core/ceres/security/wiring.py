"""Puts the policy, the CSRF check and the headers in place: a view that says nothing is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.events import NewResponse

from ceres.security.csrf import CookieBoundTokens
from ceres.security.headers import add_headers
from ceres.security.passwords import make_passwords
from ceres.security.permissions import Permission
from ceres.security.policy import SecurityPolicy

if TYPE_CHECKING:
    from pyramid.config import Configurator

PASSWORDS = "ceres.passwords"
"""Registry key of the `Passwords` of the portal."""


def includeme(config: Configurator) -> None:
    """Close every view that does not say who may enter, and every form without a token."""
    config.registry.setdefault(PASSWORDS, make_passwords())
    config.set_security_policy(SecurityPolicy(config.registry["ceres.site"].grants))
    config.set_default_permission(Permission.SIGNED_IN)
    config.set_csrf_storage_policy(CookieBoundTokens())
    config.set_default_csrf_options(require_csrf=True)
    config.add_subscriber(add_headers, NewResponse)
    config.include("ceres.security.doors")
