"""Part of a file behaves as that part does in memory."""

from __future__ import annotations

import os
from io import BytesIO

from hypothesis import given
from hypothesis import strategies as st
from waitress.buffers import ReadOnlyFileBasedBuffer

from ceres.reports.window import Window

CONTENT = bytes(range(256)) * 4
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("read"), st.integers(-1, 300)),
        st.tuples(st.just("start"), st.integers(0, 1024)),
        st.tuples(st.just("end"), st.integers(-1024, 0)),
        st.tuples(st.just("here"), st.integers(-50, 50)),
    )
)


@given(st.integers(0, 1024), st.integers(0, 1024), MOVES)
def test_reading_and_seeking_stay_inside(one: int, other: int, moves: list[tuple[str, int]]) -> None:
    start, stop = sorted((one, other))
    window = Window(BytesIO(CONTENT), start, stop)
    part = CONTENT[start:stop]
    position = 0
    for move, amount in moves:
        if move == "read":
            end = len(part) if amount < 0 else min(position + amount, len(part))
            assert window.read(amount) == part[position:end]
            position = end
        else:
            origin = {"start": 0, "end": len(part), "here": position}[move]
            whence = {"start": os.SEEK_SET, "end": os.SEEK_END, "here": os.SEEK_CUR}[move]
            position = min(max(origin + amount, 0), len(part))
            assert window.seek(amount, whence) == position
        assert window.tell() == position


def test_closing_it_closes_the_file() -> None:
    content = BytesIO(CONTENT)
    with Window(content, 0, 10) as window:
        assert window.readable()
        assert window.seekable()
    assert content.closed


def test_a_forgotten_window_closes_its_file() -> None:
    content = BytesIO(CONTENT)
    Window(content, 0, 10)
    assert content.closed


def test_the_server_takes_a_window_over_and_sends_all_of_it() -> None:
    # What prepare() answers is what waitress sends from its own loop; 0 would hold a thread for each reader.
    buffer = ReadOnlyFileBasedBuffer(Window(BytesIO(CONTENT), 100, 900), 64)
    assert buffer.prepare(800) == 800
    assert buffer.get(500, skip=True) == CONTENT[100:600]
    assert buffer.get(500, skip=True) == CONTENT[600:900]
