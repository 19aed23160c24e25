"""What every format has: an envelope, and what it asks for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Protocol
from zoneinfo import ZoneInfo

from ceres.api import IncomingPrescriber
from ceres_intake.acts import Act
from ceres_intake.documents.finding import Fetching
from ceres_intake.known import Memory
from ceres_intake.profile import PUBLISH, SourceProfile
from ceres_intake.reading.reading import Examination
from ceres_intake.reading.reports import ReportReader
from ceres_intake.sources.choosing import Profiles, Source

UNKNOWN = "inconnu"


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What does not stand in the message itself."""

    received_at: datetime
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("UTC"))
    charset: str = ""  # where a message declares none
    profiles: Profiles = field(default_factory=Profiles)
    memory: Memory = field(default_factory=Memory)
    unmapped: str = PUBLISH  # where a source's own table does not say
    door: str = ""  # name of the listener or of the folder it came through
    origin: str = ""  # path of the file, address of the peer
    fetching: Fetching | None = None  # what fetches documents that are only pointed to
    addressee: IncomingPrescriber | None = None  # of reports that name nobody with certainty, by somebody's decision
    watching: Callable[[Examination], object] | None = None  # is shown how reports are read, published or not

    def chosen(self, source: str) -> Source:
        """Return the table of the site's file that reads ``source``."""
        return self.profiles.choose(source, self.door, self.origin)

    def profile(self, source: str) -> SourceProfile:
        """Return how ``source`` writes."""
        return self.chosen(source).profile

    def reader(self, source: str, profile: SourceProfile | None = None) -> ReportReader:
        """Return what reads reports of ``source``, with its own profile or another one."""
        writes = profile or self.profile(source)
        named = replace(writes, names=self.memory.sections.of(source), unmapped=writes.unmapped or self.unmapped)
        return ReportReader(named, self.zone_of(source), self.fetching, self.watching, self.addressee)

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
