"""The list and the searches walk the index of one prescriber, however many reports the site has."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import event, insert, text
from sqlalchemy.orm import Session

from ceres.reports.arrivals import Arrivals
from ceres.reports.listing import ReportListing
from ceres.reports.models import Delivery, DeliveryRole, LabOrder, Report, ReportStatus, ReportVersion, Withheld
from ceres.reports.page_key import PageKey
from ceres.reports.query import ReportQuery
from factories.people import add_account, add_mandate, add_prescriber
from factories.reports import add_patient, add_receipt

if TYPE_CHECKING:
    from ceres.app import Site

NOW = datetime(2026, 3, 10, tzinfo=UTC)
REPORTS = 12_000
PRESCRIBERS = 40
HEAVY = 4  # one report in so many is the first prescriber's

GROWING = "delivery|report|report_version|lab_order"
WHOLE_TABLE = re.compile(rf"Seq Scan on ({GROWING})\b|SCAN ({GROWING})\b")
ONE_ROW = re.compile(r"uq_delivery_prescriber_id_report_id|sqlite_autoindex_delivery_1|ix_delivery_report_id")


def arrivals(listing: ReportListing, query: ReportQuery) -> object:
    """Ask what arrived in the last days: more than is looked at."""
    found = Arrivals(listing._db, lambda entry: None, query).since(NOW - timedelta(days=9))
    return SimpleNamespace(rows=found.more)


Ask = Callable[[ReportListing, ReportQuery], object]
QUERIES: dict[str, tuple[str, Ask]] = {
    "list": ("ix_delivery_by_date", lambda listing, query: listing.page(query)),
    "next page": ("ix_delivery_by_date", lambda listing, query: listing.page(query, PageKey(NOW - timedelta(days=9), "r4", 25))),
    "date": (
        "ix_delivery_by_date",
        lambda listing, query: listing.page(query.issued_between(NOW - timedelta(days=5), NOW), counted=True),
    ),
    "number": ("ix_delivery_by_number", lambda listing, query: listing.page(query.with_number("n8"), counted=True)),
    "reference": ("ix_delivery_by_reference", lambda listing, query: listing.page(query.with_reference("v8"), counted=True)),
    "arrivals": ("ix_delivery_by_arrival", arrivals),
    "nip": ("ix_delivery_by_nip", lambda listing, query: listing.page(query.with_nip("p8"), counted=True)),
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
    db.execute(insert(Delivery), [_delivery(n, instant[n], owner[n]) for n in numbers])
    db.commit()
    _gather_statistics(site)
    return account.id


def test_each_page_walks_the_index_of_its_prescriber(site: Site, account_id: int) -> None:
    for name, (index, ask) in QUERIES.items():
        with site.database.read() as reader:
            statements: list[tuple[str, Any]] = []
            event.listen(reader.connection(), "before_cursor_execute", lambda *call: statements.append((call[2], call[3])))  # noqa: B023
            page: Any = ask(ReportListing(reader), ReportQuery.visible_to(account_id, NOW))
            ((statement, values),) = statements
            plan = _plan(site, reader, statement, values)
        said = "\n".join((name, *plan))
        assert page.rows, said
        assert not WHOLE_TABLE.search(said), said
        assert index in said, said
        assert all(index in line or ONE_ROW.search(line) for line in plan if re.search(r"\bdelivery\b", line)), said


def _gather_statistics(site: Site) -> None:
    with site.database.engine.connect() as connection:
        if site.database.is_sqlite:
            connection.execute(text("ANALYZE"))
            connection.commit()
        else:
            connection.execution_options(isolation_level="AUTOCOMMIT").execute(
                text("VACUUM ANALYZE delivery, report, report_version, lab_order")
            )


def _plan(site: Site, reader: Session, statement: str, values: Any) -> list[str]:
    explain = "EXPLAIN QUERY PLAN " if site.database.is_sqlite else "EXPLAIN "
    rows = reader.connection().exec_driver_sql(explain + statement, values).all()
    lines = [str(row[-1]) for row in rows]
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
    }
