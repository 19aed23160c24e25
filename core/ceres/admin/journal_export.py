"""The journal as a file: CSV for spreadsheets, JSON lines for programs."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping
from itertools import chain
from typing import IO

from ceres.audit.journal import JournalLine
from ceres.web.spreadsheet import write_spreadsheet

COLUMNS = (
    "id",
    "at",
    "action",
    "outcome",
    "login",
    "prescriber_id",
    "object_type",
    "object_id",
    "ip",
    "session_id",
    "request_id",
    "detail",
)
Write = Callable[[IO[bytes], Iterable[JournalLine]], None]


def write_csv(file: IO[bytes], lines: Iterable[JournalLine]) -> None:
    """Write the events for a spreadsheet."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    write_spreadsheet(text, chain([COLUMNS], (map(str, _facts(line).values()) for line in lines)))
    text.detach()


def write_json(file: IO[bytes], lines: Iterable[JournalLine]) -> None:
    """Write one JSON object a line."""
    for line in lines:
        file.write(json.dumps(_facts(line) | {"detail": line.detail}, ensure_ascii=False).encode() + b"\n")


FORMATS: Mapping[str, tuple[str, Write]] = {"csv": ("text/csv", write_csv), "jsonl": ("application/jsonl", write_json)}
"""Media type and writer of each ending."""


def _facts(line: JournalLine) -> dict[str, object]:
    written = {"at": line.at.isoformat(timespec="milliseconds"), "detail": json.dumps(line.detail, ensure_ascii=False)}
    values = ((name, written.get(name, getattr(line, name))) for name in COLUMNS)
    return {name: "" if value is None else value for name, value in values}
