"""The archive, byte by byte: what is read of it is a ZIP that Python opens, and what is counted beforehand is right."""

from __future__ import annotations

import io
import os
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from zipfile import ZIP_STORED, ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from waitress.buffers import ReadOnlyFileBasedBuffer

from ceres_export.archive.archive import Archive
from ceres_export.archive.entry import Entry, text_entry

AT = datetime(2026, 3, 3, 20, 14, 30)  # noqa: DTZ001 – the wall's clock
GIBIBYTE = 2**30


def make_entry(name: str, content: bytes) -> Entry:
    return text_entry(name, content, AT)


def make_archive(count: int = 3) -> Archive:
    return Archive([make_entry(f"document {number}.pdf", b"%PDF " + bytes([number % 256]) * 1000) for number in range(count)])


class Zeros(io.RawIOBase):
    """A document too large for any disk."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.size, self.position = size, 0

    def tell(self) -> int:
        return self.position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self.position = offset
        return offset

    def read(self, size: int = -1) -> bytes:
        data = bytes(min(size, self.size - self.position))
        self.position += len(data)
        return data


def zeros(name: str, size: int) -> Entry:
    opener: Any = lambda: Zeros(size)  # noqa: E731
    return Entry(name, size, 0, AT, opener)


@pytest.mark.parametrize("count", [1, 25, 500])
def test_its_length_is_known_before_it_is_read(count: int) -> None:
    archive = make_archive(count)
    data = archive.read()
    assert len(data) == archive.size
    with ZipFile(io.BytesIO(data)) as opened:
        assert opened.testzip() is None
        assert len(opened.infolist()) == count


def test_what_stands_in_it() -> None:
    entries = [make_entry("ŒUVRARD Chloé.pdf", b"un"), make_entry("vide.pdf", b""), make_entry("z.txt", b"trois")]
    with ZipFile(io.BytesIO(Archive(entries).read())) as opened:
        assert opened.namelist() == ["ŒUVRARD Chloé.pdf", "vide.pdf", "z.txt"]
        assert [opened.read(name) for name in opened.namelist()] == [b"un", b"", b"trois"]
        for each in opened.infolist():
            assert each.compress_type == ZIP_STORED
            assert each.flag_bits & ~(1 << 11) == 0  # no data descriptor, no encryption
            assert each.date_time == (2026, 3, 3, 20, 14, 30)
            assert each.external_attr >> 16 == 0o100644
            assert each.extra == b""


def test_years_that_a_zip_cannot_say_are_the_nearest_it_can() -> None:
    years = [1950, 1980, 2107, 2500]
    entries = [text_entry(f"{year}", b"", AT.replace(year=year)) for year in years]
    with ZipFile(io.BytesIO(Archive(entries).read())) as opened:
        assert [each.date_time[0] for each in opened.infolist()] == [1980, 1980, 2107, 2107]


MOVES = st.lists(
    st.one_of(st.tuples(st.just("read"), st.integers(0, 3000)), st.tuples(st.just("seek"), st.integers(-10, 4000))), max_size=20
)


@given(MOVES)
def test_reading_and_seeking_are_those_of_a_file(moves: Sequence[tuple[str, int]]) -> None:
    archive = make_archive()
    whole = archive.read()
    plain = io.BytesIO(whole)
    archive.seek(0)
    for move, amount in moves:
        if move == "read":
            assert archive.read(amount) == plain.read(amount)
        else:
            assert archive.seek(amount) == plain.seek(min(max(amount, 0), len(whole)))
        assert archive.tell() == plain.tell()


def test_one_document_is_open_at_a_time_and_none_at_the_end() -> None:
    opened: list[io.BytesIO] = []

    def opener(content: bytes) -> Any:
        def open_it() -> io.BytesIO:
            assert all(each.closed for each in opened)
            opened.append(io.BytesIO(content))
            return opened[-1]

        return open_it

    contents = [bytes([number]) * 100 for number in range(20)]
    entries = [Entry(f"{number}.pdf", 100, zlib.crc32(content), AT, opener(content)) for number, content in enumerate(contents)]
    with Archive(entries) as archive:
        assert opened == []
        while archive.read(64):
            pass
    assert len(opened) == 20
    assert all(each.closed for each in opened)


def test_a_document_that_became_shorter_breaks_the_download_rather_than_passing_for_whole() -> None:
    entry = make_entry("a.pdf", b"0123456789")
    shorter: Any = lambda: io.BytesIO(b"0123")  # noqa: E731
    archive = Archive([Entry(entry.name, entry.size, entry.crc, AT, shorter)])
    with pytest.raises(OSError, match="too early"):
        archive.read()


def test_the_server_takes_it_over_and_sends_all_of_it() -> None:
    # What prepare() answers is what waitress sends from its own loop; 0 would hold a thread for each reader.
    archive = make_archive()
    whole = archive.read()
    archive.seek(0)
    buffer = ReadOnlyFileBasedBuffer(archive, 64)
    assert buffer.prepare(archive.size) == archive.size
    sent = b""
    while buffer.remain:
        sent += buffer.get(700)[:500]  # the socket took only a part
        buffer.skip(min(500, buffer.remain))
    assert sent == whole
    with pytest.raises(OSError):
        archive.fileno()


def test_more_than_4_gibibytes() -> None:
    entries = [zeros("a.pdf", 5 * GIBIBYTE), make_entry("au-delà.pdf", b"%PDF fin"), zeros("b.pdf", 2**32 - 1), make_entry("c.pdf", b"c")]
    archive: Any = Archive(entries)
    with ZipFile(io.BufferedReader(archive)) as opened:  # seeks in the virtual file: nothing of this size is ever written
        assert [each.file_size for each in opened.infolist()] == [5 * GIBIBYTE, 8, 2**32 - 1, 1]
        assert opened.read("au-delà.pdf") == b"%PDF fin"
        assert opened.read("c.pdf") == b"c"
        with opened.open("a.pdf") as large:
            assert large.read(10) == bytes(10)


def test_more_entries_than_two_bytes_count() -> None:
    archive: Any = Archive([make_entry(f"{number}", b"") for number in range(65_600)])
    with ZipFile(io.BufferedReader(archive)) as opened:
        assert len(opened.namelist()) == 65_600


def test_below_the_limits_nothing_of_64_bits_is_written() -> None:
    assert b"PK\6\6" not in make_archive(500).read()
