"""What a syslog server makes of what it receives."""

from __future__ import annotations

import re
from dataclasses import dataclass

LINE = re.compile(
    r"<(?P<priority>\d{1,3})>1 (?P<at>\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z) (?P<host>[!-~]{1,255}) (?P<app>[!-~]{1,48})"
    r" (?P<process>[!-~]{1,128}) (?P<kind>[!-~]{1,32}) (?P<data>-|(?:\[(?:[^\]\\]|\\.)*\])+) (?P<text>[^\n]*)"
)
ELEMENT = re.compile(r"\[([!#-<>-Z^-~]{1,32})((?: [!#-<>-Z^-~]{1,32}=\"(?:[^\"\\\]]|\\[\"\\\]])*\")*)\]")
PARAMETER = re.compile(r" ([^=]+)=\"((?:[^\"\\\]]|\\[\"\\\]])*)\"")


@dataclass(frozen=True)
class Heard:
    """One message, taken apart by the grammar of RFC 5424."""

    priority: int
    app: str
    kind: str
    data: dict[str, dict[str, str]]
    text: str


def heard(raw: bytes) -> Heard:
    """Take a message apart; fails when it is not one."""
    found = LINE.fullmatch(raw.decode("utf-8"))
    assert found, raw
    elements = {name: _parameters(text) for name, text in ELEMENT.findall(found["data"])}
    assert found["data"] == "-" or "".join(each[0] for each in ELEMENT.finditer(found["data"])) == found["data"]
    return Heard(int(found["priority"]), found["app"], found["kind"], elements, found["text"])


def frames(received: bytes) -> list[bytes]:
    """Return the messages of a TCP connection (RFC 6587, octet counting)."""
    found = []
    while received:
        length, _, rest = received.partition(b" ")
        found.append(rest[: int(length)])
        assert len(found[-1]) == int(length)
        received = rest[int(length) :]
    return found


def _parameters(text: str) -> dict[str, str]:
    return {name: re.sub(r"\\([\"\\\]])", r"\1", value) for name, value in PARAMETER.findall(text)}
