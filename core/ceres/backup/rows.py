"""The tables as lines of JSON, whatever database they come from or go to: those of plugins that are gone included."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import islice
from typing import Any, Protocol

from sqlalchemy import JSON, Column, Connection, Date, DateTime, LargeBinary, MetaData, Table, exists, func, insert, select, text

from ceres.db.owners import VERSION_TABLE

BATCH = 500  # rows read or written at once
DIGESTS = ("document_sha256", "message_sha256")
"""Columns that name what stands in the document store."""


class Sink(Protocol):
    """Where bytes go."""

    def write(self, data: bytes, /) -> object:
        """Take some."""


Convert = Callable[[Any], Any]


class Rows:
    """The rows of one database, in one transaction; its tables are looked up once, and must not change meanwhile."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    @cached_property
    def tables(self) -> list[Table]:
        """The tables, each after those that it points to; the ones that migrations keep for themselves left out."""
        return [_plain(table) for table in self._all.sorted_tables if not table.name.startswith(VERSION_TABLE)]

    def revisions(self) -> dict[str, str]:
        """Return how far the tables of each owner are."""
        found = (table for table in self._all.sorted_tables if table.name.startswith(VERSION_TABLE))
        return {table.name.removeprefix(VERSION_TABLE): str(self._connection.scalar(select(table.c.version_num))) for table in found}

    def is_empty(self, table: Table) -> bool:
        """Tell whether a table has no row."""
        return not self._connection.scalar(select(exists(select(1).select_from(table))))

    def dump(self, stream: Sink) -> dict[str, int]:
        """Write every row; return how many each table has."""
        counts = {}
        for table in self.tables:
            names = [column.name for column in table.columns]
            stream.write(_line({"table": table.name, "columns": names}))
            written = [_writing(column) for column in table.columns]
            counts[table.name] = 0
            for row in _streamed(self._connection, table):
                stream.write(_line([convert(value) for convert, value in zip(written, row, strict=True)]))
                counts[table.name] += 1
        return counts

    def digests(self) -> Iterator[str]:
        """Yield the name of everything in the document store that a row refers to, maybe several times."""
        for table in self.tables:
            for name in DIGESTS:
                if name in table.columns:
                    column = table.columns[name]
                    wanted = select(column).where(column != "").distinct()
                    yield from self._connection.execution_options(yield_per=BATCH).scalars(wanted)

    def load(self, stream: Iterable[bytes], leave_out: Callable[[str], bool]) -> dict[str, int]:
        """Insert every row of the tables that are not left out; return how many each one got."""
        known = {table.name: table for table in self.tables}
        counts: dict[str, int] = {}
        rows = map(json.loads, stream)
        header = next(rows, None)
        while header is not None:
            after: list[Any] = []
            own = _until_header(rows, after)
            if leave_out(header["table"]):
                for _ in own:
                    pass
            else:
                counts[header["table"]] = _insert(self._connection, known[header["table"]], header["columns"], own)
            header = after[0] if after else None
        return counts

    def count_on(self) -> None:
        """Let PostgreSQL number new rows after those that were inserted with their numbers."""
        if self._connection.dialect.name != "postgresql":
            return
        for table in self.tables:
            for column in table.primary_key.columns:
                sequence = self._connection.scalar(select(func.pg_get_serial_sequence(table.name, column.name)))
                if sequence and (last := self._connection.scalar(select(func.max(column)))) is not None:
                    self._connection.execute(text("SELECT setval(:sequence, :last)"), {"sequence": sequence, "last": last})

    @cached_property
    def _all(self) -> MetaData:
        found = MetaData()
        found.reflect(self._connection)
        return found


def _until_header(rows: Iterator[Any], after: list[Any]) -> Iterator[Any]:
    for row in rows:
        if isinstance(row, dict):
            after.append(row)
            return
        yield row


def _insert(connection: Connection, table: Table, names: list[str], rows: Iterator[list[Any]]) -> int:
    read = [_reading(table.columns[name], connection.dialect.name) for name in names]
    number = 0
    while batch := [_named(names, read, row) for row in islice(rows, BATCH)]:
        connection.execute(insert(table), batch)
        number += len(batch)
    return number


def _named(names: list[str], read: list[Convert], row: list[Any]) -> Mapping[str, Any]:
    return {name: convert(value) for name, convert, value in zip(names, read, row, strict=True)}


def _streamed(connection: Connection, table: Table) -> Iterator[Any]:
    # In the order of the key: two snapshots of the same rows are the same bytes.
    return iter(connection.execution_options(yield_per=BATCH).execute(select(table).order_by(*table.primary_key.columns)))


def _plain(table: Table) -> Table:
    for column in table.columns:
        if isinstance(column.type, JSON):
            column.type = type(column.type)(none_as_null=True)  # what is absent stays absent, and does not become « null »
    return table


def _writing(column: Column[Any]) -> Convert:
    if isinstance(column.type, DateTime | Date):
        return lambda value: _aware(value).isoformat() if isinstance(value, datetime) else value and value.isoformat()
    if isinstance(column.type, LargeBinary):
        return lambda value: None if value is None else base64.b64encode(value).decode("ascii")
    return lambda value: value


def _reading(column: Column[Any], dialect: str) -> Convert:
    if isinstance(column.type, DateTime):
        return lambda value: value and _stored(datetime.fromisoformat(value), dialect)
    if isinstance(column.type, Date):
        return lambda value: value and date.fromisoformat(value)
    if isinstance(column.type, LargeBinary):
        return lambda value: None if value is None else base64.b64decode(value)
    return lambda value: value


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def _stored(moment: datetime, dialect: str) -> datetime:
    return moment.replace(tzinfo=None) if dialect == "sqlite" else moment


def _line(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
