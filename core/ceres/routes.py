"""Every route of the core, in one table; plugins add theirs under ``/x/<name>/``."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pyramid.config import Configurator

ROUTES: tuple[tuple[str, str], ...] = (
    ("home", "/"),
    ("login", "/login"),
    ("logout", "/logout"),
    ("session", "/session"),
    ("password", "/password"),
    ("password.new", "/password/new"),
    ("access", "/access"),
    ("language", "/language/{code}"),
    ("display", "/display/{code}"),
    ("results", "/results"),
    ("search", "/search/{tab}"),
    ("report", "/reports/{id}"),
    ("report.current", "/reports/{id}/versions/current.pdf"),
    ("report.version", r"/reports/{id}/versions/{number:\d{1,6}}.pdf"),
    ("admin", "/admin"),
    ("admin.plugins", "/admin/plugins"),
    ("admin.plugins/install", "/admin/plugins/install"),
    ("admin.plugins/one", "/admin/plugins/{name}"),
    ("admin.accounts", "/admin/accounts"),
    ("admin.accounts/new", "/admin/accounts/new"),
    ("admin.accounts/import", "/admin/accounts/import"),
    ("admin.accounts/import/model", "/admin/accounts/import.csv"),
    ("admin.accounts/one", "/admin/accounts/of/{login}"),
    ("admin.prescribers", "/admin/prescribers"),
    ("admin.prescribers/one", r"/admin/prescribers/{id:\d{1,18}}"),
    ("admin.pages", "/admin/pages"),
    ("admin.pages/one", "/admin/pages/{slug}/{language}"),
    ("admin.pages/version", r"/admin/pages/{slug}/{language}/{number:\d{1,9}}"),
    ("admin.journal", "/admin/journal"),
    ("admin.journal/export", "/admin/journal.{format:csv|jsonl|fhir}"),
    ("admin.journal/verify", "/admin/journal/verify"),
    ("admin.journal/one", r"/admin/journal/{number:\d{1,18}}"),
    ("admin.branding", "/admin/branding"),
    ("admin.branding/colour", r"/admin/branding/colour-{colour:[0-9a-f]{6}}.css"),
    ("admin.mail", "/admin/mail"),
    ("admin.health", "/admin/health"),
    ("admin.about", "/admin/about"),
    ("admin.page", r"/admin/{slug:[a-z0-9-]{1,40}}"),
    ("page", "/pages/{slug}"),
    ("profile", "/profile"),
    ("profile.email", "/profile/email"),
    ("profile.email.cancel", "/profile/email/cancel"),
    ("profile.email.confirm", "/profile/email/confirm"),
    ("profile.email.object", "/profile/email/object"),
    ("profile.password", "/profile/password"),
    ("profile.reset", "/profile/reset"),
    ("profile.language", "/profile/language"),
    ("profile.sessions", "/profile/sessions"),
    ("profile.history", "/profile/history"),
    ("profile.export", "/profile/export.json"),
    ("health", "/health"),
    ("brand.logo", r"/static/logo-{hash:[0-9a-f]{64}}.{kind:svg|png}"),
    ("stylesheet", r"/static/{layout:style|mobile}-{hash:[0-9a-f]+}.css"),
)


def includeme(config: Configurator) -> None:
    """Declare the routes in the order of the table."""
    for name, pattern in ROUTES:
        config.add_route(name, pattern)
