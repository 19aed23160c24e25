"""An event of the journal as a syslog message."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.api import SYSLOG_FACILITIES, Outcome, Severity, SyslogMessage

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from ceres.api import AuditRecord

ELEMENT = "ceres"
HIGHEST = 2**31 - 1  # of a sequenceId (RFC 5424 §7.3.1)


def message_of(event: AuditRecord, settings: Mapping[str, Any], number: int) -> SyslogMessage:
    """Return the message of an event, the ``number``th of this process.

    Of its detail only the reason is told: the rest is read in the journal, where ``hash`` finds it.
    """
    return SyslogMessage(
        at=event.at,
        kind=event.action,
        text=f"{event.action} {event.outcome.value}",
        facility=SYSLOG_FACILITIES[settings["facility"]],
        severity=Severity.INFO if event.outcome is Outcome.SUCCESS else Severity.WARNING,
        data={"meta": {"sequenceId": str((number - 1) % HIGHEST + 1)}, f"{ELEMENT}@{settings['enterprise']}": _facts(event)},
    )


def _facts(event: AuditRecord) -> dict[str, str]:
    return {
        "action": event.action,
        "outcome": event.outcome.value,
        "reason": str(event.detail.get("reason") or ""),
        "login": event.login,
        "account": _number(event.account_id),
        "prescriber": _number(event.prescriber_id),
        "objectType": event.object_type,
        "object": event.object_id,
        "ip": event.ip,
        "session": event.session_id,
        "request": event.request_id,
        "hash": event.content_hash,
    }


def _number(value: int | None) -> str:
    return "" if value is None else str(value)
