"""HPRIM Santé said in the words of HL7, which one reader understands."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator

from ceres_intake.documents.pdf import is_pdf
from ceres_intake.hl7.charset import decode_guess
from ceres_intake.hl7.message import Message, Segment, Value
from ceres_intake.hl7.writing import components, escaped, header, repetitions, segment
from ceres_intake.hprim.attachments import key
from ceres_intake.hprim.segments import HprimFile
from ceres_intake.reasons import Reason, Unplaceable

FILE, TEXT_FILE = "FIC", "TXT"
SAME = (6, 7, 8, 11, 14)  # fields of OBX that are those of HL7
CODED = frozenset({"CE"})
LOCAL = frozenset({"L", "N"})  # a coding system, not a first name
LABORATORY = "labo"


def as_results(file: HprimFile, source: str) -> Message:
    """Return the message that says the same as ``file``.

    Raises:
        Unplaceable: a document that it names is missing, or is none that can be shown.
    """
    sender = file.header.component(4, 2) or file.header.component(4)
    said = [header("HPRIM", sender, "ORU^R01", file.header.component(2), _sent_at(file.header))]
    translation = _Translation(file, source)
    for each in file.segments:
        said += translation.of(each)
    return Message(tuple(said))


def named_files(file: HprimFile) -> tuple[str, ...]:
    """Return the names of the files that come beside the message."""
    files = (each for each in file.segments if each.name == "OBX" and each.component(2).upper() == FILE)
    return tuple(name for name in map(_file_name, files) if name)


class _Translation:
    def __init__(self, file: HprimFile, source: str) -> None:
        self._attachments = file.attachments
        self._source = source
        self._doctors: tuple[Value, ...] = ()
        self._ways: dict[str, Callable[[Segment], Iterator[Segment]]] = {
            "P": self._patient,
            "OBR": self._request,
            "OBX": self._result,
            "C": self._comment,
        }

    def of(self, said: Segment) -> list[Segment]:
        way = self._ways.get(said.name)
        return list(way(said)) if way else []

    def _patient(self, p: Segment) -> Iterator[Segment]:
        self._doctors = p.repetitions(13)
        number, authority = (p.component(3), "") if p.component(3) else (p.component(2), f"{self._source}/{LABORATORY}")
        names = [components(p.component(5), p.component(5, 2), "", "", "", "", "D")]
        if p.component(6):
            names.append(components(p.component(6), p.component(5, 2), "", "", "", "", "L"))
        numbers = components(number, "", "", authority, "PI") if number else ""
        yield segment("PID", {3: numbers, 5: repetitions(*names), 7: escaped(p.component(7)), 8: escaped(p.component(8))})

    def _request(self, obr: Segment) -> Iterator[Segment]:
        placer, filler = escaped(obr.component(2)), escaped(obr.component(3, 2) or obr.component(3))
        tests, doctors = obr.repetitions(4), obr.repetitions(16) or self._doctors
        yield segment("ORC", {2: placer, 3: filler})
        yield segment(
            "OBR",
            {
                4: _coded(tests[0]) if len(tests) == 1 else "",
                16: _doctor(doctors[0]) if doctors else "",
                22: escaped(obr.component(22)),
                24: escaped(obr.component(24)),
                25: escaped(obr.component(25)),
                28: repetitions(*map(_doctor, doctors[1:])),
            },
        )

    def _result(self, obx: Segment) -> Iterator[Segment]:
        kind = obx.component(2).upper()
        same = {number: escaped(obx.whole(number).text) for number in SAME}
        test = _coded(obx.first(3))
        if kind == FILE:
            yield self._document(obx, {3: test, **same})
        else:
            value = _coded(obx.first(5)) if kind in CODED else escaped(obx.whole(5).text)
            yield segment("OBX", {2: escaped(kind), 3: test, 5: value, **same})

    def _document(self, obx: Segment, fields: dict[int, str]) -> Segment:
        content = self._attachments.get(key(_file_name(obx)))
        if content is None:
            raise Unplaceable(Reason.HPRIM_FILE_MISSING)
        if is_pdf(content):
            data = base64.b64encode(content).decode("ascii")
            return segment("OBX", {**fields, 2: "ED", 5: f"^application^pdf^Base64^{data}"})
        if obx.component(5, 3).upper() != TEXT_FILE:
            raise Unplaceable(Reason.HPRIM_FILE_NOT_PDF)
        return segment("OBX", {**fields, 2: "TX", 5: escaped(decode_guess(content).replace("\r\n", "\n").replace("\r", "\n"))})

    def _comment(self, comment: Segment) -> Iterator[Segment]:
        yield segment("NTE", {3: escaped(comment.whole(3).text)})


def _file_name(obx: Segment) -> str:
    return obx.component(5, 2) or obx.component(5)


def _coded(value: Value) -> str:
    return components(*(value.component(number) for number in range(1, len(value.raw_components()) + 1)))


def _doctor(value: Value) -> str:
    given = value.component(3)
    return components(value.component(1), value.component(2), "" if given in LOCAL else given)


def _sent_at(h: Segment) -> str:
    dates = (h.component(number) for number in (13, 14, 12))
    return next((text for text in dates if text[:8].isdecimal() and len(text) >= 8), "")
