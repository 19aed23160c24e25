"""What every format has: an envelope, and what it asks for."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from ceres_intake.acts import Act
from ceres_intake.known import DocumentNumbers, NoMemory
from ceres_intake.profile import Profiles, SourceProfile

UNKNOWN = "inconnu"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What does not stand in the message itself."""

    received_at: datetime
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("UTC"))
    charset: str = ""  # where a message declares none
    profiles: Profiles = field(default_factory=Profiles)
    documents: DocumentNumbers = field(default_factory=NoMemory)

    def profile(self, source: str) -> SourceProfile:
        """Return how ``source`` writes."""
        return self.profiles.of(source)

    def zone_of(self, source: str) -> tzinfo:
        """Return the zone of the clock of ``source``."""
        name = self.profile(source).time_zone
        return ZoneInfo(name) if name else self.zone


class Letter(Protocol):
    """One message, opened."""

    @property
    def source(self) -> str:
        """Name of the sender's profile."""

    @property
    def control_id(self) -> str:
        """What the sender calls the message; may be empty."""

    @property
    def message_type(self) -> str:
        """What the sender says it is."""

    def act(self) -> Act:
        """Return what the message asks for.

        Raises:
            Unplaceable: it cannot be told with certainty.
        """
