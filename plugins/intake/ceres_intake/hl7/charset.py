"""From bytes to text: byte order mark, declared set, UTF-8, then Windows' western set, which takes anything."""

from __future__ import annotations

import codecs
import re

# MSH-18 (table 0211) and what senders write instead; a superset stands for a set whose gaps nobody means.
CODECS = {
    "UNICODEUTF8": "utf-8",
    "UTF8": "utf-8",
    "UNICODE": "utf-8",
    "ASCII": "ascii",
    "88591": "cp1252",
    "LATIN1": "cp1252",
    "ISOIR100": "cp1252",
    "88599": "cp1254",
    "ISOIR203": "iso8859-15",
}
FAMILIES = ((re.compile(r"(?:ISO)?8859(\d{1,2})"), "iso8859-"), (re.compile(r"(?:WINDOWS|CP)(125\d)"), "cp"))
BOM = codecs.BOM_UTF8
# The five bytes windows-1252 leaves undefined keep their number, so that every byte has a character of its own.
WESTERN = "".join(bytes([byte]).decode("cp1252", "ignore") or chr(byte) for byte in range(256))


def codec_of(name: str) -> str:
    """Return Python's codec for the value of MSH-18, empty when there is none we know."""
    word = re.sub(r"[^0-9A-Z]", "", name.upper())
    return CODECS.get(word.removeprefix("ISO")) or CODECS.get(word) or next(filter(None, (_member(word, *each) for each in FAMILIES)), "")


def _member(word: str, family: re.Pattern[str], prefix: str) -> str:
    found = family.fullmatch(word)
    try:
        return codecs.lookup(prefix + found[1]).name if found else ""
    except LookupError:
        return ""


def decode(data: bytes, declared: str = "", default: str = "") -> str:
    """Return ``data`` as text; ``declared`` is MSH-18, ``default`` the site's or the source's set when it is empty."""
    if data.startswith(BOM):
        return decode_guess(data[len(BOM) :])
    for name in [*declared.split("~"), default]:
        text = _strictly(data, codec_of(name))
        if text is not None:
            return text
    return decode_guess(data)


def decode_guess(data: bytes) -> str:
    """Return ``data`` as UTF-8 when it is, as windows-1252 otherwise."""
    text = _strictly(data, "utf-8")
    return text if text is not None else western(data)


def western(data: bytes) -> str:
    """Return ``data`` as windows-1252; each of the 256 bytes has its own character."""
    return codecs.charmap_decode(data, "strict", WESTERN)[0]


def _strictly(data: bytes, codec: str) -> str | None:
    if codec == "cp1252":
        return western(data)
    try:
        return data.decode(codec) if codec else None
    except UnicodeDecodeError:
        return None
