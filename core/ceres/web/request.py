"""The request every view receives, with what the portal adds to Pyramid's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, tzinfo

    from pyramid.i18n import Localizer
    from pyramid.registry import Registry
    from sqlalchemy.orm import Session
    from webob.request import Request as BaseRequest

    from ceres.audit.trail import Trail
    from ceres.branding.brand import Brand
    from ceres.config.settings import Settings
    from ceres.db.engine import Database
    from ceres.plugins.hooks import Hooks
    from ceres.security.identity import Identity
    from ceres.sessions.remaining import TimeLeft
    from ceres.storage import DocumentStore

    class Request(BaseRequest):
        """Type of ``request``; each attribute is added by the ``includeme`` named beside it."""

        registry: Registry
        matchdict: dict[str, str]
        matched_route: Any
        context: Any
        exception: BaseException | None
        localizer: Localizer
        locale_name: str  # ceres.i18n: "fr" or "en"
        tm: Any
        response: Any

        id: str  # ceres.web: reference number of the request, shown on error pages
        now: datetime  # ceres.web: one instant for the whole request, UTC
        zone: tzinfo  # ceres.web: the site's zone
        brand: Brand  # ceres.branding: what the site shows as its own, in the language of the request
        settings: Settings  # ceres.config
        database: Database  # ceres.db
        db: Session  # ceres.db: the request's own transaction (read-only for GET and HEAD)
        documents: DocumentStore  # ceres.storage
        plugin_switches: Mapping[str, bool] | None  # ceres.plugins: read with something else, or not yet
        plugin_off: bool  # ceres.plugins: it leads to a plugin that is off
        hooks: Hooks  # ceres.plugins: bound to the plugins enabled for this request
        identity: Identity | None  # ceres.security
        trail: Trail  # ceres.audit
        time_left: TimeLeft  # ceres.sessions: until the session ends by itself

        def translate(self, text: str, **mapping: str) -> str:
            """Translate a msgid (ceres.i18n)."""

        def pluralize(self, singular: str, plural: str, n: int, **mapping: str) -> str:
            """Translate a msgid with a number (ceres.i18n)."""

        def write_day(self, value: str | date) -> str:
            """Write a day as the language of the request does (ceres.i18n)."""

        def write_moment(self, value: datetime) -> str:
            """Write a moment for a sentence, « lundi 2 mars à 18:42 » (ceres.i18n)."""

        def route_path(self, route_name: str, *elements: str, **kw: Any) -> str:
            """Path of a route (Pyramid)."""

        def static_path(self, path: str, **kw: Any) -> str:
            """Path of a static file (Pyramid)."""

        def has_permission(self, permission: str, context: Any = None) -> bool:
            """Whether the policy and every veto allow it (Pyramid)."""
else:
    from pyramid.request import Request as PyramidRequest

    class Request(PyramidRequest):
        """Pyramid's request."""

        # The server caps what a page may send (security.max_body): a form stays in memory, without a file to close.
        request_body_tempfile_limit = 1024**3
        plugin_switches = None
        plugin_off = False


__all__ = ["Request"]
