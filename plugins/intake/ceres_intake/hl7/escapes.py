"""Escape sequences of HL7 v2, decoded exactly once."""

from __future__ import annotations

import re
from functools import lru_cache

from ceres_intake.hl7.charset import decode_guess
from ceres_intake.hl7.delimiters import Delimiters

LINE_BREAKS = (".br", ".sp", ".ce")
HIGHLIGHTS = frozenset("HN")
# What databases, pages and PDFs cannot hold; a line break and a tabulation are text.
CONTROLS = {code: None for code in (*range(32), 127) if chr(code) not in "\n\t"}


def decode(text: str, delimiters: Delimiters) -> str:
    """Return ``text`` with its escape sequences replaced, unknown ones kept, line ends as ``\\n``, no control character."""
    if delimiters.escape in text:
        meanings = _meanings(delimiters)
        text = _sequence(delimiters.escape).sub(lambda found: _meaning(found, meanings), text)
    return clean(text)


def clean(text: str) -> str:
    """Return ``text`` with line ends as ``\\n`` and without control characters."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(CONTROLS)


def _meaning(found: re.Match[str], meanings: dict[str, str]) -> str:
    code = found[1]
    if code in meanings:
        return meanings[code]
    if code.lower().startswith(LINE_BREAKS):
        return "\n"
    if code in HIGHLIGHTS:
        return ""
    return _hexadecimal(code[1:], found[0]) if code[0] in "Xx" else found[0]


def _hexadecimal(digits: str, otherwise: str) -> str:
    try:
        return decode_guess(bytes.fromhex(digits))
    except ValueError:
        return otherwise


@lru_cache(maxsize=32)
def _sequence(escape: str) -> re.Pattern[str]:
    # A lone escape character in plain text (« 5 \ 10 ») must not swallow what follows: only what looks like a sequence is one.
    mark = re.escape(escape)
    return re.compile(f"{mark}(\\.?[A-Za-z][0-9A-Za-z+-]*){mark}")


@lru_cache(maxsize=32)
def _meanings(delimiters: Delimiters) -> dict[str, str]:
    return {
        "F": delimiters.field,
        "S": delimiters.component,
        "T": delimiters.subcomponent,
        "R": delimiters.repetition,
        "E": delimiters.escape,
    }
