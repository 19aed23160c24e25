"""Fields of forms as text, whatever a forged form sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceres.web.request import Request


def field(request: Request, name: str) -> str:
    """Return what was typed in a field; a forged form may send a file, or nothing."""
    return as_text(request.POST.get(name))


def as_text(value: object) -> str:
    """Return ``value`` when it is text, else nothing."""
    return value if isinstance(value, str) else ""
