"""French punctuation stays with its word: a no-break space before « : ; ? ! » and inside the guillemets."""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

from ceres.i18n.extraction import extract
from factories.sources import ROOT, modules, short

BREAKABLE = re.compile(r"\S [:;?!»](?=[^\w:]|$)|« ")
SHOWN = {tokenize.STRING, getattr(tokenize, "FSTRING_MIDDLE", tokenize.STRING)}
NOT_SHOWN = ('"""', 'r"', "rb", "b")  # docstrings, expressions, bytes


def texts(file: Path) -> Iterator[tuple[int, str]]:
    """Yield the strings of a module that somebody may read; the help of commands stands in docstrings, and is left out."""
    for token in tokenize.generate_tokens(io.StringIO(file.read_text(encoding="utf-8")).readline):
        if token.type in SHOWN and not token.string.startswith(NOT_SHOWN):
            yield token.start[0], token.string


@pytest.mark.parametrize("file", modules(), ids=short)
def test_punctuation_in_the_sources_is_not_left_alone_on_a_line(file: Path) -> None:
    assert [f"{number}: {text}" for number, text in texts(file) if BREAKABLE.search(text)] == []


def test_punctuation_in_messages_is_not_left_alone_on_a_line() -> None:
    msgids = [part for message in extract(ROOT) if message.id for part in ([message.id] if isinstance(message.id, str) else message.id)]
    assert [text for text in msgids if BREAKABLE.search(text)] == []
