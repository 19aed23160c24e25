"""Cuts what arrived (a file, a batch) into messages; every byte ends up in exactly one piece."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum, auto

LINE = re.compile(rb"[^\r\n\x0b]*(?:[\r\n\x0b]+|\Z)")
# Before a name: a byte order mark, MLLP blocks, blanks. After it: a separator, never a character of base64, whose
# lines may well begin with three capitals.
BEFORE = rb"(?:\xef\xbb\xbf)?[ \t\x1c]*"
HEADER = re.compile(BEFORE + rb"MSH[^\w\s+/=]")
ENVELOPE = re.compile(BEFORE + rb"(?:FHS|BHS|BTS|FTS)(?:[^\w+/=]|\Z)")
SEGMENT = re.compile(rb"(?:\A|(?<=[\r\n]))[A-Z][A-Z0-9]{2}[|^~]")


class Kind(Enum):
    """What a piece is."""

    MESSAGE = auto()
    ENVELOPE = auto()  # FHS, BHS, BTS, FTS: the batch around messages
    LOOSE = auto()  # no header before it: segments that lost theirs, another format, text


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of bytes of what arrived."""

    kind: Kind
    raw: bytes


def split(data: bytes) -> tuple[Piece, ...]:
    """Cut ``data`` into pieces; joined again they are ``data`` (UTF-16 is written as UTF-8 first).

    Text before a header, if no segment stands in it, goes with the message it introduces.
    """
    return (Piece(Kind.MESSAGE, data),) if _is_one(data) else tuple(_introduced(_cut(_without_utf16(data))))


def _without_utf16(data: bytes) -> bytes:
    # Messages cut from it would lose the mark that says how to read them.
    if not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data
    try:
        return data.decode("utf-16").encode()
    except UnicodeError:
        return data


def _cut(data: bytes) -> Iterator[Piece]:
    kind, start = Kind.LOOSE, 0
    for line in LINE.finditer(data):
        begun = _begun_by(line[0], kind)
        if begun is None:
            continue
        if line.start() > start:
            yield Piece(kind, data[start : line.start()])
        kind, start = begun, line.start()
    if data[start:]:
        yield Piece(kind, data[start:])


def _begun_by(line: bytes, current: Kind) -> Kind | None:
    if HEADER.match(line):
        return Kind.MESSAGE
    if ENVELOPE.match(line):
        return Kind.ENVELOPE
    return Kind.LOOSE if current is Kind.ENVELOPE else None


def _is_one(data: bytes) -> bool:
    """Return whether nothing but one message is in ``data``: the usual case, and its document is long."""
    if not HEADER.match(data):
        return False
    for end in b"\n", b"\x0b":
        data = data.replace(end, b"\r")
    return not any(HEADER.match(line) or ENVELOPE.match(line) for line in data.split(b"\r")[1:])


def _introduced(pieces: Iterator[Piece]) -> Iterator[Piece]:
    held = b""
    for piece in pieces:
        if piece.kind is Kind.LOOSE and not SEGMENT.search(piece.raw):
            held = piece.raw
        elif piece.kind is Kind.MESSAGE:
            yield Piece(piece.kind, held + piece.raw)
            held = b""
        else:
            yield from (Piece(Kind.LOOSE, held),) if held else ()
            yield piece
            held = b""
    if held:
        yield Piece(Kind.LOOSE, held)
