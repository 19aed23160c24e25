"""A logo in SVG, which is a document that could act: only shapes are let through, and they are written anew.

What editors add in their own namespaces is dropped; what could run, or ask for something elsewhere, is refused by name.
"""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET
from xml.parsers import expat

from pyramid.i18n import TranslationStringFactory

_ = TranslationStringFactory("ceres")

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
HREF = f"{{{XLINK}}}href"
SHAPES = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"})
AROUND = frozenset({"svg", "g", "defs", "symbol", "use", "title", "desc", "style", "clipPath", "mask"})
PAINT = frozenset({"linearGradient", "radialGradient", "stop"})
ALLOWED = SHAPES | AROUND | PAINT
DROPPED = frozenset({"metadata"})
DEEPEST, MOST = 40, 5000  # levels, elements
ELSEWHERE = re.compile(r"url\s*\(\s*[\"']?\s*(?!#|\s|[\"'])", re.IGNORECASE)
ACTS = re.compile(r"@(?!media\b)|\\|javascript:|expression\s*\(|image(-set)?\s*\(|-moz-binding|behavior", re.IGNORECASE)


class BadSvg(ValueError):
    """This is no SVG that is let through; ``text`` is a message to translate."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def checked_svg(content: bytes) -> bytes:
    """Return the drawing written anew; raises BadSvg."""
    _check_form(content)
    root = ET.fromstring(content)  # noqa: S314 (no entity is left, and the size is bounded)
    if root.tag != f"{{{SVG}}}svg":
        raise BadSvg(_("ce fichier n’est pas un dessin SVG."))
    _clean(root)
    _check_uses(root)
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=False))


def _check_form(content: bytes) -> None:
    """Read it once without keeping anything: not too deep, not too much, and no entity that could grow."""
    depth = count = 0

    def start(*_args: object) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > DEEPEST or count > MOST:
            raise BadSvg(_("ce dessin SVG est trop compliqué."))

    def end(*_args: object) -> None:
        nonlocal depth
        depth -= 1

    def document_type(_name: str, _system: str | None, _public: str | None, inside: int) -> None:
        if inside:
            raise BadSvg(_("ce dessin SVG déclare des entités (DOCTYPE)."))

    reader = expat.ParserCreate()
    reader.StartElementHandler, reader.EndElementHandler = start, end
    reader.StartDoctypeDeclHandler = document_type
    try:
        reader.Parse(content, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, BadSvg):
            raise
        raise BadSvg(_("ce fichier n’est pas un dessin SVG.")) from error


def _clean(element: ET.Element) -> None:
    name = _own_name(element)
    if name not in ALLOWED:
        raise BadSvg(_("ce dessin SVG contient « ${what} », qui n’est pas accepté.", mapping={"what": name}))
    for attribute, value in list(element.attrib.items()):
        if attribute.startswith("{") and attribute != HREF:
            del element.attrib[attribute]
        elif _acts(attribute, value):
            what = attribute.rpartition("}")[2]
            raise BadSvg(_("ce dessin SVG contient « ${what} », qui n’est pas accepté.", mapping={"what": what}))
    if name == "style" and (ACTS.search(element.text or "") or ELSEWHERE.search(element.text or "")):
        raise BadSvg(_("ce dessin SVG fait référence à un autre fichier."))
    for child in list(element):
        if not child.tag.startswith(f"{{{SVG}}}") or _own_name(child) in DROPPED:
            element.remove(child)
        else:
            _clean(child)


def _own_name(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]


def _acts(attribute: str, value: str) -> bool:
    if attribute.lower().startswith("on"):
        return True
    if attribute in (HREF, "href"):
        return not value.startswith("#")
    return bool(ACTS.search(value) or ELSEWHERE.search(value))


def _check_uses(root: ET.Element) -> None:
    """Refuse a copy of copies: a few of them, one in the other, would draw for hours."""
    copies = {element.get(name, "")[1:] for element in root.iter(f"{{{SVG}}}use") for name in (HREF, "href")}
    for element in root.iter():
        if element.get("id") in copies and next(element.iter(f"{{{SVG}}}use"), None) is not None:
            raise BadSvg(_("ce dessin SVG est trop compliqué."))
