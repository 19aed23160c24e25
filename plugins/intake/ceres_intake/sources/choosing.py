"""Which profile reads a message: the first table of the site's file that its sender and its door satisfy."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ceres_intake.profile import DEFAULT, SourceProfile

ANY = "*"
PEER = re.compile(r"(?:\[([^\]]+)\]|([^:/\s]+)):\d{1,5}")


@dataclass(frozen=True, slots=True)
class Source:
    """One table: whom it is for, and how to read them."""

    name: str  # of the table
    profile: SourceProfile
    sender: str = ""  # "MSH-3.1/MSH-4.1", either of them may be "*"; empty: any
    via: str = ""  # a listener, a peer's address, or a folder; empty: any
    based_on: str = ""  # the shipped profile it begins with

    def suits(self, source: str, doors: Iterable[str]) -> bool:
        """Return whether messages of ``source`` that came through one of ``doors`` are read with it."""
        return (not self.sender or is_sender(self.sender, source)) and (not self.via or self.via.casefold().rstrip("/") in doors)

    @property
    def why(self) -> str:
        """What made the choice, in French."""
        selectors = [f"sender = « {self.sender} »" if self.sender else "", f"via = « {self.via} »" if self.via else ""]
        base = f", à partir du profil « {self.based_on} »" if self.based_on else ""
        return f"[plugins.intake.sources.{self.name}] : {', '.join(filter(None, selectors))}{base}"


EVERYBODY = Source("", DEFAULT)
NO_TABLE = "aucune table [plugins.intake.sources] ne convient : profil commun"


@dataclass(frozen=True, slots=True)
class Profiles:
    """The tables of a site, in the order of its file."""

    sources: tuple[Source, ...] = field(default=())

    def choose(self, source: str, door: str = "", origin: str = "") -> Source:
        """Return the table for messages of ``source``.

        Args:
            source: "MSH-3.1/MSH-4.1".
            door: name of the listener or folder they came through, where it has one.
            origin: path of the file or address of the peer, as the receipt keeps it: replaying finds the same table.
        """
        doors = doors_of(door, origin)
        return next((each for each in self.sources if each.suits(source, doors)), EVERYBODY)

    def of(self, source: str) -> SourceProfile:
        """Return the profile of ``source``, whatever door its messages came through."""
        return self.choose(source).profile

    def may_read(self, source: str) -> list[SourceProfile]:
        """Return every profile that may read messages of ``source``, through one door or another."""
        suiting = [each.profile for each in self.sources if each.suits(source, {each.via.casefold().rstrip("/")})]
        return suiting or [DEFAULT]


def is_sender(wanted: str, source: str) -> bool:
    """Return whether ``source`` is the sender ``wanted``, either part of which may be « * »."""
    return all(mine in (ANY, theirs) for mine, theirs in zip(wanted.partition("/")[::2], source.partition("/")[::2], strict=True))


def doors_of(door: str, origin: str) -> frozenset[str]:
    """Return the names by which ``via`` may speak of where a message came in."""
    peer = PEER.fullmatch(origin)
    if peer:
        return frozenset({door.casefold(), (peer[1] or peer[2]).casefold()})
    folders = origin.casefold().split("/")[:-1]
    return frozenset({door.casefold(), *folders, *("/".join(folders[:end]) for end in range(1, len(folders) + 1))})
