"""What is done with an event."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres_syslog.forwarding import FORWARDERS
from ceres_syslog.messages import message_of

if TYPE_CHECKING:
    from ceres.api import AuditRecord, Settings


def send(event: AuditRecord, settings: Settings) -> None:
    """Send it to the site's server; without one, do nothing. Raises OSError."""
    chosen = settings.plugin("syslog")
    FORWARDERS.unaddressed = not chosen["address"]
    if FORWARDERS.unaddressed:
        return
    forwarder = FORWARDERS.to(chosen["address"])
    forwarder.tally.taken += 1
    forwarder.forward(message_of(event, chosen, forwarder.tally.taken))
