"""Small real PDFs."""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas


@lru_cache(maxsize=256)
def make_pdf(text: str = "Compte rendu") -> bytes:
    """Return a one-page PDF that says ``text``, the same bytes for the same text."""
    buffer = BytesIO()
    canvas = Canvas(buffer, invariant=1)
    canvas.drawString(72, 720, text)
    canvas.save()
    return buffer.getvalue()
