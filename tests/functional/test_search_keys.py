"""What publishing writes for the searches and filters: words of names, what is in progress, alerts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy.orm import Session

from ceres.accounts.models import Account, Prescriber
from ceres.app import Site
from ceres.reports.incoming import IncomingObservation
from ceres.reports.listing import ReportListing, ResultRow
from ceres.reports.models import Alert, DeliveryName, Report, ReportStatus
from ceres.reports.query import ReportQuery
from factories.incoming import make_patient, make_report
from factories.people import add_account, add_mandate, add_prescriber
from factories.publishing import Counter, hours


@pytest.fixture
def counter(site: Site) -> Counter:
    return Counter(site)


@pytest.fixture
def query(db: Session) -> ReportQuery:
    account: Account = add_account(db)
    prescriber: Prescriber = add_prescriber(db, "DR1")
    add_mandate(db, account, prescriber)
    db.commit()
    return ReportQuery.visible_to(account.id, hours(2000))


def rows(site: Site, query: ReportQuery) -> tuple[ResultRow, ...]:
    with site.database.read() as reader:
        return ReportListing(reader).page(query).rows


def words(counter: Counter) -> list[str]:
    return sorted(row.word for row in counter.all(DeliveryName))


def test_each_word_of_the_names_is_kept_once(counter: Counter, query: ReportQuery) -> None:
    counter.send(patient=make_patient(family_name="O’CONNOR", given_name="Anne Anne", birth_name="MÉREUÏ"))
    assert words(counter) == ["anne", "anneanne", "connor", "mereui", "o", "oconnor"]


def test_a_patient_renamed_is_found_by_the_new_name_only(counter: Counter, query: ReportQuery, site: Site) -> None:
    counter.send(patient=make_patient(family_name="TUFELE"))
    counter.send(patient=make_patient(family_name="WAMYTAN"), section="HEMATOLOGIE", issued_at=hours(2))
    assert len(rows(site, query.with_patient("wamytan"))) == 2
    assert rows(site, query.with_patient("tufele")) == ()
    assert words(counter) == ["maleta", "maleta", "wamytan", "wamytan"]


def test_a_new_recipient_finds_the_patient_too(counter: Counter, query: ReportQuery, site: Site, db: Session) -> None:
    counter.send(prescriber="DR2")
    assert rows(site, query.with_patient("tufele")) == ()
    counter.send(prescriber="DR1", issued_at=hours(1))
    assert len(rows(site, query.with_patient("tufele"))) == 1


def test_what_is_in_progress_stops_being_so_with_its_document(counter: Counter, query: ReportQuery, site: Site) -> None:
    counter.send(status=ReportStatus.REGISTERED, text=None, issued_at=hours(-9))
    assert len(rows(site, query.pending())) == 1
    assert rows(site, query.unread()) == ()
    counter.send(issued_at=hours(1))
    assert rows(site, query.pending()) == ()
    assert len(rows(site, query.unread())) == 1


def test_what_is_cancelled_is_not_in_progress(counter: Counter, query: ReportQuery, site: Site) -> None:
    counter.send(status=ReportStatus.REGISTERED, text=None, issued_at=hours(-9))
    counter.send(status=ReportStatus.CANCELLED, text=None, issued_at=hours(1))
    assert rows(site, query.pending()) == ()
    assert [row.status for row in rows(site, query)] == [ReportStatus.CANCELLED]


def test_the_alert_of_a_row_is_that_of_the_version_in_force(counter: Counter, query: ReportQuery, site: Site) -> None:
    value = IncomingObservation(code="K", label="Potassium", value_type="NM", value="7.1", unit="mmol/L", flags="HH")
    counter.publish(replace(make_report(text="1"), observations=(value,)))
    assert rows(site, query)[0].alert is Alert.CRITICAL
    counter.publish(replace(make_report(text="2", issued_at=hours(3)), observations=(replace(value, value="4.1", flags="N"),)))
    assert rows(site, query)[0].alert is Alert.NONE
    assert counter.count(Report) == 1
