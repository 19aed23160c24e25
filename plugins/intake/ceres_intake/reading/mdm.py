"""MDM: a document and what becomes of it, said in the words of a result (OBR, ORC-1, OBX-11), which one reader understands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ceres_intake.hl7.message import NO_SEGMENT, Message, Segment
from ceres_intake.hl7.writing import escaped
from ceres_intake.known import KnownDocument
from ceres_intake.reasons import Reason, Unplaceable
from ceres_intake.routing import message_type

DELETIONS = frozenset({"T04", "T11"})  # French senders delete with T04, the standard cancels with T11
REPLACEMENTS = frozenset({"T08", "T10"})
ANNOUNCED_CHANGES = frozenset({"T05", "T07", "T09"})  # an addendum, an edition, a replacement without its content
ADDENDA = frozenset({"T05", "T06"})
DELETED = "CA"  # TXA-19
# TXA-17 (table 0271) as OBR-25 says it: what nobody has authenticated is not verified.
STATES = {"AU": "F", "LA": "F", "DO": "P", "DI": "R", "IN": "R", "IP": "R", "PA": "R"}
NUMBERS = (("ORC", 3), ("OBR", 3), ("ORC", 2), ("OBR", 2))
WITHDRAWN = "W"


def document_number(message: Message) -> str:
    """Return the document's own number."""
    txa = message.first("TXA")
    return txa.component(12) or txa.component(11)


def named_documents(message: Message) -> tuple[str, ...]:
    """Return the numbers of the documents that ``message`` may be about, where it does not tell of their order itself."""
    if message.first("OBR") is not NO_SEGMENT:
        return ()
    txa = message.first("TXA")
    fields = (13, 12, 11) if _trigger(message) in REPLACEMENTS else (12, 11, 13)
    return tuple(filter(None, map(txa.component, fields)))


def as_results(message: Message, known: KnownDocument | None = None) -> Message:
    """Return the document of ``message`` as the result of an order, that of the ``known`` one it is about.

    Raises:
        Unplaceable: it tells of a change without bringing the whole document.
    """
    trigger = _trigger(message)
    txa = message.first("TXA")
    deleted = trigger in DELETIONS or txa.component(19).upper() == DELETED
    if not deleted and trigger in ADDENDA | ANNOUNCED_CHANGES:
        _refuse_half_a_change(message, trigger)
    segments = list(_completed(message, txa, trigger, known))
    return Message(tuple(_withdrawn(segments) if deleted else segments))


def _refuse_half_a_change(message: Message, trigger: str) -> None:
    if trigger in ADDENDA:
        raise Unplaceable(Reason.MDM_ADDENDUM)
    if message.first("OBX") is NO_SEGMENT:
        raise Unplaceable(Reason.MDM_WITHOUT_CONTENT)


def _trigger(message: Message) -> str:
    return message_type(message)[1] or message.first("EVN").component(1).upper()


def _completed(message: Message, txa: Segment, trigger: str, known: KnownDocument | None) -> Iterator[Segment]:
    place = next((n for n, each in enumerate(message.segments) if each.name in ("OBX", "TXA")), len(message.segments))
    segments = [*message.segments]
    if message.first("OBR") is NO_SEGMENT:
        segments.insert(place, _with(Segment(("OBR",), message.header.delimiters), {4: txa.whole(2).raw}))
    number = "" if _has_number(message) else _document_number(txa, trigger)
    place_of_known = {3: escaped(known.order_number), 24: escaped(known.section)} if known else {}
    for segment in segments:
        if segment.name == "ORC" and trigger in REPLACEMENTS:
            yield _with(segment, {1: "RO"})
        elif segment.name == "OBR":
            yield _corrected(_with(segment, _missing(segment, _said(txa, number)) | place_of_known), trigger)
        elif segment.name != "TXA":
            yield segment


def _has_number(message: Message) -> bool:
    return any(segment.component(field) for name, field in NUMBERS for segment in message.every(name))


def _document_number(txa: Segment, trigger: str) -> str:
    # The order's number, or that of the document; a document that replaces another goes to its line.
    fields = (15, 14, 13, 12, 11) if trigger in REPLACEMENTS else (15, 14, 12, 11)
    return next((found for field in fields if (found := txa.component(field))), "")


def _said(txa: Segment, number: str) -> dict[int, str]:
    newest = _newest(txa.component(field) for field in (8, 7, 6, 4))
    return {3: number, 22: newest, 25: STATES.get(txa.component(17).upper(), ""), 28: txa.whole(23).raw}


def _corrected(request: Segment, trigger: str) -> Segment:
    return _with(request, {25: "C"}) if trigger in REPLACEMENTS and request.component(25).upper() == "F" else request


def _newest(texts: Iterable[str]) -> str:
    readable = [text for text in texts if text[:8].isdigit() and len(text) >= 8]
    return max(readable, key=lambda text: text[:14].ljust(14, "0"), default="")


def _missing(segment: Segment, said: dict[int, str]) -> dict[int, str]:
    return {field: text for field, text in said.items() if text and not segment.first(field)}


def _with(segment: Segment, changes: dict[int, str]) -> Segment:
    fields = [*segment.fields]
    for field, text in changes.items():
        fields += [""] * (field + 1 - len(fields))
        fields[field] = text
    return Segment(tuple(fields), segment.delimiters)


def _withdrawn(segments: list[Segment]) -> list[Segment]:
    marked = [_with(each, {11: WITHDRAWN}) if each.name == "OBX" else each for each in segments]
    if not any(each.name == "OBX" for each in marked):
        marked.append(_with(Segment(("OBX",), marked[0].delimiters), {2: "TX", 11: WITHDRAWN}))
    return marked
