"""Mutated messages, for as many seconds as ``CERES_FUZZ`` says: never an exception, never a lost byte."""

from __future__ import annotations

import os
import random
import time
from contextlib import suppress

import pytest

from ceres_intake.hl7.message import Message
from ceres_intake.hl7.splitting import split
from ceres_intake.mllp.acknowledging import Acknowledging, AckSettings
from ceres_intake.mllp.body import Spool
from ceres_intake.mllp.frames import FrameLimits, FrameReader, State
from ceres_intake.mllp.header import Header
from ceres_intake.mllp.verdicts import ACCEPTED, NOT_STORED
from ceres_intake.profile import DEFAULT
from ceres_intake.reading.reports import ReportReader
from ceres_intake.reasons import Unplaceable
from factories.hl7 import make_hl7, value_obx
from factories.publishing import NOON

SECONDS = float(os.environ.get("CERES_FUZZ", "0"))
MESSAGE = make_hl7(value_obx("<5"), value_obx("Réponse\\.br\\suite", kind="TX"))
SEEDS = (MESSAGE, make_hl7(), b"FHS|^~\\&\rBHS|^~\\&\r" + MESSAGE + MESSAGE + b"BTS|2\r")
WORDS = (
    b"\x0b",
    b"\x1c",
    b"\x1c\r",
    b"\r",
    b"\n",
    b"|",
    b"^",
    b"~",
    b"\\",
    b"&",
    b"MSH|",
    b"BHS|",
    b"\\X41\\",
    b"\xff",
    b"\0",
    b"\xef\xbb\xbf",
)
READER = ReportReader(DEFAULT, NOON.tzinfo)  # type: ignore[arg-type]
ACKS = Acknowledging(AckSettings(NOON.tzinfo), lambda: NOON)  # type: ignore[arg-type]


def mutated(chance: random.Random) -> bytes:
    """Return a message with some bytes cut out, doubled, replaced or put in."""
    data = bytearray(chance.choice(SEEDS))
    for _ in range(chance.randint(1, 12)):
        start = chance.randrange(len(data) + 1)
        end = min(len(data), start + chance.choice((0, 1, 1, 2, 8, 60)))
        data[start:end] = chance.choice((b"", bytes(data[start:end]) * 2, chance.choice(WORDS), chance.randbytes(3)))
    return bytes(data)


def check_frames(data: bytes, chance: random.Random) -> None:
    """Read ``data`` as a stream, cut anywhere; the frames are the same as in one piece."""

    def frames(*pieces: bytes) -> list[bytes]:
        reader = FrameReader(FrameLimits(2000, 300, Spool(200)))
        found = [body.take() for piece in pieces for body in reader.feed(piece)] + [body.take() for body in reader.settle()]
        assert reader.hopeless or reader.state is not State.ENDING
        reader.close()
        return found

    place = chance.randrange(len(data) + 1)
    assert frames(data) == frames(data[:place], data[place:])


def check_message(data: bytes) -> None:
    """Split, parse, read and answer."""
    pieces = split(data)
    if not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        assert b"".join(piece.raw for piece in pieces) == data
    for piece in pieces:
        with suppress(Unplaceable):
            READER.read(Message.parse(piece.raw), NOON)
        for verdict in (ACCEPTED, NOT_STORED):
            answer = ACKS.frames(Header.of(piece.raw), verdict)
            assert answer.count(b"\x0b") == answer.count(b"\x1c\r")


@pytest.mark.skipif(not SECONDS, reason="CERES_FUZZ says for how many seconds: make fuzz")
def test_nothing_that_is_sent_is_an_error_of_ours():
    seed = int(os.environ.get("CERES_FUZZ_SEED", str(time.time_ns())))
    chance, deadline, tries = random.Random(seed), time.monotonic() + SECONDS, 0
    while time.monotonic() < deadline:
        data = mutated(chance)
        try:
            check_frames(b"\x0b" + data + b"\x1c\r" + data, chance)
            check_message(data)
        except Exception as error:
            raise AssertionError(f"seed {seed}, try {tries}: {data!r}") from error
        tries += 1
    print(f"{tries} messages, seed {seed}")
