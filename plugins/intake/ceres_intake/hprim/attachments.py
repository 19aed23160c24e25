"""The files an HPRIM message names (OBX of type FIC) and that come beside it: kept with it as one message.

They follow it as lines of their own, so that what is received, recognised again, kept as evidence and replayed is all
that came, and a document that is sent again under the same name is another message.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from pathlib import PurePosixPath, PureWindowsPath
from urllib.parse import quote, unquote

MARK = b"\r\nFIC|"
ATTACHED = re.compile(rb"\r\nFIC\|([A-Za-z0-9%._~-]+)\|([A-Za-z0-9+/=]*)(?=\r\n|\Z)")


def bundled(raw: bytes, attachments: Mapping[str, bytes]) -> bytes:
    """Return ``raw`` followed by the files, by name."""
    lines = (MARK + quote(name, safe="").encode() + b"|" + base64.b64encode(content) for name, content in attachments.items())
    return raw + b"".join(lines)


def unbundled(raw: bytes) -> tuple[bytes, Mapping[str, bytes]]:
    """Return the message and its files, by name in small letters."""
    found = ATTACHED.search(raw)
    if found is None:
        return raw, {}
    files = {key(unquote(each[1].decode())): _decoded(each[2]) for each in ATTACHED.finditer(raw, found.start())}
    return raw[: found.start()], files


def key(name: str) -> str:
    """Return the name of a file without any folder, in small letters: senders and file systems differ in both."""
    return PurePosixPath(PureWindowsPath(name.strip()).name).name.casefold()


def _decoded(data: bytes) -> bytes:
    try:
        return base64.b64decode(data, validate=True)
    except binascii.Error:
        return b""
