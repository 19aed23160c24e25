"""The bytes inside an OBX-5 of type ED, however they were wrapped."""

from __future__ import annotations

import base64
import binascii
import re

from ceres_intake.hl7.message import Value

DATA = 5  # ED: source, type, subtype, encoding, data
LINE_BREAKS = re.compile(r"\\(?:\.br|X0[AD](?:0[AD])?)\\|\s+", re.IGNORECASE)
BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,3}")
HEXADECIMAL = re.compile(r"(?:[0-9A-Fa-f]{2})+")
HEXADECIMAL_PDF = "255044462D"
# Words that stand where a document should: « <Base64 encoded> », « [base64 encoded document] », « Base64 ».
PLACEHOLDER_LENGTH = 100
LABELS = frozenset({"base64", "hex", "a", "pdf"})


def encoded(value: Value) -> str:
    """Return the wrapped document without white space, empty when there is none or only a word in its place."""
    # Some shift the components by one or more: the document is the longest thing from its place on.
    components = value.raw_components()
    longest = max(components[DATA - 1 :] or components, key=len)
    if 1 < len(components) < DATA and len(longest) < PLACEHOLDER_LENGTH:
        return ""  # only what should have introduced it
    if longest.lstrip().startswith("<") and not longest.rstrip().endswith("encoded>"):
        return longest  # XML as it is
    text = LINE_BREAKS.sub("", longest)
    corrupt = not BASE64.fullmatch(text)
    return "" if text.lower() in LABELS or (corrupt and len(text) < PLACEHOLDER_LENGTH) else text


def unwrap(text: str, value: Value) -> bytes:
    """Return the bytes that ``text`` (from `encoded`) stands for; what cannot be decoded comes back as it is."""
    if text.startswith("<"):
        return Value(text, value.delimiters).text.encode()
    if text.upper().startswith(HEXADECIMAL_PDF) and HEXADECIMAL.fullmatch(text):
        return bytes.fromhex(text)
    return _base64(text)


def _base64(text: str) -> bytes:
    digits = text.rstrip("=").translate(str.maketrans("-_", "+/"))
    if len(digits) % 4 == 1:  # no byte ends there: the last character is one too many
        digits = digits[:-1]
    try:
        return base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True)
    except (binascii.Error, ValueError):
        return text.encode()
