"""The documents the laboratory sent with the orders of one report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from ceres.api import IncomingDocument
from ceres_intake.cda.sheet import composed_sheet
from ceres_intake.documents.cda import is_cda, is_xml, pdfs_of
from ceres_intake.documents.fetching import Unreachable
from ceres_intake.documents.payload import encoded, unwrap
from ceres_intake.documents.pdf import is_complete, is_encrypted, is_pdf
from ceres_intake.hl7.message import Segment
from ceres_intake.reading.observations import pointer_of
from ceres_intake.reasons import Reason


class Fetching(Protocol):
    """What fetches the documents that messages only point to."""

    def allows(self, address: str) -> bool:
        """Return whether ``address`` is on the site's list."""

    def fetch(self, address: str) -> bytes:
        """Return the bytes at ``address``; raises Unreachable."""


@dataclass(frozen=True, slots=True)
class Carrier:
    """One place that carries or names a document, and what is wrong with it."""

    path: str
    size: int = 0  # bytes
    problem: Reason | None = None


@dataclass(frozen=True, slots=True)
class Findings:
    """Documents that can be shown, each once; or why those that were sent cannot."""

    documents: tuple[IncomingDocument, ...] = ()
    problem: Reason | None = None
    carriers: tuple[Carrier, ...] = ()

    @property
    def elsewhere(self) -> bool:
        """Whether a document is only pointed to, by an address that is not on the site's list."""
        return any(carrier.problem is Reason.DOCUMENT_ELSEWHERE for carrier in self.carriers)


def find_documents(carriers: Iterable[Segment], fetching: Fetching | None = None) -> Findings:
    """Examine the OBX that carry documents; one that can be shown makes up for copies that cannot."""
    documents: dict[bytes, IncomingDocument] = {}
    seen: list[Carrier] = []
    composed: IncomingDocument | None = None
    for obx in carriers:
        for content, reason in _contents(obx, fetching):
            readable, problem = ((), reason) if reason else _examine(content)
            documents.update((each, IncomingDocument(each, complete=is_complete(each))) for each in readable)
            if problem is Reason.CDA_WITHOUT_PDF:  # level 1 and level 3 of one report say the same: one sheet is enough
                composed = composed or composed_sheet(content)
            seen.append(Carrier(f"OBX-5 (n° {obx.component(1) or '?'}, {obx.component(2) or '?'})", len(content), problem))
    hindering = (carrier.problem for carrier in seen if carrier.problem not in (None, Reason.DOCUMENT_ELSEWHERE))
    found = tuple(documents.values()) or ((composed,) if composed else ())
    return Findings(found, None if found else next(hindering, None), tuple(seen))


def _contents(obx: Segment, fetching: Fetching | None) -> Iterator[tuple[bytes, Reason | None]]:
    address = pointer_of(obx)
    if address:
        yield _fetched(address, fetching)
        return
    for value in obx.repetitions(5):
        text = encoded(value)
        if text:
            yield unwrap(text, value), None


def _fetched(address: str, fetching: Fetching | None) -> tuple[bytes, Reason | None]:
    if fetching is None or not fetching.allows(address):
        return b"", Reason.DOCUMENT_ELSEWHERE
    try:
        return fetching.fetch(address), None
    except Unreachable:
        return b"", Reason.DOCUMENT_UNREACHABLE


def _examine(content: bytes) -> tuple[tuple[bytes, ...], Reason | None]:
    found = pdfs_of(content) if is_xml(content) else tuple(filter(is_pdf, (content,)))
    if not found:
        return (), Reason.CDA_WITHOUT_PDF if is_cda(content) else Reason.DOCUMENT_NOT_PDF
    readable = tuple(pdf for pdf in found if not is_encrypted(pdf))
    return readable, None if readable else Reason.DOCUMENT_ENCRYPTED
