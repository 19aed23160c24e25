"""The list and the searches walk the index of one prescriber, however many reports the site has."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from ceres.reports.arrivals import Arrivals
from ceres.reports.listing import PageAsked, ReportListing
from ceres.reports.listing_plan import COUNT_CEILING
from ceres.reports.models import Delivery, DeliveryName, DeliveryRole, LabOrder, Report, ReportStatus, ReportVersion, Withheld
from ceres.reports.neighbours import Surroundings
from ceres.reports.ordering import Order
from ceres.reports.page_key import PageKey
from ceres.reports.query import ReportQuery
from ceres.reports.reading import ReportReading
from factories.people import add_account, add_mandate, add_prescriber
from factories.reports import add_patient, add_receipt

if TYPE_CHECKING:
    from ceres.app import Site

NOW = datetime(2026, 3, 10, tzinfo=UTC)
REPORTS = 12_000
PRESCRIBERS = 40
HEAVY = 4  # one report in so many is the first prescriber's

GROWING = "delivery|delivery_name|report|report_version|lab_order"
WHOLE_TABLE = re.compile(rf"Seq Scan on ({GROWING})\b|SCAN ({GROWING})\b")
ONE_ROW = re.compile(r"uq_delivery_prescriber_id_report_id|sqlite_autoindex_delivery_1|ix_delivery_report_id")

OF_ONE = re.compile(r"prescriber_id ?=|report_id ?=")  # the index is entered by its first column

Narrow = Callable[[ReportQuery], ReportQuery]
KEY = PageKey(NOW - timedelta(days=9), "r4", 25)
FIRST, NEXT, BACK = PageAsked(), PageAsked(after=KEY), PageAsked(before=KEY)
COUNTED = PageAsked(counted=True)
BY_NAME = PageAsked(Order.NAME)
DATE, NAME, WORD, PENDING = "ix_delivery_by_date", "ix_delivery_by_patient", "delivery_name", "ix_delivery_pending"


EMPTY = {"patient, joined", "pending of a patient"}


def everything(query: ReportQuery) -> ReportQuery:
    return query


def last_days(query: ReportQuery) -> ReportQuery:
    return query.issued_between(NOW - timedelta(days=5), NOW)


def patient(query: ReportQuery) -> ReportQuery:
    return query.with_patient("nom11")


CASES: dict[str, tuple[str, Narrow, PageAsked]] = {
    "list": (DATE, everything, FIRST),
    "list with counts": (f"{DATE}|{PENDING}", everything, PageAsked(news=True)),
    "next page": (DATE, everything, NEXT),
    "page before": (DATE, everything, BACK),
    "oldest": (DATE, everything, PageAsked(Order.OLDEST)),
    "by name": (NAME, everything, BY_NAME),
    "by name, next page": (NAME, everything, replace(BY_NAME, after=KEY)),
    "by name, page before": (NAME, everything, replace(BY_NAME, before=KEY)),
    "by name backwards": (NAME, everything, PageAsked(Order.NAME_BACKWARDS)),
    "by name backwards, next page": (NAME, everything, PageAsked(Order.NAME_BACKWARDS, after=KEY)),
    "date": (DATE, last_days, COUNTED),
    "date, next page": (DATE, last_days, replace(COUNTED, after=PageKey(NOW - timedelta(days=1), "r4", 25))),
    "date by name": (DATE, lambda query: query.issued_between(NOW - timedelta(hours=9), NOW), replace(COUNTED, order=Order.NAME)),
    "number": ("ix_delivery_by_number", lambda query: query.with_number("n8"), COUNTED),
    "reference": ("ix_delivery_by_reference", lambda query: query.with_reference("v8"), COUNTED),
    "nip": ("ix_delivery_by_nip", lambda query: query.with_nip("p8"), COUNTED),
    "nip by name": ("ix_delivery_by_nip", lambda query: query.with_nip("p8"), replace(COUNTED, order=Order.NAME)),
    "patient": (WORD, patient, COUNTED),
    "patient, next page": (WORD, patient, replace(COUNTED, after=KEY)),
    "patient by name": (WORD, patient, replace(COUNTED, order=Order.NAME)),
    "patient, two names": (WORD, lambda query: query.with_patient("jean", "nom11"), COUNTED),
    "patient, joined": (WORD, lambda query: query.with_patient("nom 11", "jean"), COUNTED),
    "patient, birth date": (WORD, lambda query: query.with_patient("nom11", "", "1958-07-14"), COUNTED),
    "new": (DATE, lambda query: query.unread(), COUNTED),
    "new, next page": (DATE, lambda query: query.unread(), replace(COUNTED, after=KEY)),
    "new by name": (f"{DATE}|{NAME}", lambda query: query.unread(), BY_NAME),
    "new of a date": (DATE, lambda query: last_days(query).unread(), COUNTED),
    "new of a patient": (WORD, lambda query: patient(query).unread(), COUNTED),
    "pending": (PENDING, lambda query: query.pending(), COUNTED),
    "pending, next page": (PENDING, lambda query: query.pending(), replace(COUNTED, after=KEY)),
    "pending by name": (PENDING, lambda query: query.pending(), BY_NAME),
    "pending of a date": (PENDING, lambda query: last_days(query).pending(), COUNTED),
    "pending of a patient": (f"{WORD}|{PENDING}", lambda query: patient(query).pending(), COUNTED),
}


@pytest.fixture
def account_id(site: Site, db: Session) -> int:
    """An account reading for the busiest of many prescribers."""
    account = add_account(db)
    team = [add_prescriber(db, f"DR{number}") for number in range(PRESCRIBERS)]
    add_mandate(db, account, team[0])
    prescribers = [member.id for member in team]
    patient, receipt = add_patient(db).id, add_receipt(db).id
    numbers = range(1, REPORTS + 1)
    instant = {number: NOW - timedelta(minutes=11 * (number * 7919 % REPORTS)) for number in numbers}
    db.execute(
        insert(LabOrder),
        [{"id": n, "source": "L", "number": f"n{n}", "placer_reference": "", "patient_id": patient, "created_at": NOW} for n in numbers],
    )
    db.execute(insert(Report), [_report(n, instant[n]) for n in numbers])
    db.execute(insert(ReportVersion), [_version(n, instant[n], receipt) for n in numbers])
    owner = {n: prescribers[0] if n % HEAVY == 0 else prescribers[n % PRESCRIBERS] for n in numbers}
    deliveries = [_delivery(n, instant[n], owner[n]) for n in numbers]
    db.execute(insert(Delivery), deliveries)
    db.execute(insert(DeliveryName), [word for row in deliveries for word in _words(row)])
    db.commit()
    return account.id


def test_each_page_walks_the_index_of_its_prescriber(site: Site, account_id: int) -> None:
    if site.database.is_sqlite:
        # Nobody may ever have looked at what an embedded database holds.
        _check_all_plans(site, account_id)
    _gather_statistics(site)
    _check_all_plans(site, account_id)


def _check_all_plans(site: Site, account_id: int) -> None:
    for name, (index, narrow, asked) in CASES.items():
        with site.database.read() as reader:
            statements: list[tuple[str, Any]] = []
            event.listen(reader.connection(), "before_cursor_execute", lambda *call: statements.append((call[2], call[3])))  # noqa: B023
            page = ReportListing(reader).page(narrow(ReportQuery.visible_to(account_id, NOW)), asked)
            ((statement, values),) = statements
            plan = _plan(site, reader, statement, values)
        said = "\n".join((name, *plan))
        assert page.rows or name in EMPTY, said
        assert not WHOLE_TABLE.search(said), said
        assert any(one in said for one in index.split("|")), said
        allowed = re.compile(f"{index}|{ONE_ROW.pattern}")
        reads = [line for line in plan if re.search(r"\b(on|SEARCH|SCAN) delivery", line)]
        assert all(allowed.search(line) and OF_ONE.search(line) for line in reads), said


def test_arrivals_walk_their_own_index(site: Site, account_id: int) -> None:
    _gather_statistics(site)
    query = ReportQuery.visible_to(account_id, NOW)
    with site.database.read() as reader:
        statements: list[tuple[str, Any]] = []
        event.listen(reader.connection(), "before_cursor_execute", lambda *call: statements.append((call[2], call[3])))
        assert Arrivals(reader, lambda entry: None, query).since(NOW - timedelta(days=9)).more
        said = "\n".join(_plan(site, reader, *statements[0]))
    assert "ix_delivery_by_arrival" in said
    assert not WHOLE_TABLE.search(said), said


@pytest.mark.parametrize(("order", "index"), [(Order.NEWEST, DATE), (Order.NAME, NAME)])
def test_a_search_that_finds_thousands_walks_the_list_instead(site: Site, account_id: int, order: Order, index: str) -> None:
    _gather_statistics(site)
    query = ReportQuery.visible_to(account_id, NOW).with_patient("jean")
    with site.database.read() as reader:
        statements: list[tuple[str, Any]] = []
        event.listen(reader.connection(), "before_cursor_execute", lambda *call: statements.append((call[2], call[3])))
        listing = ReportListing(reader)
        page = listing.page(query, PageAsked(order, counted=True))
        assert len(statements) == 2
        said = "\n".join(_plan(site, reader, *statements[-1]))
        whole = listing.page(query, PageAsked(order, size=60))
        second = listing.page(query, PageAsked(order, after=PageKey.parse(str(page.next_key))))
    assert (page.count, page.capped, page.partial) == (COUNT_CEILING, True, False)
    assert page.rows + second.rows == whole.rows[:50]
    if site.database.is_sqlite:
        assert index in said
    assert not WHOLE_TABLE.search(said), said


def test_a_report_and_what_surrounds_it_are_found_without_reading_the_site(site: Site, account_id: int) -> None:
    query = ReportQuery.visible_to(account_id, NOW)
    with site.database.read() as reader:
        statements: list[tuple[str, Any]] = []
        event.listen(reader.connection(), "before_cursor_execute", lambda *call: statements.append((call[2], call[3])))
        reading = ReportReading(reader)
        report = reading.find(query, "r400")
        reading.siblings(query, report)
        around = Surroundings(reader).find(query, report, 25)
        found = reading.find_all(query, [f"r{number}" for number in range(4, 84, 4)])
        plans = ["\n".join([statement, *_plan(site, reader, statement, values)]) for statement, values in list(statements)]
    assert around
    assert around.previous
    assert around.next
    assert len(found) == 20
    assert len(plans) == 4
    for plan in plans:
        assert not WHOLE_TABLE.search(plan), plan


def _gather_statistics(site: Site) -> None:
    with site.database.engine.connect() as connection:
        if site.database.is_sqlite:
            connection.execute(text("ANALYZE"))
            connection.commit()
        else:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(
                text("VACUUM ANALYZE delivery, delivery_name, report, report_version, lab_order")
            )


def _plan(site: Site, reader: Session, statement: str, values: Any) -> list[str]:
    explain = "EXPLAIN QUERY PLAN " if site.database.is_sqlite else "EXPLAIN "
    rows = reader.connection().exec_driver_sql(explain + statement, values).all()
    # PostgreSQL says on a line of its own which part of the index is read.
    lines = re.sub(r"\n\s+Index Cond:", " Index Cond:", "\n".join(str(row[-1]) for row in rows)).splitlines()
    return [line for line in lines if "SCAN" in line.upper() or "SEARCH" in line]


def _report(number: int, issued_at: datetime) -> dict[str, Any]:
    return {
        "id": number,
        "public_id": f"r{number}",
        "order_id": number,
        "key": "B",
        "section": "BIOCHIMIE",
        "status": ReportStatus.FINAL,
        "withheld": Withheld.NO,
        "issued_at": issued_at,
        "current_version": 1,
        "created_at": issued_at,
        "updated_at": issued_at,
    }


def _version(number: int, issued_at: datetime, receipt: int) -> dict[str, Any]:
    return {
        "report_id": number,
        "number": 1,
        "status": ReportStatus.FINAL,
        "issued_at": issued_at,
        "received_at": issued_at,
        "content_hash": "0" * 64,
        "document_sha256": "0" * 64,
        "document_size": 1,
        "document_crc32": 0,
        "receipt_id": receipt,
    }


def _delivery(number: int, issued_at: datetime, prescriber: int) -> dict[str, Any]:
    return {
        "prescriber_id": prescriber,
        "report_id": number,
        "role": DeliveryRole.ORDERING,
        "issued_at": issued_at,
        "delivered_at": issued_at,
        "number": f"n{number}",
        "placer_reference": f"v{number}",
        "nip": f"p{number}",
        "patient_key": f"nom{number % 97} jean",
        "pending": number % 100 == 0,
    }


def _words(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"word": word, **{name: row[name] for name in ("prescriber_id", "report_id")}} for word in row["patient_key"].split()]
