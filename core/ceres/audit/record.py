"""An event as it is handed to plugins: plain values, detached from the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from ceres.audit.models import Outcome


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One event of the journal, after its commit: who, what, when, where, how it ended.

    Texts hold no control character, no password and no patient's name. ``content_hash`` (SHA-256) is the one that the
    event carries in the journal: it finds the event there, and proves that this is what was written.
    """

    at: datetime  # UTC
    action: str  # "subject.verb"
    outcome: Outcome
    account_id: int | None
    login: str
    prescriber_id: int | None  # acted for
    object_type: str
    object_id: str
    detail: Mapping[str, str | int | bool | tuple[str, ...] | None]
    ip: str
    session_id: str  # its public name, which opens nothing
    request_id: str
    content_hash: str


def record_of(columns: Mapping[str, Any]) -> AuditRecord:
    """Return the record of an event that was written as ``columns``."""
    detail = {name: tuple(value) if isinstance(value, list) else value for name, value in columns["detail"].items()}
    return AuditRecord(**{**columns, "detail": MappingProxyType(detail)})
