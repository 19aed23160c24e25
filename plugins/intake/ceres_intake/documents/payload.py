"""The bytes inside an OBX-5 of type ED, however they were wrapped."""

from __future__ import annotations

import base64
import binascii
import re

from ceres_intake.hl7.message import Value

DATA = 5  # ED: source, type, subtype, encoding, data
LINE_BREAKS = re.compile(r"\\(?:\.br|X0[AD](?:0[AD])?)\\", re.IGNORECASE)
BASE64 = re.compile(r"[A-Za-z0-9+/_-]+={0,3}")
HEXADECIMAL = re.compile(r"(?:[0-9A-Fa-f]{2})+")
HEXADECIMAL_PDF = "255044462D"
# Words that stand where a document should: « <Base64 encoded> », « [base64 encoded document] », « Base64 ».
PLACEHOLDER_LENGTH = 100
BLANKS = tuple(filter(str.isspace, map(chr, range(128))))
LABELS = frozenset({"base64", "hex", "a", "pdf"})


def encoded(value: Value) -> str:
    """Return the wrapped document without white space, empty when there is none or only a word in its place."""
    components = value.raw_components()
    longest = _longest(components)
    if 1 < len(components) < DATA and len(longest) < PLACEHOLDER_LENGTH:
        return ""  # only what should have introduced it
    if longest.lstrip().startswith("<") and not longest.rstrip().endswith("encoded>"):
        return longest  # XML as it is
    text = _without_breaks(longest)
    return "" if len(text) < PLACEHOLDER_LENGTH and _is_word(text) else text


def carries_document(value: Value) -> bool:
    """Return whether `encoded` would find something; it is seldom necessary to look at all of it."""
    beginning = _longest(value.raw_components())[: 80 * PLACEHOLDER_LENGTH]
    return len(_without_breaks(beginning)) >= PLACEHOLDER_LENGTH or bool(encoded(value))


def unwrap(text: str, value: Value) -> bytes:
    """Return the bytes that ``text`` (from `encoded`) stands for; what cannot be decoded comes back as it is."""
    if text.startswith("<"):
        return Value(text, value.delimiters).text.encode()
    if text.upper().startswith(HEXADECIMAL_PDF) and HEXADECIMAL.fullmatch(text):
        return bytes.fromhex(text)
    return _base64(text)


def _longest(components: list[str]) -> str:
    # Some shift the components by one or more: the document is the longest thing from its place on.
    return max(components[DATA - 1 :] or components, key=len)


def _without_breaks(text: str) -> str:
    # Documents are long: an expression would look at each of their characters.
    if "\\" in text:
        text = LINE_BREAKS.sub("", text)
    return text if text.isascii() and not any(blank in text for blank in BLANKS) else "".join(text.split())


def _is_word(text: str) -> bool:
    return text.lower() in LABELS or not BASE64.fullmatch(text)


def _base64(text: str) -> bytes:
    digits = text.rstrip("=").replace("-", "+").replace("_", "/")
    if len(digits) % 4 == 1:  # no byte ends there: the last character is one too many
        digits = digits[:-1]
    try:
        return base64.b64decode(digits + "=" * (-len(digits) % 4), validate=True)
    except (binascii.Error, ValueError):
        return text.encode()
