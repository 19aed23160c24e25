"""The journal as a file: CSV for spreadsheets, JSON lines for programs, FHIR for audit repositories."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import IO

from ceres.admin.fhir import Observer, audit_event
from ceres.audit.lines import JournalLine
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
    "content_hash",
)
Write = Callable[[IO[bytes], Iterable[JournalLine], Observer], None]


@dataclass(frozen=True, slots=True)
class Format:
    """One way to write events into a file."""

    media_type: str
    ending: str
    write: Write


def write_csv(file: IO[bytes], lines: Iterable[JournalLine], _: Observer) -> None:
    """Write the events for a spreadsheet."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    write_spreadsheet(text, chain([COLUMNS], (map(str, _facts(line).values()) for line in lines)))
    text.detach()


def write_json(file: IO[bytes], lines: Iterable[JournalLine], _: Observer) -> None:
    """Write one JSON object a line."""
    for line in lines:
        file.write(json.dumps(_facts(line) | {"detail": line.detail}, ensure_ascii=False).encode() + b"\n")


def write_fhir(file: IO[bytes], lines: Iterable[JournalLine], observer: Observer) -> None:
    """Write one AuditEvent resource a line."""
    for line in lines:
        file.write(json.dumps(audit_event(line, observer), ensure_ascii=False).encode() + b"\n")


FORMATS: Mapping[str, Format] = {
    "csv": Format("text/csv", "csv", write_csv),
    "jsonl": Format("application/jsonl", "jsonl", write_json),
    "fhir": Format("application/fhir+ndjson", "fhir.ndjson", write_fhir),
}


def _facts(line: JournalLine) -> dict[str, object]:
    written = {"at": line.at.isoformat(timespec="milliseconds"), "detail": json.dumps(line.detail, ensure_ascii=False)}
    values = ((name, written.get(name, getattr(line, name))) for name in COLUMNS)
    return {name: "" if value is None else value for name, value in values}
