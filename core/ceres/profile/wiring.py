"""Wires « Mon profil »: its addresses are the core's, and exist while the plugin that brings its panels is on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pyramid.security import NO_PERMISSION_REQUIRED

from ceres.profile.views import page
from ceres.profile.views.email_links import EmailLinkView
from ceres.profile.views.forms import ProfileForms
from ceres.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator

PLUGIN = {"plugin": "profile"}
OWN = {"permission": Permission.SIGNED_IN, **PLUGIN}
READS = {"request_method": "GET", **OWN}
FORMS = (
    ("profile.email", "email"),
    ("profile.email.cancel", "cancel_email"),
    ("profile.password", "password"),
    ("profile.reset", "reset"),
    ("profile.language", "language"),
    ("profile.sessions", "sessions"),
)
LINKS = (("profile.email.confirm", "confirm"), ("profile.email.object", "object"))


def includeme(config: Configurator) -> None:
    """Add the views."""
    config.add_jinja2_search_path("ceres.profile:templates")
    config.add_view(page.show, route_name="profile", renderer="ceres/profile.jinja2", **READS)
    config.add_view(page.history, route_name="profile.history", renderer="ceres/history.jinja2", **READS)
    config.add_view(page.export, route_name="profile.export", renderer="json", **READS)
    for route, method in FORMS:
        config.add_view(page.back, route_name=route, **READS)
        config.add_view(ProfileForms, attr=method, route_name=route, request_method="POST", renderer="ceres/profile.jinja2", **OWN)
    for route, method in LINKS:
        link = {"route_name": route, "renderer": f"ceres/email_{method}.jinja2", "permission": NO_PERMISSION_REQUIRED, **PLUGIN}
        config.add_view(EmailLinkView, attr="show", request_method="GET", **link)
        config.add_view(EmailLinkView, attr=method, request_method="POST", **link)
