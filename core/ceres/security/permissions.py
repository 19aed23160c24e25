"""Roles and permissions of the core in one table (``scope:action``); `ceres.security.grants` adds those of plugins."""

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


def roles_of(permission: str) -> frozenset[Role]:
    """Return the roles that hold a permission of the core; none when it is no such permission."""
    if permission == Permission.SIGNED_IN:
        return frozenset(Role)
    return frozenset(role for role, granted in GRANTS.items() if permission in granted)
