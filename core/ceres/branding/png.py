"""A logo in PNG: whole, of a decent size, and nothing but a picture."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

SIGNATURE = b"\x89PNG\r\n\x1a\n"
KEPT = frozenset({b"IHDR", b"PLTE", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"IDAT", b"IEND"})
WIDEST = 2048  # pixels
CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # by type of colour
DEPTHS = frozenset({1, 2, 4, 8, 16})  # bits a channel
FRAME = 12  # bytes of a chunk around its data


class BadPng(ValueError):
    """This is no PNG that browsers show."""


def checked_png(content: bytes) -> bytes:
    """Return the picture without its comments and whatever follows it; raises BadPng."""
    chunks = list(_chunks(content))
    if not chunks or chunks[0][0] != b"IHDR" or chunks[-1][0] != b"IEND":
        raise BadPng
    if any(kind not in KEPT and kind[:1].isupper() for kind, _ in chunks):
        raise BadPng  # one that a reader must know
    _check_pixels(chunks[0][1], b"".join(data for kind, data in chunks if kind == b"IDAT"))
    return SIGNATURE + b"".join(_written(kind, data) for kind, data in chunks if kind in KEPT)


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not content.startswith(SIGNATURE):
        raise BadPng
    place, kind = len(SIGNATURE), b""
    while kind != b"IEND":
        length = int.from_bytes(content[place : place + 4])
        kind, data = content[place + 4 : place + 8], content[place + 8 : place + 8 + length]
        if len(content) < place + FRAME + length or content[place + 8 + length : place + FRAME + length] != _sum(kind, data):
            raise BadPng
        yield kind, data
        place += FRAME + length


def _check_pixels(header: bytes, packed: bytes) -> None:
    if len(header) != 13:
        raise BadPng
    width, height = int.from_bytes(header[:4]), int.from_bytes(header[4:8])
    depth, colour = header[8], header[9]
    if not (0 < width <= WIDEST and 0 < height <= WIDEST) or depth not in DEPTHS or colour not in CHANNELS:
        raise BadPng
    whole = height * (1 + (width * depth * CHANNELS[colour] + 7) // 8)
    # Interlaced, each of seven passes has rows of its own.
    most = whole + 8 * (height + 8) if header[12] else whole
    unpack = zlib.decompressobj()
    try:
        pixels = unpack.decompress(packed, most + 1)
    except zlib.error as error:
        raise BadPng from error
    if not unpack.eof or not (whole if not header[12] else 1) <= len(pixels) <= most:
        raise BadPng


def _written(kind: bytes, data: bytes) -> bytes:
    return len(data).to_bytes(4) + kind + data + _sum(kind, data)


def _sum(kind: bytes, data: bytes) -> bytes:
    return zlib.crc32(kind + data).to_bytes(4)
