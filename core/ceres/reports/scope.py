"""The SQL of a `ReportQuery`: mandates and conditions, each branch bounded by one index range of one prescriber."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from sqlalchemy import (
    CTE,
    BindParameter,
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    SQLColumnExpression,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import aliased

from ceres.accounts.models import Mandate
from ceres.reports.models import Delivery, DeliveryName, LabOrder, Patient, PatientIdentifier, PatientIdentifierKind, Reading, Report
from ceres.reports.models.order import HIDDEN
from ceres.reports.query import Kind, Narrowing, ReportQuery

ESCAPE = "\\"
LAST_CHARACTER = "\U0010ffff"


class Condition(NamedTuple):
    """What of a narrowing decides the text of a statement; its values are parameters."""

    kind: Kind
    words: tuple[int, ...] = ()  # of a patient's names: how many, for each way to look for them


Shape = tuple[Condition, ...]
"""What decides the text of a statement: its conditions, in order."""


def shape_of(query: ReportQuery) -> Shape:
    """Return the conditions of the query, without their values."""
    return tuple(_condition(narrowing) for narrowing in query.narrowings)


def parameters(query: ReportQuery) -> dict[str, Any]:
    """Return the values of every parameter of the query's statements."""
    found: dict[str, Any] = {"account_id": query.account_id, "now": query.now}
    for position, narrowing in enumerate(query.narrowings):
        found |= _VALUES.get(narrowing.kind, _plain_values)(position, narrowing)
    return found


def mandated() -> CTE:
    """Return the prescribers whose reports the account may see now."""
    valid = and_(
        Mandate.account_id == bindparam("account_id"),
        Mandate.valid_from <= bindparam("now", type_=Mandate.valid_from.type),
        or_(Mandate.valid_until.is_(None), Mandate.valid_until > bindparam("now", type_=Mandate.valid_from.type)),
    )
    return select(Mandate.prescriber_id).where(valid).distinct().cte("mandated")


def prescriber(mandates: CTE, slot: int) -> ScalarSelect[int]:
    """Return the account's prescriber number ``slot`` (from 0, in the order of their ids)."""
    ordered = select(mandates.c.prescriber_id).order_by(mandates.c.prescriber_id)
    return ordered.limit(constant(1)).offset(constant(slot)).scalar_subquery()


def deliveries(mandates: CTE, slot: int, shape: Shape, *columns: SQLColumnExpression[Any], by_words: bool = False) -> Select[Any]:
    """Return the visible deliveries of the account's prescriber number ``slot`` that meet the conditions.

    Only what the index of the list holds is read: the rows themselves, and the reports, are looked at for the page alone.
    With ``by_words``, a patient is looked up in the index of the names' words; a report may then come twice.
    """
    owner = prescriber(mandates, slot)
    named_first = by_words and any(condition.kind is Kind.PATIENT for condition in shape)
    found = select(*columns).where(~exists().where(Report.id == Delivery.report_id, text(f"({HIDDEN})")))
    if not named_first:
        found = found.where(Delivery.prescriber_id == owner)
    for position, condition in enumerate(shape):
        if by_words and condition.kind is Kind.PATIENT:
            named = _named(owner, position, condition).subquery(f"named_{slot}")
            # The sum hides from SQLite whose rows these are: without statistics it would begin with all of the prescriber's.
            own = Delivery.prescriber_id == named.c.prescriber_id + constant(0)
            found = found.join(named, and_(own, named.c.report_id == Delivery.report_id))
        else:
            found = found.where(_met(position, condition))
    return found


def conditions(shape: Shape) -> list[ColumnElement[bool]]:
    """Return the conditions of the shape on ``Delivery``, in order, with their parameters."""
    return [_met(position, condition) for position, condition in enumerate(shape)]


def unread(report_id: SQLColumnExpression[int]) -> ColumnElement[bool]:
    """Return the condition that the account has not opened the report in its current version."""
    # Two look-ups, not a join: a planner would read the whole tables to join them.
    current = select(Report.current_version).where(Report.id == report_id).scalar_subquery()
    seen = select(Reading.version_seen).where(Reading.account_id == bindparam("account_id"), Reading.report_id == report_id)
    return current > func.coalesce(seen.scalar_subquery(), 0)


def constant(number: int) -> ColumnElement[int]:
    """Return a number written into the statement: PostgreSQL plans a prepared LIMIT well only when it knows it."""
    return literal_column(str(number), Integer)


def _condition(narrowing: Narrowing) -> Condition:
    words = tuple(len(str(way).split()) for way in narrowing.values) if narrowing.kind is Kind.PATIENT else ()
    return Condition(narrowing.kind, words)


def _met(position: int, condition: Condition) -> ColumnElement[bool]:
    return _has_words(position, condition) if condition.kind is Kind.PATIENT else _CONDITIONS[condition.kind](position)


def _name(position: int, *rest: int) -> str:
    return "_".join(map(str, ("narrowing", position, *rest)))


def _value(position: int, index: int = 0) -> ColumnElement[Any]:
    return bindparam(_name(position, index))


