"""Roles and permissions: the whole policy in one table (``scope:action``)."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """What an account may do in the portal."""

    PRESCRIBER = "prescriber"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"


class Permission(StrEnum):
    """What a view may require."""

    SIGNED_IN = "signed-in"
    """Any open session: own profile, log-out, home page."""

    REPORT_READ = "report:read"
    """Lists, searches, reports, documents; the rows are then narrowed by ``ReportQuery.visible_to``."""

    ADMIN_MANAGE = "admin:manage"
    """Modules, users, contents, laboratory flow."""

    JOURNAL_READ = "journal:read"
    """The traced access log of everybody."""


GRANTS: dict[Role, frozenset[Permission]] = {
    Role.PRESCRIBER: frozenset({Permission.REPORT_READ}),
    Role.ADMINISTRATOR: frozenset({Permission.ADMIN_MANAGE, Permission.JOURNAL_READ}),
    Role.AUDITOR: frozenset({Permission.JOURNAL_READ}),
}


def permissions_of(roles: frozenset[str]) -> frozenset[Permission]:
    """Return every permission granted by ``roles``."""
    granted = {Permission.SIGNED_IN}
    for role in roles:
        granted |= GRANTS[Role(role)]
    return frozenset(granted)
