"""Whole numbers as each language groups their digits: « 184 203 », “184,203”."""

from __future__ import annotations

from typing import TYPE_CHECKING

from babel import Locale
from babel.numbers import format_decimal
from jinja2 import pass_context

if TYPE_CHECKING:
    from jinja2.runtime import Context

    from ceres.web.request import Request

UNGROUPED = 1000  # under it every language writes a number the same


def write_number(request: Request, n: int) -> str:
    """Write a count or a size; identifiers are no numbers."""
    if abs(n) < UNGROUPED:
        return str(n)
    return format_decimal(n, locale=Locale.parse(request.locale_name, sep="-"))


@pass_context
def number(context: Context, n: int) -> str:
    """Write a count: the template filter."""
    return write_number(context["request"], n)