def _named(owner: ScalarSelect[int], position: int, condition: Condition) -> Select[Any]:
    """Return the reports having all words of one of the ways; each word is a range, so nothing in it is a wildcard."""

    def with_word(way: int, word: int) -> Select[Any]:
        value = _name(position, way, word)
        name = DeliveryName.__table__.alias()
        return select(name.c.prescriber_id, name.c.report_id).where(name.c.prescriber_id == owner, *_between(name.c.word, value))

    def by_way(way: int, words: int) -> Select[Any]:
        first = with_word(way, 0)
        report_id = first.selected_columns.report_id
        others = (with_word(way, word) for word in range(1, words))
        return first.where(*(report_id.in_(each.with_only_columns(each.selected_columns.report_id)) for each in others))

    ways = [by_way(way, words) for way, words in enumerate(condition.words)]
    return ways[0] if len(ways) == 1 else select(union_all(*ways).subquery())


def _between(word: ColumnElement[str], value: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return word >= bindparam(f"{value}_low"), word < bindparam(f"{value}_high")


def _has_words(position: int, condition: Condition) -> ColumnElement[bool]:
    key = literal(" ") + Delivery.patient_key

    def has(way: int, words: int) -> ColumnElement[bool]:
        # Folded words are letters and digits: none of them is a wildcard.
        return and_(*(key.like(bindparam(f"{_name(position, way, word)}_like")) for word in range(words)))

    return or_(*(has(way, words) for way, words in enumerate(condition.words)))


def _birth_date(position: int) -> ColumnElement[bool]:
    reports = select(Report.id).join(LabOrder, LabOrder.id == Report.order_id).join(Patient, Patient.id == LabOrder.patient_id)
    born = Patient.birth_date.in_([_value(position, index) for index in range(3)])
    return exists(reports.where(Report.id == Delivery.report_id, born).correlate(Delivery))


def _issued(position: int) -> ColumnElement[bool]:
    start, end = (bindparam(_name(position, index), type_=Delivery.issued_at.type) for index in (0, 1))
    return and_(Delivery.issued_at >= start, Delivery.issued_at < end)


def _nip(position: int) -> ColumnElement[bool]:
    """Compare with one number, found before the index is walked: a number given up for another stands for that other."""
    typed = bindparam(_name(position, 0), type_=Delivery.nip.type)
    present, former = aliased(PatientIdentifier), aliased(PatientIdentifier)
    in_force = exists().where(present.kind == PatientIdentifierKind.NIP, present.value == typed)
    successor = (
        select(present.value)
        .join(former, and_(former.patient_id == present.patient_id, former.kind == PatientIdentifierKind.FORMER_NIP))
        .where(former.value == typed, present.kind == PatientIdentifierKind.NIP)
        .order_by((present.authority != former.authority).asc(), present.id)
        .limit(constant(1))
        .scalar_subquery()
    )
    return Delivery.nip == select(case((in_force, typed), else_=func.coalesce(successor, typed))).scalar_subquery()


def _delivered(position: int) -> ColumnElement[bool]:
    return Delivery.delivered_at >= bindparam(_name(position, 0), type_=Delivery.delivered_at.type)


def _report(position: int) -> ColumnElement[bool]:
    return Delivery.report_id == select(Report.id).where(Report.public_id == _value(position)).correlate(None).scalar_subquery()


def _reports(position: int) -> ColumnElement[bool]:
    named: BindParameter[str] = bindparam(_name(position, 0), expanding=True)
    return Delivery.report_id.in_(select(Report.id).where(Report.public_id.in_(named)).correlate(None))


_CONDITIONS: dict[Kind, Callable[[int], ColumnElement[bool]]] = {
    Kind.ISSUED: _issued,
    Kind.NUMBER: lambda position: Delivery.number == _value(position),
    Kind.REFERENCE: lambda position: Delivery.placer_reference == _value(position),
    Kind.NIP: _nip,
    Kind.BIRTH_DATE: _birth_date,
    Kind.PENDING: lambda position: and_(Delivery.pending),
    Kind.UNREAD: lambda position: unread(Delivery.report_id),
    Kind.REPORT: _report,
    Kind.REPORTS: _reports,
    Kind.DELIVERED: _delivered,
}


def _plain_values(position: int, narrowing: Narrowing) -> dict[str, Any]:
    return {_name(position, index): value for index, value in enumerate(narrowing.values)}


def _name_values(position: int, narrowing: Narrowing) -> dict[str, Any]:
    return dict(_word_values(position, narrowing))


def _list_values(position: int, narrowing: Narrowing) -> dict[str, Any]:
    return {_name(position, 0): [str(value) for value in narrowing.values]}


def _word_values(position: int, narrowing: Narrowing) -> Iterator[tuple[str, str]]:
    for way, words in enumerate(narrowing.values):
        for index, word in enumerate(str(words).split()):
            name = _name(position, way, index)
            yield f"{name}_low", word
            yield f"{name}_high", word + LAST_CHARACTER
            yield f"{name}_like", f"% {word}%"


_VALUES: dict[Kind, Callable[[int, Narrowing], dict[str, Any]]] = {Kind.PATIENT: _name_values, Kind.REPORTS: _list_values}


def escaped(text: str) -> str:
    """Return ``text`` for a LIKE pattern in which it stands for itself."""
    for special in (ESCAPE, "%", "_"):
        text = text.replace(special, ESCAPE + special)
    return text
