"""Builds a site from its settings, and the WSGI application from the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyramid_tm
from pyramid.config import Configurator

from ceres.audit.sinks import AuditSinks
from ceres.branding.languages import site_languages
from ceres.config.settings import Settings
from ceres.db.engine import Database
from ceres.plugins.host import PluginHost
from ceres.security.asked import check_asked
from ceres.security.grants import Grants
from ceres.storage import DocumentStore
from ceres.storage.files import make_store
from ceres.web.proxy import TrustedProxies
from ceres.web.request import Request

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

    from ceres.i18n.languages import Languages

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
    given: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)  # the plugins' settings that are no defaults

    def __post_init__(self) -> None:
        """Connect the database with the plugins."""
        self.hand_over()

    def hand_over(self) -> None:
        """Hand what is committed to the journal from now on to the plugins of this site, and of no other on its database."""
        self.database.committed.tell(self.sinks.take)

    @cached_property
    def sinks(self) -> AuditSinks:
        """What the plugins do with the events of the journal."""
        return AuditSinks(self.plugins, self.settings, self.database)

    def close(self) -> None:
        """Let go of what a process of the site holds, once it is done."""
        self.sinks.close()
        self.database.dispose()

    @cached_property
    def grants(self) -> Grants:
        """Who holds which permission; raises BrokenPlugin."""
        return Grants.of(self.plugins)

    @cached_property
    def languages(self) -> Languages:
        """The languages of its pages; raises ConfigError."""
        return site_languages(self.settings.site)


def open_site(settings: Settings) -> Site:
    """Return the site that ``settings`` describes, with the plugins' own checked; nothing is read or written yet."""
    plugins = PluginHost.load(settings)
    site = Site(
        settings=replace(settings, plugins=plugins.settings(settings.plugins)),
        database=Database(settings.database.url),
        documents=make_store(settings.storage),
        plugins=plugins,
        given=settings.plugins,
    )
    site.grants  # noqa: B018 (whatever plugins declare wrong stops every door alike)
    return site


def make_app(site: Site) -> WSGIApplication:
    """Return the portal as a WSGI application."""
    return finish(configure(site))


def finish(config: Configurator) -> WSGIApplication:
    """Return the portal that was put together, started."""
    proxies = config.registry["ceres.site"].settings.security.proxies
    portal = config.make_wsgi_app()
    check_asked(config)
    return TrustedProxies(portal, proxies)


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
