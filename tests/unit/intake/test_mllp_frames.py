"""Frames come out whole whatever the pieces they came in, and no sender makes the reader hold more than its share."""

from __future__ import annotations

import errno
import os
import tracemalloc
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ceres_intake.mllp.body import HEAD, Body, Spool
from ceres_intake.mllp.frames import ENDLESS, FrameLimits, FrameReader, State

LIMIT = 5000
MESSAGE = b"MSH|^~\\&|A\rPID|1\r"


def make_reader(size: int = LIMIT, noise: int = 500, memory: int = 1000) -> FrameReader:
    return FrameReader(FrameLimits(size, noise, Spool(memory)))


def contents(bodies: Iterable[Body]) -> list[bytes]:
    return [body.take() for body in bodies]


def read(reader: FrameReader, *pieces: bytes) -> list[bytes]:
    return [content for piece in pieces for content in contents(reader.feed(piece))]


def cut(data: bytes, places: Iterable[int]) -> Iterator[bytes]:
    start = 0
    for place in sorted({each % (len(data) + 1) for each in places}):
        yield data[start:place]
        start = place
    yield data[start:]


# Any bytes but those that end a frame: FS before CR, LF, VT or at the very end.
CONTENT = st.binary(max_size=3000).map(lambda raw: raw.replace(b"\x1c", b"\x1cx").replace(b"\x0b", b"\x0bx"))
NOISE = st.binary(max_size=400).map(lambda raw: raw.replace(b"\x0b", b""))
ENDS = st.sampled_from([b"\x1c\r", b"\x1c\n", b"\x1c\r\n", b"\x1c"])


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines are busy
@given(st.lists(st.tuples(NOISE, CONTENT, ENDS), max_size=5), st.lists(st.integers(0, 10**6), max_size=12))
def test_no_byte_of_a_frame_is_lost_wherever_it_is_cut(frames: list[tuple[bytes, bytes, bytes]], places: list[int]):
    stream = b""
    for noise, content, end in frames:
        # After a lone FS only silence or the next frame tells that it was the end.
        stream += (b"" if stream.endswith(b"\x1c") else noise) + b"\x0b" + content + end
    reader = make_reader()
    found = read(reader, *cut(stream, places)) + contents(reader.settle())
    assert found == [content for _, content, _ in frames]
    assert reader.state is State.BETWEEN


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])  # machines are busy
@given(st.lists(st.binary(max_size=2000) | st.sampled_from([b"\x0b", b"\x1c", b"\r", b"\x1c\r", b"\x0b\x0b"]), max_size=30))
def test_anything_at_all_is_read_without_an_error_and_without_hoarding(pieces: list[bytes]):
    reader = make_reader(size=3000)
    for piece in pieces:
        for body in reader.feed(piece):
            assert body.size <= ENDLESS * 3000 + len(piece)
            assert len(body.take()) <= 3000
    reader.settle()
    reader.close()


@pytest.mark.parametrize("pieces", [(b"\x0b" + MESSAGE + b"\x1c\r",), tuple(bytes([byte]) for byte in b"\x0b" + MESSAGE + b"\x1c\r")])
def test_a_frame_whole_or_byte_by_byte(pieces: tuple[bytes, ...]):
    assert read(make_reader(), *pieces) == [MESSAGE]


def test_several_frames_in_one_write():
    assert read(make_reader(), b"\x0bone\x1c\r\x0btwo\x1c\r\x0bthr", b"ee\x1c\r") == [b"one", b"two", b"three"]


def test_an_fs_without_cr_ends_after_silence_or_at_the_next_frame():
    reader = make_reader()
    assert read(reader, b"\x0bone\x1c") == []
    assert reader.state is State.ENDING
    assert contents(reader.settle()) == [b"one"]
    assert reader.settle() == []
    assert read(reader, b"\r\x0btwo\x1c\x0bthree\x1c\r") == [b"two", b"three"]


def test_an_fs_inside_a_text_belongs_to_it():
    assert read(make_reader(), b"\x0ba\x1cb\x1c", b"\x1cc\x1c\r") == [b"a\x1cb\x1c\x1cc"]


def test_what_comes_before_a_frame_is_left_out():
    assert read(make_reader(), b"\r\n\r\n\x0bone\x1c\r", b"junk\x0btwo\x1c\r") == [b"one", b"two"]


def test_noise_without_end_is_given_up():
    reader = make_reader(noise=500)
    assert read(reader, b"x" * 400, b"\x0bone\x1c\r", b"x" * 400) == [b"one"]
    assert not reader.hopeless
    reader.feed(b"x" * 200)
    assert reader.hopeless
    assert reader.feed(b"\x0btwo\x1c\r") == []


def test_of_a_frame_that_is_too_large_only_the_beginning_is_kept():
    reader = make_reader(size=LIMIT)
    head = b"MSH|^~\\&|GLIMS|"
    [body] = [*reader.feed(b"\x0b" + head + b"x" * LIMIT), *reader.feed(b"y" * LIMIT + b"\x1c\r")]
    assert body.oversized
    assert body.head[: len(head)] == head
    assert len(body.head) <= HEAD
    assert body.take() == b""
    assert read(reader, b"\x0bnext\x1c\r") == [b"next"]


def test_a_frame_of_just_the_limit_is_taken():
    [body] = make_reader(size=LIMIT).feed(b"\x0b" + b"x" * LIMIT + b"\x1c\r")
    assert not body.oversized
    assert body.take() == b"x" * LIMIT


def test_a_frame_that_never_ends_is_given_up_and_answered_once():
    reader = make_reader(size=LIMIT)
    found = [body for piece in [b"\x0bMSH|", *[b"x" * LIMIT] * (ENDLESS + 1)] for body in reader.feed(piece)]
    assert [body.oversized for body in found] == [True]
    assert reader.hopeless


def test_a_large_frame_waits_on_disk_and_leaves_nothing_there(tmp_path: Path):
    reader = FrameReader(FrameLimits(40_000_000, spool=Spool(100_000, tmp_path)))
    chunk = os.urandom(65536).replace(b"\x1c", b"-")
    tracemalloc.start()
    reader.feed(b"\x0b")
    for _ in range(400):
        assert reader.feed(chunk) == []
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000
    [body] = reader.feed(b"\x1c\r")
    assert body.take() == chunk * 400
    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_is_full_is_told_and_not_fatal(monkeypatch: pytest.MonkeyPatch):
    def full(**_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("ceres_intake.mllp.body.TemporaryFile", full)
    reader = make_reader(memory=100)
    [body] = reader.feed(b"\x0b" + b"x" * 2000 + b"\x1c\r")
    assert body.failed
    assert read(reader, b"\x0bsmall\x1c\r") == [b"small"]


def test_closing_lets_go(tmp_path: Path):
    reader = FrameReader(FrameLimits(LIMIT, spool=Spool(10, tmp_path)))
    reader.feed(b"\x0b" + b"x" * 2000)
    reader.close()
    assert list(tmp_path.iterdir()) == []
