"""The SQL of a `ReportQuery`: mandates and conditions, each branch bounded by one index range of one prescriber."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import CTE, ColumnElement, Integer, Select, and_, bindparam, exists, literal_column, or_, select, text

from ceres.accounts.models import Mandate
from ceres.reports.models import Delivery, LabOrder, Patient, Report
from ceres.reports.models.order import HIDDEN
from ceres.reports.query import Kind, Narrowing, ReportQuery

ESCAPE = "\\"
LAST_CHARACTER = "\U0010ffff"

Shape = tuple[Kind, ...]
"""What decides the text of a statement: the kinds of its conditions, in order; the values are parameters."""


def shape_of(query: ReportQuery) -> Shape:
    """Return the kinds of the query's conditions."""
    return tuple(narrowing.kind for narrowing in query.narrowings)


def parameters(query: ReportQuery) -> dict[str, Any]:
    """Return the values of every parameter of the query's statements."""
    found: dict[str, Any] = {"account_id": query.account_id, "now": query.now}
    for position, narrowing in enumerate(query.narrowings):
        for index, value in enumerate(_sql_values(narrowing)):
            found[_name(position, index)] = value
    return found


def mandated() -> CTE:
    """Return the prescribers whose reports the account may see now."""
    valid = and_(
        Mandate.account_id == bindparam("account_id"),
        Mandate.valid_from <= bindparam("now", type_=Mandate.valid_from.type),
        or_(Mandate.valid_until.is_(None), Mandate.valid_until > bindparam("now", type_=Mandate.valid_from.type)),
    )
    return select(Mandate.prescriber_id).where(valid).distinct().cte("mandated")


def branch(mandates: CTE, slot: int, shape: Shape) -> Select[int, int, datetime]:
    """Return the visible deliveries of the account's prescriber number ``slot`` (from 0, in the order of their ids).

    Only what the index of the list holds is read: the rows themselves, and the reports, are looked at for the page alone.
    """
    prescriber = select(mandates.c.prescriber_id).order_by(mandates.c.prescriber_id).limit(constant(1)).offset(constant(slot))
    hidden = exists().where(Report.id == Delivery.report_id, text(f"({HIDDEN})"))
    found = select(Delivery.report_id, Delivery.prescriber_id, Delivery.issued_at)
    return found.where(Delivery.prescriber_id == prescriber.scalar_subquery(), ~hidden, *conditions(shape))


def conditions(shape: Shape) -> list[ColumnElement[bool]]:
    """Return the conditions of the shape, in order, with their parameters."""
    return [_CONDITIONS[kind](position) for position, kind in enumerate(shape)]


def constant(number: int) -> ColumnElement[int]:
    """Return a number written into the statement: PostgreSQL plans a prepared LIMIT well only when it knows it."""
    return literal_column(str(number), Integer)


def _name(position: int, index: int = 0) -> str:
    return f"narrowing_{position}_{index}"


def _issued(position: int) -> ColumnElement[bool]:
    start, end = (bindparam(_name(position, index), type_=Delivery.issued_at.type) for index in (0, 1))
    return and_(Delivery.issued_at >= start, Delivery.issued_at < end)


def _delivered(position: int) -> ColumnElement[bool]:
    return Delivery.delivered_at >= bindparam(_name(position), type_=Delivery.delivered_at.type)


def _family_name(position: int) -> ColumnElement[bool]:
    # A range, not LIKE: both databases serve it from the index, and nothing in the text is a wildcard.
    return and_(Delivery.patient_key >= bindparam(_name(position)), Delivery.patient_key < bindparam(_name(position, 1)))


def _given_name(position: int) -> ColumnElement[bool]:
    return Delivery.patient_key.like(bindparam(_name(position)), escape=ESCAPE)


def _birth_date(position: int) -> ColumnElement[bool]:
    reports = select(Report.id).join(LabOrder, LabOrder.id == Report.order_id).join(Patient, Patient.id == LabOrder.patient_id)
    born = Patient.birth_date == bindparam(_name(position))
    return exists(reports.where(Report.id == Delivery.report_id, born).correlate(Delivery))


def _report(position: int) -> ColumnElement[bool]:
    return Delivery.report_id == select(Report.id).where(Report.public_id == bindparam(_name(position))).correlate(None).scalar_subquery()


_CONDITIONS: dict[Kind, Callable[[int], ColumnElement[bool]]] = {
    Kind.ISSUED: _issued,
    Kind.NUMBER: lambda position: Delivery.number == bindparam(_name(position)),
    Kind.REFERENCE: lambda position: Delivery.placer_reference == bindparam(_name(position)),
    Kind.NIP: lambda position: Delivery.nip == bindparam(_name(position)),
    Kind.FAMILY_NAME: _family_name,
    Kind.GIVEN_NAME: _given_name,
    Kind.BIRTH_DATE: _birth_date,
    Kind.REPORT: _report,
    Kind.DELIVERED: _delivered,
}


def _sql_values(narrowing: Narrowing) -> tuple[str | datetime, ...]:
    if narrowing.kind is Kind.FAMILY_NAME:
        prefix = str(narrowing.values[0])
        return prefix, prefix + LAST_CHARACTER
    if narrowing.kind is Kind.GIVEN_NAME:
        return (f"% {escaped(str(narrowing.values[0]))}%",)
    return narrowing.values


def escaped(text: str) -> str:
    """Return ``text`` for a LIKE pattern in which it stands for itself."""
    for special in (ESCAPE, "%", "_"):
        text = text.replace(special, ESCAPE + special)
    return text
