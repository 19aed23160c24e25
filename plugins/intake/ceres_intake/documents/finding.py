"""The documents the laboratory sent with the orders of one report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ceres.api import IncomingDocument
from ceres_intake.cda.sheet import composed_sheet
from ceres_intake.documents.cda import is_xml, pdfs_of
from ceres_intake.documents.payload import encoded, unwrap
from ceres_intake.documents.pdf import is_complete, is_encrypted, is_pdf
from ceres_intake.hl7.message import Segment
from ceres_intake.reasons import Reason


@dataclass(frozen=True, slots=True)
class Findings:
    """Documents that can be shown, each once; or why those that were sent cannot."""

    documents: tuple[IncomingDocument, ...] = ()
    problem: Reason | None = None


def find_documents(carriers: Iterable[Segment]) -> Findings:
    """Examine the OBX that carry documents; one that can be shown makes up for copies that cannot."""
    documents: dict[bytes, IncomingDocument] = {}
    problem: Reason | None = None
    contents = [*_contents(carriers)]
    for content in contents:
        readable, reason = _examine(content)
        documents.update((each, IncomingDocument(each, complete=is_complete(each))) for each in readable)
        problem = problem or reason
    found = tuple(documents.values()) or (_composed(contents) if problem is Reason.CDA_WITHOUT_PDF else ())
    return Findings(found, None if found else problem)


def _composed(contents: Iterable[bytes]) -> tuple[IncomingDocument, ...]:
    # Level 1 and level 3 of one report say the same: the first that can be read is enough.
    sheets = (composed_sheet(content) for content in contents if is_xml(content))
    return next(((sheet,) for sheet in sheets if sheet is not None), ())


def _contents(carriers: Iterable[Segment]) -> Iterator[bytes]:
    for obx in carriers:
        for value in obx.repetitions(5):
            text = encoded(value)
            if text:
                yield unwrap(text, value)


def _examine(content: bytes) -> tuple[tuple[bytes, ...], Reason | None]:
    found = pdfs_of(content) if is_xml(content) else tuple(filter(is_pdf, (content,)))
    if not found:
        return (), Reason.CDA_WITHOUT_PDF if is_xml(content) else Reason.DOCUMENT_NOT_PDF
    readable = tuple(pdf for pdf in found if not is_encrypted(pdf))
    return readable, None if readable else Reason.DOCUMENT_ENCRYPTED
