"""Who sees which reports, in which order, page by page, on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from ceres.accounts.models import Account, Prescriber
from ceres.reports.listing import USUAL_SLOTS, PageAsked, ReportListing, ResultsPage
from ceres.reports.listing_plan import COUNT_CEILING, PAGE_SIZE
from ceres.reports.models import Reading, ReportStatus, Withheld
from ceres.reports.page_key import PageKey
from ceres.reports.query import ReportQuery
from factories.people import add_account, add_mandate, add_prescriber
from factories.reports import ISSUED, add_patient, add_report, add_version, deliver

if TYPE_CHECKING:
    from ceres.app import Site

NOW = datetime(2026, 3, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)
COUNTED = PageAsked(counted=True)


@pytest.fixture
def account(db: Session) -> Account:
    return add_account(db)


@pytest.fixture
def prescriber(db: Session, account: Account) -> Prescriber:
    prescriber = add_prescriber(db, "DR1")
    add_mandate(db, account, prescriber)
    return prescriber


def visible(account: Account, now: datetime = NOW) -> ReportQuery:
    return ReportQuery.visible_to(account.id, now)


def numbers(page: ResultsPage) -> list[str]:
    return [row.order_number for row in page.rows]


def all_pages(db: Session, query: ReportQuery) -> Iterator[ResultsPage]:
    page = ReportListing(db).page(query)
    yield page
    while page.next_key:
        page = ReportListing(db).page(query, PageAsked(after=PageKey.parse(page.next_key)))
        yield page


def test_an_account_sees_the_reports_of_its_prescriber_and_no_other(db: Session, account: Account, prescriber: Prescriber) -> None:
    add_report(db, prescriber, number="mine")
    add_report(db, add_prescriber(db, "DR2"), number="theirs")
    add_report(db, number="nobody's")
    assert numbers(ReportListing(db).page(visible(account))) == ["mine"]
    assert numbers(ReportListing(db).page(visible(add_account(db, "other")))) == []


@pytest.mark.parametrize(
    ("since", "until", "seen"),
    [
        (NOW - HOUR, None, True),
        (NOW, None, True),
        (NOW + HOUR, None, False),
        (NOW - HOUR, NOW + HOUR, True),
        (NOW - HOUR, NOW, False),
        (NOW - 2 * HOUR, NOW - HOUR, False),
    ],
)
def test_a_mandate_counts_between_its_instants(db: Session, account: Account, since: datetime, until: datetime | None, seen: bool) -> None:
    prescriber = add_prescriber(db)
    add_mandate(db, account, prescriber, valid_from=since, valid_until=until)
    report = add_report(db, prescriber)
    shown = [row.report_id for row in ReportListing(db).page(visible(account)).rows]
    assert shown == ([report.public_id] if seen else [])


def test_two_mandates_for_one_prescriber_show_its_reports_once(db: Session, account: Account, prescriber: Prescriber) -> None:
    add_mandate(db, account, prescriber, valid_from=NOW - HOUR)
    add_report(db, prescriber)
    assert len(ReportListing(db).page(visible(account)).rows) == 1


@pytest.mark.parametrize("withheld", [Withheld.MASKED, Withheld.UNVERIFIED])
def test_withheld_and_retracted_reports_are_neither_shown_nor_counted(
    db: Session, account: Account, prescriber: Prescriber, withheld: Withheld
) -> None:
    add_report(db, prescriber, withheld=withheld)
    add_report(db, prescriber, status=ReportStatus.RETRACTED)
    page = ReportListing(db).page(visible(account), COUNTED)
    assert (page.rows, page.count) == ((), 0)


def test_a_row_says_what_the_table_shows(db: Session, account: Account, prescriber: Prescriber) -> None:
    patient = add_patient(db, family_name="Delacourt-Méreuï", given_name="Anne", birth_name="MARTIN", birth_date="1987-11")
    report = add_report(
        db, prescriber, patient=patient, number="114000000", reference="5689/16", nip="1980456123", documents=(b"1", b"2", b"3")
    )
    (row,) = ReportListing(db).page(visible(account)).rows
    assert row.report_id == report.public_id
    assert (row.order_number, row.reference, row.nip) == ("114000000", "5689/16", "1980456123")
    assert row.patient_name == "DELACOURT-MÉREUÏ Anne"
    assert (row.birth_name, row.birth_date) == ("MARTIN", "1987-11")
    assert (row.section, row.status, row.issued_at) == ("BIOCHIMIE", ReportStatus.FINAL, ISSUED)
    assert (row.current_version, row.former_versions) == (3, (2, 1))
    assert row.document_ok
    assert row.prescriber_id == prescriber.id


def test_a_report_in_progress_has_no_document_and_is_not_unread(db: Session, account: Account, prescriber: Prescriber) -> None:
    add_report(db, prescriber, status=ReportStatus.REGISTERED, documents=())
    (row,) = ReportListing(db).page(visible(account)).rows
    assert (row.current_version, row.former_versions, row.unread) == (0, (), False)


def test_an_incomplete_document_is_said_so_only_while_it_is_in_force(db: Session, account: Account, prescriber: Prescriber) -> None:
    report = add_report(db, prescriber, documents=())
    add_version(db, report, b"cut", ok=False)
    assert not ReportListing(db).page(visible(account)).rows[0].document_ok
    add_version(db, report, b"whole")
    assert ReportListing(db).page(visible(account)).rows[0].document_ok


def test_unread_goes_by_account_and_version(db: Session, account: Account, prescriber: Prescriber) -> None:
    report = add_report(db, prescriber)
    other = add_account(db, "secretary")
    add_mandate(db, other, prescriber)
    db.add(Reading(account_id=account.id, report_id=report.id, first_opened_at=NOW, last_opened_at=NOW, version_seen=1))
    db.flush()

    def unread(reader: Account) -> bool:
        return ReportListing(db).page(visible(reader)).rows[0].unread

    assert (unread(account), unread(other)) == (False, True)
    add_version(db, report, b"new")
    assert unread(account)


def test_the_newest_come_first_and_every_page_follows_the_one_before(db: Session, account: Account, prescriber: Prescriber) -> None:
    # Many share an instant, and a page ends between two of them.
    for number in range(60):
        add_report(db, prescriber, number=f"{number:02}", issued_at=ISSUED + number // 20 * HOUR)
    pages = list(all_pages(db, visible(account)))
    assert [len(page.rows) for page in pages] == [25, 25, 10]
    assert [page.first_number for page in pages] == [1, 26, 51]
    assert [page.last_number for page in pages] == [25, 50, 60]
    assert [page.next_key is not None for page in pages] == [True, True, False]
    assert [page.previous_key is not None for page in pages] == [False, True, True]
    shown = [number for page in pages for number in numbers(page)]
    assert len(set(shown)) == 60
    assert shown == sorted(shown, reverse=True)


def test_what_arrives_between_two_pages_moves_nothing(db: Session, account: Account, prescriber: Prescriber) -> None:
    for number in range(30):
        add_report(db, prescriber, number=f"{number:02}", issued_at=ISSUED + number * HOUR)
    first = ReportListing(db).page(visible(account))
    add_report(db, prescriber, number="new", issued_at=ISSUED + 99 * HOUR)
    second = ReportListing(db).page(visible(account), PageAsked(after=PageKey.parse(str(first.next_key))))
    assert numbers(second) == ["04", "03", "02", "01", "00"]


def test_a_key_of_another_account_opens_nothing(db: Session, account: Account, prescriber: Prescriber) -> None:
    theirs = add_report(db, add_prescriber(db, "DR2"), issued_at=ISSUED + HOUR)
    add_report(db, prescriber, number="mine")
    key = PageKey(theirs.issued_at, theirs.public_id, 25)
    assert numbers(ReportListing(db).page(visible(account), PageAsked(after=key))) == ["mine"]


@pytest.mark.parametrize("prescribers", [2, USUAL_SLOTS + 1, 12])
def test_several_prescribers_are_merged_and_a_shared_report_stands_once(db: Session, account: Account, prescribers: int) -> None:
    team = [add_prescriber(db, f"DR{number}") for number in range(prescribers)]
    for member in team:
        add_mandate(db, account, member)
    add_report(db, add_prescriber(db, "foreign"), number="theirs")
    for number in range(70):
        takers = {team[number % prescribers].id: team[number % prescribers], team[0].id: team[0]}
        add_report(db, *takers.values(), number=f"{number:02}", issued_at=ISSUED + number // 7 * HOUR)
    pages = list(all_pages(db, visible(account)))
    shown = [number for page in pages for number in numbers(page)]
    assert shown == [f"{number:02}" for number in reversed(range(70))]
    assert ReportListing(db).page(visible(account), COUNTED).count == 70


def test_dates_include_their_start_and_not_their_end(db: Session, account: Account, prescriber: Prescriber) -> None:
    moment = timedelta(microseconds=1)
    for name, instant in (("before", ISSUED - moment), ("start", ISSUED), ("last", ISSUED + HOUR - moment), ("end", ISSUED + HOUR)):
        add_report(db, prescriber, number=name, issued_at=instant)
    page = ReportListing(db).page(visible(account).issued_between(ISSUED, ISSUED + HOUR), COUNTED)
    assert numbers(page) == ["last", "start"]
    assert page.count == 2


@pytest.mark.parametrize("text", ["%", "_", "114%", "1140000_0", "", "\\", "' OR 1=1 --"])
def test_searched_values_are_literal(db: Session, account: Account, prescriber: Prescriber, text: str) -> None:
    add_report(db, prescriber, number="114000000", reference="5689/16", nip="1980456123")
    query = visible(account)
    for narrowed in (query.with_number(text), query.with_nip(text), query.with_reference(text), query.with_report(text)):
        assert ReportListing(db).page(narrowed).rows == ()


def test_each_key_finds_its_report(db: Session, account: Account, prescriber: Prescriber) -> None:
    patient = add_patient(db, family_name="D’ALMÉIDA FERREIRA", given_name="Maria", birth_date="1971-05-30")
    wanted = add_report(db, prescriber, patient=patient, number="114%", reference="URG_118", nip="1971330458")
    add_report(db, prescriber, number="114000001", reference="URG-118", nip="1971330459")
    query = visible(account)
    for narrowed in (
        query.with_number("114%"),
        query.with_reference("URG_118"),
        query.with_nip("1971330458"),
        query.with_patient("d'almeida"),
        query.with_patient("D ALM", "mar"),
        query.with_patient("d almeida ferreira", "", "1971-05-30"),
        query.with_report(wanted.public_id),
    ):
        assert [row.report_id for row in ReportListing(db).page(narrowed).rows] == [wanted.public_id]
    for narrowed in (query.with_patient("lmeida"), query.with_patient("d'alm", "ana"), query.with_patient("d'alm", "", "1971-05-31")):
        assert ReportListing(db).page(narrowed).rows == ()


def test_the_count_has_a_ceiling(db: Session, account: Account, prescriber: Prescriber) -> None:
    report = add_report(db, prescriber)
    second = add_prescriber(db, "DR2")
    add_mandate(db, account, second)
    deliver(db, report, second, patient=add_patient(db), number="1")
    assert ReportListing(db).page(visible(account), COUNTED).count == 1
    copies = COUNT_CEILING - 1
    for _ in range(copies):
        add_report(db, prescriber, documents=(), patient=report.order.patient)
    exact = ReportListing(db).page(visible(account), COUNTED)
    assert (exact.count, exact.capped) == (COUNT_CEILING, False)
    add_report(db, prescriber)
    over = ReportListing(db).page(visible(account), COUNTED)
    assert (over.count, over.capped, len(over.rows)) == (COUNT_CEILING, True, PAGE_SIZE)


@pytest.mark.parametrize(("prescribers", "most"), [(0, 1), (1, 1), (USUAL_SLOTS, 1), (USUAL_SLOTS + 1, 2), (9, 2)])
def test_a_page_costs_one_statement_and_a_large_team_two(site: Site, db: Session, account: Account, prescribers: int, most: int) -> None:
    for number in range(prescribers):
        member = add_prescriber(db, f"DR{number}")
        add_mandate(db, account, member)
        add_report(db, member, documents=(b"1", b"2"))
    db.commit()
    statements: list[str] = []
    with site.database.read() as reader:
        event.listen(reader.connection(), "before_cursor_execute", lambda *call: statements.append(call[2]))
        page = ReportListing(reader).page(visible(account).issued_between(ISSUED, NOW), COUNTED)
    assert page.count == prescribers
    assert len(statements) == most
