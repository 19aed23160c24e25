"""Text as the journal keeps it: no control character, no more than its column holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import Any

REPLACEMENT = "\ufffd"
FORGING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # line ends, bidi marks, lone surrogates: what forges a line
VALUE_LENGTH = 300  # characters of one value of the detail
ITEMS = 500  # of one list of the detail


def cleaned(text: str, length: int) -> str:
    """Return ``text`` with what could forge or hide a line replaced, cut to ``length`` characters."""
    cut = text[:length]
    if cut.isascii() and cut.isprintable():
        return cut
    return "".join(REPLACEMENT if unicodedata.category(each) in FORGING else each for each in cut)


def cleaned_detail(detail: Mapping[str, Any]) -> dict[str, Any]:
    """Return the detail of an event, its texts cleaned; values are texts, whole numbers, booleans or lists of texts.

    Raises:
        TypeError: a value is something else, which might not read back as it was written.
    """
    return {cleaned(name, VALUE_LENGTH): _value(value) for name, value in sorted(detail.items())}


def _value(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return cleaned(value, VALUE_LENGTH)
    if isinstance(value, list | tuple):
        return [cleaned(str(item), VALUE_LENGTH) for item in value[:ITEMS]]
    raise TypeError(f"the journal does not keep a {type(value).__name__}")
