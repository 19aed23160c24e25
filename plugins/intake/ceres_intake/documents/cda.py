"""The PDF inside a CDA document (R2): the whole body (level 1) or an attached copy."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from ceres_intake.documents.payload import encoded, unwrap
from ceres_intake.documents.pdf import is_pdf
from ceres_intake.hl7.delimiters import Delimiters
from ceres_intake.hl7.message import Value

MAX_SIZE = 40 * 1024 * 1024  # bytes; entities are refused, so the tree is a small multiple of this
CARRIERS = ("text", "value")  # nonXMLBody/text, observationMedia/value


def is_xml(content: bytes) -> bool:
    """Return whether ``content`` looks like XML."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def is_cda(content: bytes) -> bool:
    """Return whether ``content`` is XML that calls itself a clinical document; a web page is none."""
    return is_xml(content) and b"ClinicalDocument" in content


def pdfs_of(content: bytes) -> tuple[bytes, ...]:
    """Return the PDFs in a CDA; none when it has none, is no XML, is too large or uses entities."""
    root = parsed(content)
    return () if root is None else tuple(pdf for pdf in _attached(root) if is_pdf(pdf))


def parsed(content: bytes) -> Element | None:
    """Return the root of a CDA; None when it is no XML, is too large or uses entities."""
    if len(content) > MAX_SIZE:
        return None
    try:
        root: Element = fromstring(content)
    except (ParseError, DefusedXmlException, ValueError, LookupError):
        return None
    return root


def _attached(root: Element) -> Iterator[bytes]:
    for element in root.iter():
        name = str(element.tag).rpartition("}")[2]
        if name in CARRIERS and element.get("mediaType") == "application/pdf":
            # Wrapped in base64 as in HL7 v2, without components.
            value = Value(element.text or "", Delimiters(component="\0"))
            yield unwrap(encoded(value), value)
