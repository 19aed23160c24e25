"""Two numbers become one patient's: reports move, both numbers find them, in whatever order things arrive."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.reports.incoming import IncomingMerge, IncomingPatient, IntakeResult
from ceres.reports.listing import PageAsked, ReportListing
from ceres.reports.models import LabOrder, Patient, PatientIdentifier, PatientIdentifierKind
from ceres.reports.query import ReportQuery
from ceres.testing.command_line import CommandLine
from ceres.testing.databases import empty_tables
from factories.desk import Laboratory, prescriber_account, rows
from factories.hl7 import MSH, ORC, PID, make_hl7, with_fields
from factories.incoming import make_message, make_patient
from factories.journal import events
from factories.people import add_account, add_mandate, add_prescriber
from factories.publishing import Counter, hours


@pytest.fixture
def desk(site: Site) -> Counter:
    return Counter(site)


def merge(desk: Counter, survivor: IncomingPatient | str, former: IncomingPatient | str, **message: Any) -> IntakeResult:
    """Send a merge; a bare number is of a patient about whom nothing else is said."""
    sides = [IncomingPatient(nip=each, nip_authority="CHT") if isinstance(each, str) else each for each in (survivor, former)]
    return desk.publishing.merge(make_message(message_type="ADT^A40", **message), [IncomingMerge(sides[0], sides[1], hours(0))])


def outcome(result: IntakeResult) -> str:
    return f"{result.outcome.value} {result.reason}".strip()


def account_of(site: Site, code: str = "DR1") -> int:
    with site.database.write() as db:
        account = add_account(db)
        add_mandate(db, account, add_prescriber(db, code))
        return account.id


def found(site: Site, account: int, nip: str) -> list[str]:
    """Return the order numbers that a search finds."""
    with site.database.read() as db:
        page = ReportListing(db).page(ReportQuery.visible_to(account, hours(2000)).with_nip(nip), PageAsked(counted=True))
        return sorted(row.order_number for row in page.rows)


def numbers(desk: Counter) -> dict[str, tuple[int, PatientIdentifierKind]]:
    return {each.value: (each.patient_id, each.kind) for each in desk.all(PatientIdentifier)}


def test_reports_move_and_both_numbers_find_them(desk: Counter, site: Site) -> None:
    account = account_of(site)
    desk.send(order_number="1", patient=make_patient(nip="OLD"))
    desk.send(order_number="2", patient=make_patient(nip="NEW"))
    assert outcome(merge(desk, "NEW", make_patient(nip="OLD"))) == "merged"
    assert found(site, account, "NEW") == ["1", "2"]
    assert found(site, account, "OLD") == ["1", "2"]
    assert {order.patient_id for order in desk.all(LabOrder)} == {numbers(desk)["NEW"][0]}
    with site.database.read() as db:
        assert {row.nip for row in ReportListing(db).page(ReportQuery.visible_to(account, hours(2000))).rows} == {"NEW"}


def test_what_comes_later_under_the_former_number_is_the_survivors(desk: Counter, site: Site) -> None:
    account = account_of(site)
    assert outcome(merge(desk, make_patient(nip="NEW"), "OLD")) == "merged"
    assert desk.send(order_number="1", patient=make_patient(nip="OLD")) == "published"
    assert found(site, account, "OLD") == found(site, account, "NEW") == ["1"]
    assert desk.count(Patient) == 1


def named(site: Site, account: int, *names: str) -> list[str]:
    """Return the order numbers that a search by name finds."""
    with site.database.read() as db:
        page = ReportListing(db).page(ReportQuery.visible_to(account, hours(2000)).with_patient(*names), PageAsked(counted=True))
        return sorted(row.order_number for row in page.rows)


def test_the_name_in_force_finds_the_reports_of_both_numbers(desk: Counter, site: Site) -> None:
    account = account_of(site)
    desk.send(order_number="1", patient=make_patient(nip="OLD"))
    desk.send(order_number="2", patient=make_patient(nip="NEW", family_name="TUFELE-KOYA"))
    assert named(site, account, "KOYA") == ["2"]
    assert outcome(merge(desk, make_patient(nip="NEW", family_name="TUFELE-KOYA"), "OLD")) == "merged"
    assert named(site, account, "koya", "maleta") == ["1", "2"]
    assert named(site, account, "tufele") == ["1", "2"]


def test_a_name_given_up_finds_nothing_more(desk: Counter, site: Site) -> None:
    account = account_of(site)
    desk.send(order_number="1", patient=make_patient(nip="OLD", family_name="TUFELE-WAMYTAN"))
    assert named(site, account, "wamytan") == ["1"]
    assert outcome(merge(desk, make_patient(nip="NEW", family_name="TUFELE-KOYA"), "OLD")) == "merged"
    assert named(site, account, "wamytan") == []
    assert named(site, account, "koya") == ["1"]


def test_a_report_under_the_former_number_is_found_by_the_name_in_force(desk: Counter, site: Site) -> None:
    account = account_of(site)
    desk.send(order_number="1", patient=make_patient(nip="NEW", family_name="TUFELE-KOYA"))
    assert outcome(merge(desk, make_patient(nip="NEW", family_name="TUFELE-KOYA"), "OLD")) == "merged"
    assert desk.send(order_number="2", patient=make_patient(nip="OLD")) == "published"
    assert named(site, account, "tufele") == ["1", "2"]


def test_a_number_that_was_unknown_is_taken_over(desk: Counter, site: Site) -> None:
    account = account_of(site)
    desk.send(order_number="1", patient=make_patient(nip="OLD"))
    assert outcome(merge(desk, make_patient(nip="NEW", family_name="TUFELE-KOYA"), "OLD")) == "merged"
    assert found(site, account, "NEW") == found(site, account, "OLD") == ["1"]
    assert desk.count(Patient) == 1


STEPS = {
    "1": lambda desk: desk.send(order_number="1", patient=make_patient(nip="A")),
    "2": lambda desk: desk.send(order_number="2", patient=make_patient(nip="B")),
    "A into B": lambda desk: merge(desk, "B", "A"),
    "B into C": lambda desk: merge(desk, "C", "B"),
}


def test_merges_chain_in_any_order_with_the_reports(desk: Counter, site: Site) -> None:
    for order in [*permutations(STEPS)][::5]:  # all of them hold; each one costs a site
        account = account_of(site)
        for step in order:
            STEPS[step](desk)
        assert [found(site, account, nip) for nip in "ABC"] == [["1", "2"]] * 3, order
        kinds = {value: kind for value, (_, kind) in numbers(desk).items()}
        former = PatientIdentifierKind.FORMER_NIP
        assert kinds == {"A": former, "B": former, "C": PatientIdentifierKind.NIP}, order
        empty_tables(site)


def test_saying_it_again_changes_nothing(desk: Counter) -> None:
    desk.send(patient=make_patient(nip="OLD"))
    assert outcome(merge(desk, "NEW", "OLD", control_id="M", raw=b"M")) == "merged"
    assert outcome(merge(desk, "NEW", "OLD", control_id="M", raw=b"M")) == "duplicate"
    assert outcome(merge(desk, "NEW", "OLD")) == "duplicate"
    merge(desk, "THIRD", "NEW")
    assert outcome(merge(desk, "NEW", "OLD")) == "duplicate"
    assert numbers(desk)["THIRD"][1] is PatientIdentifierKind.NIP


def test_a_merge_the_other_way_round_gives_the_number_back(desk: Counter, site: Site) -> None:
    account = account_of(site)
    desk.send(order_number="1", patient=make_patient(nip="OLD"))
    merge(desk, "NEW", "OLD")
    assert outcome(merge(desk, "OLD", "NEW")) == "merged"
    with site.database.read() as db:
        assert [row.nip for row in ReportListing(db).page(ReportQuery.visible_to(account, hours(2000))).rows] == ["OLD"]
    assert found(site, account, "NEW") == ["1"]


@pytest.mark.parametrize(
    ("survivor", "former", "reason"),
    [
        (make_patient(nip="NEW", given_name="Paul", birth_date="1990-01-01"), "OLD", "merge_conflict"),
        (make_patient(nip="NEW"), make_patient(nip="OLD", family_name="WAMO", given_name="Paul"), "identity_conflict"),
        (make_patient(nip="NEW"), "", "merge_without_numbers"),
        (make_patient(nip="N\u0000", nip_authority=""), "OLD", "unusable_value"),
    ],
)
def test_what_is_not_certain_waits(desk: Counter, survivor: IncomingPatient, former: Any, reason: str) -> None:
    desk.send(order_number="1", patient=make_patient(nip="OLD"))
    assert outcome(merge(desk, survivor, former)) == f"quarantined {reason}"
    assert desk.count(PatientIdentifier) == 1


def test_siblings_are_not_merged(desk: Counter) -> None:
    desk.send(order_number="1", patient=make_patient(nip="OLD"))
    desk.send(order_number="2", patient=make_patient(nip="NEW", given_name="Paul", birth_date="1961-02-03"))
    assert outcome(merge(desk, "NEW", "OLD")) == "quarantined merge_conflict"
    assert len({order.patient_id for order in desk.all(LabOrder)}) == 2


def test_a_merge_that_waits_can_be_replayed(desk: Counter, db: Session) -> None:
    desk.send(order_number="1", patient=make_patient(nip="OLD"))
    message = make_message(message_type="ADT^A40")
    wrong, right = make_patient(nip="OLD", family_name="WAMO", given_name="Paul"), IncomingPatient(nip="OLD", nip_authority="CHT")
    assert outcome(desk.publishing.merge(message, [IncomingMerge(make_patient(nip="NEW"), wrong, hours(0))])).startswith("quarantined")
    again = desk.publishing.replay_merge(message, [IncomingMerge(make_patient(nip="NEW"), wrong, hours(0))], "cli:x")
    assert outcome(again) == "quarantined identity_conflict"
    assert outcome(desk.publishing.replay_merge(message, [IncomingMerge(make_patient(nip="NEW"), right, hours(0))], "cli:x")) == "merged"
    assert outcome(desk.publishing.replay_merge(message, [IncomingMerge(make_patient(nip="NEW"), right, hours(0))], "cli:x")) == "duplicate"


def test_separating_what_was_joined_waits_and_the_rest_is_nothing_to_us(desk: Counter) -> None:
    desk.send(order_number="1", patient=make_patient(nip="OLD"))
    one, other = (IncomingPatient(nip=nip, nip_authority="CHT") for nip in ("OLD", "NEW"))
    assert outcome(desk.publishing.unlink(make_message(), one, other)) == "ignored never_linked"
    merge(desk, "NEW", "OLD")
    message = make_message()
    assert outcome(desk.publishing.unlink(message, one, other)) == "quarantined unlink_after_merge"
    assert outcome(desk.publishing.replay_unlink(message, one, other, "cli:x")) == "quarantined unlink_after_merge"


def test_a_number_in_force_elsewhere_is_not_taken_for_a_former_one(desk: Counter, site: Site) -> None:
    account = account_of(site)
    desk.send(order_number="1", patient=make_patient(nip="7"))
    merge(desk, "8", "7")
    desk.send(order_number="2", patient=make_patient(nip="7", nip_authority="CLINIQUE", family_name="WAMO", birth_date="1990-01-01"))
    assert found(site, account, "7") == ["2"]
    assert found(site, account, "8") == ["1"]


def test_the_journal_tells_of_the_merge_without_any_number(desk: Counter, site: Site) -> None:
    desk.send(order_number="1", patient=make_patient(nip="OLD-7"))
    merge(desk, "NEW-7", "OLD-7")
    [event] = events(site, "patient.merged")
    assert event.detail == {"former": "", "orders": 0} or event.detail["orders"] == 0
    assert event.object_type == "patient"
    assert "OLD-7" not in str([each.detail for each in events(site)])


def test_a_report_and_the_merge_of_its_patient_at_the_same_moment(desk: Counter, site: Site) -> None:
    for number in range(6):
        old, new = f"OLD{number}", f"NEW{number}"
        patient = make_patient(nip=old, family_name=f"TUFELE {'ABCDEF'[number]}")
        if number % 2:
            desk.send(order_number=f"{number}0", patient=patient)
        sends = [partial(desk.send, order_number=f"{number}{rank}", patient=patient) for rank in (1, 2, 3)]
        with ThreadPoolExecutor(4) as pool:
            done = [pool.submit(work) for work in (*sends[:2], partial(merge, desk, new, old), sends[2])]
            assert "quarantined" not in str([each.result() for each in done])
        assert numbers(desk)[old] == (numbers(desk)[new][0], PatientIdentifierKind.FORMER_NIP)
        orders = desk.all(LabOrder, LabOrder.number.startswith(str(number)))
        assert {order.patient_id for order in orders} == {numbers(desk)[new][0]}
    assert desk.count(PatientIdentifier) == 12


def test_a_merge_may_stand_in_a_batch_among_the_reports(
    site: Site, ceres: CommandLine, tmp_path: Path, browse: Callable[[Account], TestApp]
) -> None:
    reader = browse(prescriber_account(site))
    first, second = (
        make_hl7(
            msh=with_fields(MSH, f9=f"M{number}"),
            orc=with_fields(ORC, f3=number),
            pid=with_fields(PID, f3=f"{nip}^^^CHT^PI"),
        )
        for number, nip in (("1141", "OLD"), ("1142", "NEW"))
    )
    merge = b"MSH|^~\\&|GAM|CHT|||20260304||ADT^A40^ADT_A39|A40|P|2.5\rPID|||NEW^^^CHT^PI||TUFELE^Maleta\rMRG|OLD^^^CHT^PI\r"
    lines = Laboratory(ceres, tmp_path).send(b"FHS|^~\\&\r" + first + merge + second + b"FTS|3\r")
    assert [line["outcome"] for line in lines] == ["published", "merged", "published"]
    assert [row.get_text(" ", strip=True).count("NEW") for row in rows(reader)] == [1, 1]
    assert "OLD" not in reader.get("/results").text
    page = reader.get(f"/reports/{rows(reader)[0]['data-report']}")
    assert "NEW" in page.text
