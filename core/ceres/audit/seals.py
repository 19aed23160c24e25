"""What a seal says, and how it is hashed and signed."""

from __future__ import annotations

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from ceres.audit.models import AuditSeal
from ceres.audit.ranges import Ranges, members, read_ranges

if TYPE_CHECKING:
    from ceres.audit.key import JournalKey

BEGINNING = "0" * 64
"""What the first seal names as the one before it."""

FINGERPRINT = 8  # bytes
NOT_HASHED = ("seal_hash", "signature", "fingerprints")


@dataclass(frozen=True, slots=True)
class Seal:
    """One link of the chain; its fields are the columns of `AuditSeal`, times and bytes written as text."""

    number: int
    previous: str
    first_event: int
    last_event: int
    event_count: int
    events: str
    awaited: str
    horizon: int
    purged: int
    newest_at: str
    digest: str
    created_at: str
    key_id: str
    seal_hash: str = ""
    signature: str = ""
    fingerprints: str = ""  # Base64; not hashed, so that a purge can drop them

    @property
    def numbers(self) -> Ranges:
        """Return the events it covers; none when its text is not what a sealer wrote."""
        try:
            return read_ranges(self.events)
        except ValueError:
            return ()

    @property
    def prints(self) -> Mapping[int, bytes]:
        """Return the fingerprint of each event; none when its text is not what a sealer wrote."""
        try:
            raw = b64decode(self.fingerprints, validate=True)
        except ValueError:
            return {}
        places = range(0, len(raw), FINGERPRINT)
        return {number: raw[at : at + FINGERPRINT] for at, number in zip(places, members(self.numbers), strict=False)}

    def hash(self) -> str:
        """Return the SHA-256 of what it says, written in one way: JSON, sorted keys, ASCII, no spaces."""
        content = {name: value for name, value in asdict(self).items() if name not in NOT_HASHED}
        return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=True, separators=(",", ":")).encode("ascii")).hexdigest()

    def sound(self, key: JournalKey) -> bool:
        """Tell whether it says what was signed with ``key``."""
        return self.hash() == self.seal_hash and key.signed(self.seal_hash, self.signature)


FIELDS = tuple(each.name for each in fields(Seal))
TIMES = ("newest_at", "created_at")


def seal_of(row: AuditSeal) -> Seal:
    """Return the seal of a row."""
    values: dict[str, Any] = {name: getattr(row, name) for name in FIELDS}
    values |= {name: written(values[name]) for name in TIMES}
    return Seal(**values | {"fingerprints": b64encode(row.fingerprints).decode("ascii")})


def row_of(seal: Seal) -> AuditSeal:
    """Return the row of a seal."""
    values = asdict(seal)
    values |= {name: datetime.fromisoformat(values[name]) for name in TIMES}
    return AuditSeal(**values | {"fingerprints": b64decode(seal.fingerprints)})


def written(at: datetime) -> str:
    """Return an instant as seals write it."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def digest(events: Iterable[tuple[int, str]]) -> str:
    """Return the hash over events in their order: their numbers and the hashes of their contents."""
    running = hashlib.sha256()
    for number, content_hash in events:
        running.update(f"{number}:{content_hash}\n".encode())
    return running.hexdigest()


def fingerprint(content_hash: str) -> bytes:
    """Return some bytes that tell one content from another."""
    return hashlib.sha256(content_hash.encode()).digest()[:FINGERPRINT]
