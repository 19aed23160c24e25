"""Builds a site from its settings, and the WSGI application from the site."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pyramid_tm
from pyramid.config import Configurator

from ceres.config.settings import Settings
from ceres.db.engine import Database
from ceres.plugins.host import PluginHost
from ceres.storage import DocumentStore
from ceres.storage.files import make_store
from ceres.web.proxy import TrustedProxies
from ceres.web.request import Request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# Order matters: each line may rely on the ones above it.
INCLUDES = (
    "pyramid_tm",
    "pyramid_jinja2",
    "ceres.db.wiring",  # request.database, request.db
    "ceres.storage.wiring",  # request.documents
    "ceres.i18n.wiring",  # request.translate, locale negotiation, template filters
    "ceres.plugins.wiring",  # request.hooks, the gate before every plugin's view
    "ceres.branding.wiring",  # what the site shows as its own
    "ceres.security.wiring",  # policy, CSRF, response headers; every view needs a permission
    "ceres.web.wiring",  # frame, static files, error pages, health
    "ceres.audit.wiring",  # request.trail and the tweens that write it
    "ceres.mail.wiring",  # letters from templates
    "ceres.worker.wiring",  # says when nobody does the jobs
    "ceres.sessions.wiring",  # log-in, log-out, identity from the cookie
    "ceres.content.wiring",  # guide, questions, legal notices
    "ceres.recovery.wiring",  # lost passwords, demands for an account
    "ceres.reports.wiring",  # results, searches, documents
    "ceres.admin.wiring",  # modules, users, journal
    "ceres.profile.wiring",  # « Mon profil »
    "ceres.routes",
    "ceres.plugins.features",  # each plugin's templates, static files, routes and views
)


@dataclass(frozen=True)
class Site:
    """One installed site: what every door (web, command line, intake) opens first."""

    settings: Settings
    database: Database
    documents: DocumentStore
    plugins: PluginHost


def open_site(settings: Settings) -> Site:
    """Return the site that ``settings`` describes, with the plugins' own checked; nothing is read or written yet."""
    plugins = PluginHost.load(settings)
    return Site(
        settings=replace(settings, plugins=plugins.settings(settings.plugins)),
        database=Database(settings.database.url),
        documents=make_store(settings.storage),
        plugins=plugins,
    )


def make_app(site: Site) -> WSGIApplication:
    """Return the portal as a WSGI application."""
    return finish(configure(site))


def finish(config: Configurator) -> WSGIApplication:
    """Return the portal that was put together, started."""
    proxies = config.registry["ceres.site"].settings.security.proxies
    return TrustedProxies(config.make_wsgi_app(), proxies)


def configure(site: Site) -> Configurator:
    """Return the portal put together, not yet started."""
    config = Configurator(settings=_pyramid_settings(), request_factory=Request)
    config.registry["ceres.site"] = site
    for name in INCLUDES:
        config.include(name)
    return config


def _pyramid_settings() -> dict[str, Any]:
    return {
        "tm.manager_hook": pyramid_tm.explicit_manager,
        "tm.commit_veto": "pyramid_tm.default_commit_veto",
        "tm.annotate_user": False,
        "jinja2.undefined": "strict",
        "jinja2.trim_blocks": True,
        "jinja2.lstrip_blocks": True,
    }
