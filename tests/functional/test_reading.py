"""One report, its versions and the mark that it was opened, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from ceres.accounts.models import Account, Prescriber
from ceres.reports.models import Reading, ReportStatus, Sex, Withheld
from ceres.reports.query import ReportQuery
from ceres.reports.reading import ReportNotFound, ReportReading, ReportRetracted
from ceres.reports.reading_sql import upsert_readings
from factories.people import add_account, add_mandate, add_prescriber
from factories.reports import add_patient, add_report, add_version, deliver

if TYPE_CHECKING:
    from ceres.app import Site

NOW = datetime(2026, 3, 10, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def account(db: Session) -> Account:
    return add_account(db)


@pytest.fixture
def prescriber(db: Session, account: Account) -> Prescriber:
    prescriber = add_prescriber(db, "DR1")
    add_mandate(db, account, prescriber)
    return prescriber


def visible(account: Account) -> ReportQuery:
    return ReportQuery.visible_to(account.id, NOW)


def test_a_report_comes_with_its_patient_and_all_its_versions(db: Session, account: Account, prescriber: Prescriber) -> None:
    patient = add_patient(db, sex=Sex.MALE)
    report = add_report(db, prescriber, patient=patient, number="114/1 2", section="HÉMATO-LOGIE", documents=(b"one", b"second"))
    found = ReportReading(db).find(visible(account), report.public_id)
    assert (found.row.report_id, found.sex) == (report.public_id, Sex.MALE)
    assert [(each.number, each.size, each.current) for each in found.versions] == [(2, 6, True), (1, 3, False)]
    assert [each.file_name for each in found.versions] == ["114-1-2_HÉMATO-LOGIE.pdf", "114-1-2_HÉMATO-LOGIE_v1.pdf"]
    assert found.current == found.version(None) == found.version(2)
    for number in (0, 3, 999_999):
        with pytest.raises(ReportNotFound):
            found.version(number)


def test_a_report_of_two_prescribers_is_found_once(db: Session, account: Account, prescriber: Prescriber) -> None:
    second = add_prescriber(db, "DR2")
    add_mandate(db, account, second)
    report = add_report(db, prescriber, documents=(b"1", b"2"))
    deliver(db, report, second, patient=report.order.patient, number="1")
    found = ReportReading(db).find(visible(account), report.public_id)
    assert [each.number for each in found.versions] == [2, 1]
    assert found.row.prescriber_id == prescriber.id


def test_a_report_in_progress_has_no_document(db: Session, account: Account, prescriber: Prescriber) -> None:
    report = add_report(db, prescriber, documents=(), status=ReportStatus.REGISTERED)
    found = ReportReading(db).find(visible(account), report.public_id)
    assert found.current is None
    with pytest.raises(ReportNotFound):
        found.version(None)


def test_what_is_not_the_accounts_does_not_exist(db: Session, account: Account, prescriber: Prescriber) -> None:
    theirs = add_report(db, add_prescriber(db, "DR2"))
    hidden = add_report(db, prescriber, withheld=Withheld.MASKED)
    gone = add_prescriber(db, "DR3")
    add_mandate(db, account, gone, valid_until=NOW)
    past = add_report(db, gone)
    retracted = add_report(db, add_prescriber(db, "DR4"), status=ReportStatus.RETRACTED)
    asked = [report.public_id for report in (theirs, hidden, past, retracted)]
    for public_id in (*asked, "nothing", "", "a\x00b", "é", "x" * 33, "%"):
        with pytest.raises(ReportNotFound):
            ReportReading(db).find(visible(account), public_id)


def test_a_retracted_report_says_so_to_those_who_had_it(db: Session, account: Account, prescriber: Prescriber) -> None:
    report = add_report(db, prescriber, status=ReportStatus.RETRACTED)
    with pytest.raises(ReportRetracted):
        ReportReading(db).find(visible(account), report.public_id)


def test_finding_a_report_costs_one_statement(site: Site, db: Session, account: Account, prescriber: Prescriber) -> None:
    report = add_report(db, prescriber, documents=(b"1", b"2", b"3"))
    db.commit()
    statements: list[str] = []
    with site.database.read() as reader:
        event.listen(reader.connection(), "before_cursor_execute", lambda *call: statements.append(call[2]))
        ReportReading(reader).find(visible(account), report.public_id)
    assert len(statements) == 1


def test_the_mark_keeps_the_first_opening_and_the_newest_version(db: Session, account: Account, prescriber: Prescriber) -> None:
    report = add_report(db, prescriber, documents=(b"1",))

    def opened(version: int, at: datetime) -> tuple[datetime, datetime, int]:
        upsert_readings(db, account.id, {report.id: version}, at)
        db.expire_all()
        mark = db.scalars(select(Reading)).one()
        return mark.first_opened_at, mark.last_opened_at, mark.version_seen

    assert opened(1, NOW) == (NOW, NOW, 1)
    add_version(db, report, b"2")
    assert opened(2, NOW + HOUR) == (NOW, NOW + HOUR, 2)
    assert opened(1, NOW + 2 * HOUR) == (NOW, NOW + 2 * HOUR, 2)
