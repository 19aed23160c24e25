"""From the text of one message to its segments, one a line, whatever ends the lines."""

from __future__ import annotations

import re

LINE_ENDS = "\n\x0b\x1c"  # beside CR
HEADER = re.compile(r"^[ \t\ufeff]*(?=MSH[^\w\s+/=])")
NAME = re.compile(r"[A-Z][A-Z0-9]{2}")


def segment_lines(text: str) -> list[str]:
    """Return the segments of the message in ``text``, its header first; empty when it has none.

    A line that does not begin a segment goes on with the one above, after a ``\\n``: in a text it was a line
    break, in base64 white space changes nothing.
    """
    for end in LINE_ENDS:
        text = text.replace(end, "\r")
    lines = [line for line in text.split("\r") if line and not line.isspace()]
    start = next((number for number, line in enumerate(lines) if HEADER.match(line)), None)
    if start is None:
        return []
    header = HEADER.sub("", lines[start])
    return _joined(header, lines[start + 1 :], separator=header[3])


def _joined(header: str, lines: list[str], separator: str) -> list[str]:
    segments = [[header]]
    for line in lines:
        if NAME.match(line) and line[3:4] == separator:
            segments.append([line])
        else:
            segments[-1].append(line)
    return ["\n".join(parts) for parts in segments]
