"""What the messages of a catalogue hold."""

from __future__ import annotations

import re
from collections.abc import Sequence

from babel.messages.catalog import Catalog, Message

PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\$\{\w+\}")
PERCENT_NAME = re.compile(r"%\((\w+)\)")


def messages(catalogue: Catalog) -> list[Message]:
    """Return the messages of a catalogue, without its header."""
    return [message for message in catalogue if message.id]


def texts(value: str | Sequence[str] | None) -> Sequence[str]:
    """Return the forms of a text, which has several when it goes with a number."""
    return [value or ""] if value is None or isinstance(value, str) else value


def placeholders(value: str | Sequence[str] | None) -> set[str]:
    """Return the names that a text leaves to be filled in."""
    return {name for text in texts(value) for name in PLACEHOLDER.findall(text)}


def is_translated(message: Message) -> bool:
    """Tell whether every form is there, and is sure."""
    return all(texts(message.string)) and not message.fuzzy


def fits(message: Message) -> bool:
    """Tell whether the translation can be filled in with what the message is given: a page that shows another breaks."""
    if placeholders(message.string) - placeholders(message.id):
        return False
    given = dict.fromkeys((name for text in texts(message.id) for name in PERCENT_NAME.findall(text)), 0)
    return not _fills(message.id, given) or _fills(message.string, given)


def _fills(value: str | Sequence[str] | None, given: dict[str, int]) -> bool:
    try:
        for text in texts(value):
            text % given
    except (ValueError, TypeError, KeyError):
        return False
    return True
