"""What a service says when something must be traced; who, when and from where are added by the log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from ceres.audit.models import Outcome


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One act to trace; never a password, a patient's name or free text from outside in ``detail``."""

    action: str  # "subject.verb", declared in ceres.audit.actions or by ceres_audit_actions
    outcome: Outcome = Outcome.SUCCESS
    object_type: str = ""
    object_id: str = ""
    prescriber_id: int | None = None
    account_id: int | None = None  # when it differs from the signed-in account's
    login: str = ""
    session_id: str = ""  # when it differs from the signed-in session's
    detail: Mapping[str, str | int | bool | list[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditContext:
    """Who acts and from where."""

    account_id: int | None = None
    login: str = ""
    ip: str = ""
    session_id: str = ""
    request_id: str = ""
