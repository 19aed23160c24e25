"""Wires log-in, log-out and who is signed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.security import NO_PERMISSION_REQUIRED

from ceres.security.permissions import Permission
from ceres.security.policy import IDENTITY_LOADER
from ceres.sessions import views
from ceres.sessions.identity import load_identity
from ceres.sessions.remaining import time_left

if TYPE_CHECKING:
    from pyramid.config import Configurator

LOGIN = {"route_name": "login", "renderer": "ceres/login.jinja2", "permission": NO_PERMISSION_REQUIRED}
TIME = {"route_name": "session", "renderer": "json"}
LOGOUT = {"route_name": "logout", "permission": Permission.SIGNED_IN}


def includeme(config: Configurator) -> None:
    """Add the views, and the policy's source of identities."""
    config.registry[IDENTITY_LOADER] = load_identity
    config.add_jinja2_search_path("ceres.sessions:templates")
    config.add_view(views.LoginView, attr="show", request_method="GET", **LOGIN)
    config.add_view(views.LoginView, attr="sign_in", request_method="POST", **LOGIN)
    config.add_view(views.stay, request_method="POST", permission=Permission.SIGNED_IN, **TIME)
    config.add_view(views.look, request_method="GET", permission=NO_PERMISSION_REQUIRED, **TIME)
    config.add_request_method(time_left, "time_left", reify=True)
    config.add_view(views.sign_out, request_method="POST", **LOGOUT)
    config.add_view(views.no_sign_out_by_link, request_method="GET", **LOGOUT)
