"""Small pictures, good and hostile."""

from __future__ import annotations

import zlib

SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 36 36">{}</svg>'
GOOD_SVG = SVG.format('<rect width="36" height="36" rx="7" fill="#8a2b6e"/>').encode()


def chunk(kind: bytes, data: bytes) -> bytes:
    """Return one chunk of a PNG."""
    return len(data).to_bytes(4) + kind + data + zlib.crc32(kind + data).to_bytes(4)


def make_png(
    width: int = 4, height: int = 4, *, pixels: bytes | None = None, extra: bytes = b"", header: bytes = b"\x08\x02\0\0\0"
) -> bytes:
    """Return a PNG of one colour; ``extra`` chunks stand before its pixels."""
    rows = (b"\0" + b"\x8a\x2b\x6e" * width) * height if pixels is None else pixels
    shape = width.to_bytes(4) + height.to_bytes(4) + header
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", shape) + extra + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
