"""What the forms of several tabs do with a field: read a day, say what is wrong."""

from __future__ import annotations

from datetime import date

from wtforms import Field

from ceres.api import NoSuchDate, NotADate, Request, read_day


def typed(field: Field) -> str:
    """Return what stands in the field, without the spaces around it."""
    return str(field.data or "").strip()


def read_day_field(request: Request, field: Field, today: date, **limits: int) -> date | None:
    """Return the day typed within the ``limits`` of `read_day`, ``today`` where nothing is.

    None when it is not a day: the error then stands at the field.
    """
    text = typed(field)
    try:
        return read_day(text, today, **limits)
    except NotADate:
        add_error(field, request.translate("Écrivez la date sous la forme jj/mm/aaaa ou jj/mm/aa."))
    except NoSuchDate:
        add_error(field, request.translate("La date « ${day} » n’existe pas.", day=text))
    return None


def add_error(field: Field, message: str) -> None:
    """Say beside the field what is wrong with it."""
    field.errors = [*field.errors, message]
