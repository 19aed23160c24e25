"""The text of the sections: what every reader of a CDA shows, whatever its coded entries say."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from ceres_intake.cda.header import every, find, text_of
from ceres_intake.documents.sheet import COLUMNS, Block, Heading, Row, Text

BREAK, TABLE, LIST = "br", "table", "list"
WIDTH = len(COLUMNS)
DEEPEST = 20  # sections inside sections, marks inside marks; what is deeper is text


def narrative(root: Element) -> tuple[Block, ...]:
    """Return the text of the document, section after section."""
    return tuple(block for section in every(root, "component/structuredBody/component/section") for block in _section(section, 0))


def _section(section: Element, depth: int) -> Iterator[Block]:
    blocks = [*_text(find(section, "text"))]
    inner = [block for each in every(section, "component/section") for block in _section(each, depth + 1)] if depth < DEEPEST else []
    title = text_of(find(section, "title"))
    if title and (blocks or inner):
        yield Heading(title)
    yield from blocks
    yield from inner


def _text(text: Element | None) -> Iterator[Block]:
    """Return tables as rows, and what stands between them as lines."""
    said: list[str] = []
    for kind, content in _walk(text) if text is not None else ():
        if kind == "row":
            yield from _lines(said)
            yield content if isinstance(content, Row) else Row(())
            said = []
        else:
            said.append(str(content))
    yield from _lines(said)


def _walk(element: Element, depth: int = 0) -> Iterator[tuple[str, Row | str]]:
    if depth > DEEPEST:
        yield "text", text_of(element)
        return
    yield "text", _spaced(element.text)
    for child in element:
        name = str(child.tag).rpartition("}")[2]
        if name == TABLE:
            yield from (("row", row) for row in _rows(child))
        elif name == BREAK:
            yield "text", "\n"
        else:
            yield from _around(child, name, depth)
        yield "text", _spaced(child.tail)


def _around(child: Element, name: str, depth: int) -> Iterator[tuple[str, Row | str]]:
    own_lines = name in ("paragraph", "item", "caption", LIST)
    if own_lines:
        yield "text", "\n- " if name == "item" else "\n"
    yield from _walk(child, depth + 1)
    if own_lines:
        yield "text", "\n"


def _rows(table: Element) -> Iterator[Row]:
    caption = text_of(find(table, "caption"))
    if caption:
        yield Row(_cells([caption]), strong=True)
    for row in table.iter():
        if str(row.tag).rpartition("}")[2] == "tr":
            cells = [text for cell in row for text in (text_of(cell), *[""] * (_span(cell) - 1))]
            if any(cells):
                yield Row(_cells(cells), strong=all(str(cell.tag).endswith("th") for cell in row))


def _span(cell: Element) -> int:
    span = cell.get("colspan") or "1"
    return min(int(span), WIDTH) if span.isdecimal() and span != "0" else 1


def _cells(texts: list[str]) -> tuple[str, ...]:
    # As many columns as a sheet has; what is beyond joins the last one.
    kept = [*texts[: WIDTH - 1], " ; ".join(filter(None, texts[WIDTH - 1 :]))]
    return (*kept, *[""] * (WIDTH - len(kept)))


def _lines(said: list[str]) -> Iterator[Text]:
    lines = [" ".join(line.split()) for line in "".join(said).split("\n")]
    text = "\n".join(line for line in lines if line)
    if text:
        yield Text(text)


def _spaced(text: str | None) -> str:
    return " ".join(f"x{text or ''}x".split())[1:-1]
