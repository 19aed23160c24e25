"""The directory of prescribers: who is in it, who reads for them, what nobody can read; never a patient."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse

from ceres.accounts.models import Account, IdentifierKind, PrescriberIdentifier
from ceres.app import Site
from ceres.db.clock import utcnow
from ceres.reports.models import DeliveryTally, ReportStatus, Withheld
from ceres.reports.tally import count_deliveries
from ceres.security.permissions import Role
from ceres.testing.command_line import CommandLine
from factories.people import add_account, add_mandate, add_prescriber
from factories.reports import add_report

Browse = Callable[[Account], TestApp]


@pytest.fixture
def boss(db: Session) -> Account:
    return add_account(db, "boss", roles=(Role.ADMINISTRATOR,))


@pytest.fixture
def directory(db: Session, boss: Account) -> None:
    """Three prescribers: one is read, two are not."""
    read, busy, quiet = (
        add_prescriber(db, code, *name)
        for code, *name in (("DR1", "MARCHAND", "Hélène"), ("DR2", "ŒUVRARD", "Maïté"), ("DR3", "ABEL", "Zoé"))
    )
    db.add(PrescriberIdentifier(prescriber_id=busy.id, kind=IdentifierKind.RPPS, source="", value="10101234567"))
    add_mandate(db, add_account(db, "doctor"), read)
    add_mandate(db, add_account(db, "former"), quiet, valid_until=utcnow() - timedelta(days=1))
    disabled = add_account(db, "disabled")
    disabled.disabled_at = utcnow()
    add_mandate(db, disabled, quiet)
    add_mandate(db, boss, quiet)  # an administrator reads no report
    for prescriber, number in ((read, 1), (busy, 3), (quiet, 2)):
        for _ in range(number):
            add_report(db, prescriber)
    add_report(db, busy, withheld=Withheld.MASKED)
    add_report(db, busy, status=ReportStatus.RETRACTED)
    db.commit()


@pytest.fixture
def admin(db: Session, boss: Account, directory: None, browse: Browse) -> TestApp:
    return browse(boss)


def rows(page: TestResponse) -> list[list[str]]:
    return [[" ".join(cell.text.split()) for cell in row.select("th, td")] for row in page.html.select("tbody tr")]


def names(page: TestResponse) -> list[str]:
    return [row[0] for row in rows(page)]


def test_the_directory_tells_what_nobody_can_read(admin: TestApp) -> None:
    page = admin.get("/admin/prescribers")
    assert names(page) == ["ABEL Zoé", "MARCHAND Hélène", "ŒUVRARD Maïté"]
    counts = [[cell.rpartition(" ")[2] for cell in (row[2], row[3], row[5])] for row in rows(page)]
    assert counts == [["aucun", "2", "2"], ["1", "1", "–"], ["aucun", "3", "3"]]
    assert "5 comptes rendus que personne ne peut lire" in page.html.select_one(".notice").text
    assert "2 prescripteurs" in page.html.select_one(".notice").text
    assert "TUFELE" not in page.text


def test_those_without_an_account_come_with_the_most_awaited_first(admin: TestApp) -> None:
    assert names(admin.get("/admin/prescribers?account=none")) == ["ŒUVRARD Maïté", "ABEL Zoé"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("oeuvrard", ["ŒUVRARD Maïté"]),
        ("MAITE", ["ŒUVRARD Maïté"]),
        ("hélène marchand", ["MARCHAND Hélène"]),
        ("1010", ["ŒUVRARD Maïté"]),
        ("dr3", ["ABEL Zoé"]),
        ("%", []),
        ("personne", []),
    ],
)
def test_a_prescriber_is_found_by_name_or_by_code(admin: TestApp, typed: str, found: list[str]) -> None:
    assert names(admin.get("/admin/prescribers", {"q": typed})) == found


@pytest.mark.parametrize("query", ["", "account=none"])
def test_pages_follow_each_other_and_miss_nobody(admin: TestApp, db: Session, query: str) -> None:
    for number in range(60):
        add_prescriber(db, f"X{number}", "XIMÉNÈS", f"n{number % 7}")
    db.commit()
    first = admin.get(f"/admin/prescribers?{query}")
    following = admin.get(first.html.select_one("a[rel=next]")["href"])
    codes = [row[1] for page in (first, following) for row in rows(page)]
    assert len(codes) == len(set(codes)) == (62 if query else 63)
    assert following.html.select_one("a[rel=next]") is None
    assert admin.get("/admin/prescribers?after=nonsense").status_int == 200


def test_a_page_of_one_prescriber_leads_to_a_new_account(admin: TestApp) -> None:
    page = admin.get("/admin/prescribers").click("ŒUVRARD Maïté")
    assert "10101234567" in page.text
    assert "3 comptes rendus que personne ne peut lire" in page.html.select_one(".notice").text
    form = page.click("Ouvrir un compte").html
    assert (form.select_one("#prescriber")["value"], form.select_one("#name")["value"]) == ("10101234567", "ŒUVRARD Maïté")
    abel = admin.get("/admin/prescribers").click("ABEL Zoé").html.select_one(".mandates").text
    assert "Hors dates" in abel
    assert "Désactivé" in abel
    admin.get("/admin/prescribers/999999", status=404)


@pytest.mark.parametrize("path", ["/admin/prescribers", "/admin/prescribers/1"])
def test_the_directory_is_closed_to_prescribers_and_auditors(db: Session, browse: Browse, path: str) -> None:
    for login, role in (("doctor", Role.PRESCRIBER), ("eye", Role.AUDITOR)):
        account = add_account(db, login, roles=(role,))
        db.commit()
        browse(account).get(path, status=404)


def test_counts_are_the_same_before_and_after_they_are_kept(admin: TestApp, site: Site, db: Session) -> None:
    before = rows(admin.get("/admin/prescribers"))
    for _ in range(2):
        count_deliveries(site.database, utcnow, lambda: False)
    assert sum(db.scalars(select(DeliveryTally.reports))) == 8
    assert rows(admin.get("/admin/prescribers")) == before
    db.rollback()
    add_report(db, add_prescriber(db, "DR4", "NOUVEAU"), issued_at=utcnow())
    db.commit()
    count_deliveries(site.database, utcnow, lambda: False)
    assert len(db.scalars(select(DeliveryTally.reports)).all()) == 3, "a delivery of this minute is counted later"
    assert rows(admin.get("/admin/prescribers?q=nouveau"))[0][5].endswith("1")


def test_the_worker_keeps_the_counts(ceres: CommandLine, directory: None, db: Session) -> None:
    assert ceres("worker", "--once").exit_code == 0
    assert sum(db.scalars(select(DeliveryTally.reports))) == 8


def test_the_command_line_lists_and_shows(ceres: CommandLine, directory: None) -> None:
    waiting = ceres("prescribers", "list", "--without-account", "--json").json_lines()
    assert [(line["name"], line["waiting"], line["accounts"]) for line in waiting] == [("ŒUVRARD Maïté", 3, 0), ("ABEL Zoé", 2, 0)]
    assert "MARCHAND Hélène" in ceres("prescribers", "list").stdout
    assert [line["name"] for line in ceres("prescribers", "list", "maite", "--json").json_lines()] == ["ŒUVRARD Maïté"]
    assert "doctor" in ceres("prescribers", "show", "DR1").stdout
    [shown] = ceres("prescribers", "show", "DR3", "--json").json_lines()
    assert sorted((each["login"], each["active"]) for each in shown["readers"]) == [("boss", False), ("disabled", False), ("former", False)]
    refused = ceres("prescribers", "show", "DR9")
    assert (refused.exit_code, "DR9" in refused.stderr) == (1, True)
