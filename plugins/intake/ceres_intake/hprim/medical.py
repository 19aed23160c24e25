"""HPRIM Médecins 3.0: twelve lines of header, a text, results between marks; read only where it is beyond doubt."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ceres_intake.hl7.charset import decode
from ceres_intake.hl7.message import Message, Segment
from ceres_intake.hl7.writing import components, escaped, header, segment

RESULTS, END, END_OF_FILE = "****LAB****", "****FIN****", "****FINFICHIER****"
HEADER_LINES = 12
FAMILY, GIVEN, BIRTH, NUMBER, DATE, SENDER, RECEIVER = 1, 2, 6, 8, 9, 10, 11  # lines, from 0
DAY = re.compile(r"(\d{2})/(\d{2})/(\d{4})", re.ASCII)
NAME = re.compile(r"[^\W\d_][^\d|]*")
ORDER = re.compile(r"(?=.*\d)[\w./-]{4,40}", re.ASCII)
PARTY = re.compile(r"(\S{1,10})\s+(\S.*)")
OF_LETTERS = re.compile(r"[^\d|]+")


@dataclass(frozen=True, slots=True)
class MedicalText:
    """One report of a file."""

    lines: tuple[str, ...]  # of the header
    text: tuple[str, ...]
    results: tuple[str, ...]

    @property
    def certain(self) -> bool:
        """Whether number, patient, date and prescriber stand where they should."""
        if len(self.lines) < HEADER_LINES:
            return False
        line = self.lines
        expected = ((NAME, FAMILY), (NAME, GIVEN), (DAY, BIRTH), (ORDER, NUMBER), (DAY, DATE), (PARTY, SENDER), (PARTY, RECEIVER))
        return all(form.fullmatch(line[number].strip()) for form, number in expected)

    @property
    def sender(self) -> str:
        """The laboratory's code, empty when the line is not what it should be."""
        found = PARTY.fullmatch(self.lines[SENDER].strip()) if len(self.lines) > SENDER else None
        return found[1] if found else ""


def texts_of(raw: bytes, charset: str = "") -> tuple[MedicalText, ...]:
    """Return the reports in ``raw``."""
    lines = [line.rstrip() for line in re.split(r"\r\n|\r|\n", decode(raw, "", charset).lstrip("\ufeff"))]
    return tuple(_report(part) for part in _parts(lines))


def as_results(report: MedicalText) -> tuple[Segment, ...]:
    """Return the segments that say the same as ``report``, which is certain."""
    line = [each.strip() for each in report.lines]
    code, name = (escaped(part) for part in PARTY.fullmatch(line[RECEIVER]).groups())  # type: ignore[union-attr]
    texts = "\n".join(report.text).strip("\n")
    said = [
        segment("PID", {5: components(line[FAMILY], line[GIVEN]), 7: _day(line[BIRTH])}),
        segment("ORC", {3: escaped(line[NUMBER])}),
        segment("OBR", {16: f"{code}^{name}", 22: _day(line[DATE]), 25: "F"}),
    ]
    if texts:
        said.append(segment("OBX", {2: "TX", 5: escaped(texts), 11: "F"}))
    return (*said, *(_result(each) for each in report.results if each.startswith("RES|")))


def message_of(reports: tuple[MedicalText, ...]) -> Message:
    """Return the message of all ``reports`` of a file, each certain."""
    laboratory = PARTY.fullmatch(reports[0].lines[SENDER].strip())
    name = laboratory[2] if laboratory else ""
    return Message((header("HPRIM", name, "ORU^R01", ""), *(each for report in reports for each in as_results(report))))


def _parts(lines: list[str]) -> Iterator[list[str]]:
    part: list[str] = []
    for line in lines:
        if line.strip() == END_OF_FILE:
            break
        if line.strip() == END:
            yield part
            part = []
        else:
            part.append(line)
    if any(line.strip() for line in part):
        yield part


def _report(lines: list[str]) -> MedicalText:
    body = lines[HEADER_LINES:]
    cut = next((number for number, line in enumerate(body) if line.strip() == RESULTS), len(body))
    return MedicalText(tuple(lines[:HEADER_LINES]), tuple(body[:cut]), tuple(body[cut + 1 :]))


def _result(line: str) -> Segment:
    fields = [*line.split("|"), *[""] * 10]
    _, label, code, kind, value, unit, low, high, flag = (field.strip() for field in fields[:9])
    limits = " - ".join(filter(None, (low, high)))
    numeric = kind == "N" and not OF_LETTERS.fullmatch(value)
    return segment(
        "OBX",
        {
            2: "NM" if numeric else "ST",
            3: components(code, label),
            5: escaped(value),
            6: escaped(unit),
            7: escaped(limits),
            8: escaped(flag),
            11: "F",
        },
    )


def _day(text: str) -> str:
    day, month, year = DAY.fullmatch(text).groups()  # type: ignore[union-attr]
    return f"{year}{month}{day}"
