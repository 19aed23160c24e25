"""How old a patient is, as a doctor says it."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from jinja2 import pass_context

if TYPE_CHECKING:
    from jinja2.runtime import Context

INFANT_MONTHS = 24  # under it an age is said in months


@pass_context
def age(context: Context, birth_date: str) -> str:
    """Return « 67 ans », « 8 mois » or « 12 jours »; empty when the day of birth is not known, or to come."""
    request = context["request"]
    try:
        born = date.fromisoformat(birth_date)
    except ValueError:
        return ""
    today = request.now.astimezone(request.zone).date()
    months = months_between(born, today)
    if today < born:
        return ""
    if months >= INFANT_MONTHS:
        return str(request.pluralize("${n} an", "${n} ans", months // 12))
    if months:
        return str(request.pluralize("${n} mois", "${n} mois", months))
    return str(request.pluralize("${n} jour", "${n} jours", (today - born).days))


def months_between(first: date, last: date) -> int:
    """Return the number of whole months."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months if last.day >= first.day else months - 1
