"""Whether bytes are a PDF that anybody can open."""

from __future__ import annotations

import re
from io import BytesIO

from pypdf import PdfReader

MAGIC = b"%PDF-"
END = b"%%EOF"
TAIL = 2048  # bytes after the end mark that readers tolerate
ENCRYPTION = re.compile(rb"/Encrypt\b")


def is_pdf(content: bytes) -> bool:
    """Return whether ``content`` begins as a PDF, at its first byte."""
    return content.startswith(MAGIC)


def is_complete(content: bytes) -> bool:
    """Return whether the PDF has its end."""
    return END in content[-TAIL:]


def is_encrypted(content: bytes) -> bool:
    """Return whether opening the PDF takes a key.

    The word alone may stand in a text; only when it is there is the PDF parsed, and one that cannot be parsed
    while it speaks of encryption counts as encrypted.
    """
    if not ENCRYPTION.search(content):
        return False
    try:
        return PdfReader(BytesIO(content)).is_encrypted
    except Exception:
        return True
