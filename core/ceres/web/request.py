"""The request every view receives, with what the portal adds to Pyramid's."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date, datetime, tzinfo

    from pyramid.registry import Registry
    from sqlalchemy import Row
    from sqlalchemy.orm import Session
    from webob.request import Request as BaseRequest

    from ceres.audit.trail import Trail
    from ceres.branding.brand import Brand
    from ceres.branding.looks import Look
    from ceres.config.settings import Settings
    from ceres.db.engine import Database
    from ceres.i18n.languages import Languages
    from ceres.i18n.localizer import RememberingLocalizer
    from ceres.i18n.names import Named
    from ceres.plugins.hooks import Hooks
    from ceres.security.identity import Identity
    from ceres.sessions.remaining import TimeLeft
    from ceres.storage import DocumentStore
    from ceres.web.slots import Slots

    class Request(BaseRequest):
        """Type of ``request``; each attribute is added by the ``includeme`` named beside it."""

        registry: Registry
        matchdict: dict[str, str]
        matched_route: Any
        context: Any
        exception: BaseException | None
        localizer: RememberingLocalizer  # ceres.i18n
        languages: Languages  # ceres.i18n: those of the site, by code
        locale_name: str  # ceres.i18n: the code of one of them
        tm: Any
        response: Any

        id: str  # ceres.web: reference number of the request, shown on error pages
        now: datetime  # ceres.web: one instant for the whole request, UTC
        zone: tzinfo  # ceres.web: the site's zone
        look: Look  # ceres.branding: the look in force
        brand: Brand  # ceres.branding: what the site shows as its own, in the language of the request
        settings: Settings  # ceres.config
        addresses: Mapping[str, Any]  # ceres.web: those that every page of the request needs
        slots: Slots  # ceres.web: what plugins put into the named places of the page
        database: Database  # ceres.db
        db: Session  # ceres.db: the request's own transaction (read-only for GET and HEAD)
        documents: DocumentStore  # ceres.storage
        live: Row[Any]  # ceres.db: what holds in every process at once, read with who is signed in or by itself
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

        def write_name(self, person: Named) -> str:
            """Write a name as the language of the request does (ceres.i18n)."""

        def write_number(self, n: int) -> str:
            """Write a count as the language of the request does (ceres.i18n)."""

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
        plugin_off = False


__all__ = ["Request"]
