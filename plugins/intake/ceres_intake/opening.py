"""A message with the profile that reads it; taking in and explaining both begin here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from zoneinfo import ZoneInfo

from ceres_intake.documents.fetching import Fetcher
from ceres_intake.hl7.message import Message
from ceres_intake.reading.reports import ReportReader
from ceres_intake.sources.choosing import Profiles, Source

DEFAULT_MAX_SIZE = 20 * 1024 * 1024
UNKNOWN = "inconnu"
SOURCE_PART = 59


@dataclass(frozen=True, slots=True)
class IntakeSettings:
    """What a site decides."""

    max_message_size: int = DEFAULT_MAX_SIZE  # bytes
    default_charset: str = ""  # where a message declares none
    zone: tzinfo = field(default_factory=lambda: ZoneInfo("UTC"))
    profiles: Profiles = field(default_factory=Profiles)
    document_urls: Sequence[str] = ()  # where documents that messages only point to may be fetched


@dataclass(frozen=True, slots=True)
class Opened:
    """A message, the name of its sender, and how to read it."""

    message: Message
    source: str
    chosen: Source


class Opening:
    """Opens messages for one door of a site; ``door`` is the name of a listener or a folder, where it has one."""

    def __init__(self, settings: IntakeSettings, door: str = "") -> None:
        self._settings = settings
        self._door = door
        urls = settings.document_urls
        self._fetching = Fetcher(urls, settings.max_message_size) if urls else None

    def open(self, raw: bytes, origin: str) -> Opened:
        """Return the message in ``raw``, decoded as its source writes."""
        message = Message.parse(raw, self._settings.default_charset)
        source = source_of(message)
        chosen = self._settings.profiles.choose(source, self._door, origin)
        if chosen.profile.charset:
            message = Message.parse(raw, chosen.profile.charset)
        return Opened(message, source, chosen)

    def reader(self, chosen: Source) -> ReportReader:
        """Return what reads messages of ``chosen``."""
        profile = chosen.profile
        return ReportReader(profile, ZoneInfo(profile.time_zone) if profile.time_zone else self._settings.zone, self._fetching)


def source_of(message: Message) -> str:
    """Return the name of the sender: "MSH-3.1/MSH-4.1"."""
    return "/".join(message.header.component(field)[:SOURCE_PART] or UNKNOWN for field in (3, 4))
