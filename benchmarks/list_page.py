"""How long the list of results takes, and whether it grows with the site.

Everything of a page is measured but the socket: routing, session, rights, query, template, and the trace written durably before the answer.
Run it on a machine that does nothing else; only the ratios between sizes travel from one machine to another.

    python benchmarks/list_page.py [--url postgresql://…] [--rows 10000 --rows 100000] [--pages 300]

An empty database is wanted; without ``--url`` it is an SQLite file, made and removed.
"""

from __future__ import annotations

import io
import statistics
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click
from sqlalchemy import Table, func, insert, select
from webob import Request
from webtest import TestApp

from ceres.accounts.models import Account, AccountRole, Mandate, MandateKind, Prescriber
from ceres.app import Site, make_app, open_site
from ceres.config.settings import DatabaseSettings, Settings
from ceres.db.migrate import upgrade
from ceres.reports.models import Delivery, DeliveryRole, LabOrder, Patient, Report, ReportStatus, Sex, Withheld
from ceres.security.passwords import make_passwords
from ceres.security.permissions import Role

PRESCRIBERS = 200
HEAVY = 0.06  # share of the rows that one prescriber receives
PATIENTS = 2000
CHUNK = 10_000
PASSWORD = "un mot de passe de mesure"
NOW = datetime.now(UTC)
LOGINS = {"median": 1, "heavy": 0}  # which prescriber each account reads for


@click.command()
@click.option("--url", default="", help="an empty database; SQLite without it")
@click.option("--rows", "sizes", multiple=True, type=int, default=(10_000, 100_000), show_default=True)
@click.option("--pages", default=300, show_default=True, help="pages measured for each figure")
def main(url: str, sizes: tuple[int, ...], pages: int) -> None:
    """Measure the first page and the next one, for a median and for a heavy prescriber."""
    with TemporaryDirectory() as folder:
        settings = Settings.embedded(Path(folder))
        site = open_site(replace(settings, database=DatabaseSettings(url=url)) if url else settings)
        upgrade(site)
        people = add_people(site)
        application = make_app(site)
        browsers = {name: sign_in(application, name) for name in LOGINS}
        print(f"{'rows':>9}  {'prescriber':<10}  {'page':<5}  {'median ms':>9}  {'p99 ms':>7}  {'a second':>8}")
        filled = 0
        for size in sorted(sizes):
            fill(site, people, filled, size)
            filled = size
            for name, cookie in browsers.items():
                for page, path in (("first", "/results"), ("next", next_page(application, cookie))):
                    report(size, name, page, measure(application, path, cookie, pages))
        site.database.dispose()


def add_people(site: Site) -> list[int]:
    """Write the directory and two accounts; return the prescribers' ids, the heavy one first."""
    hashed = make_passwords().hash(PASSWORD)
    with site.database.write() as db:
        if db.scalar(select(func.count()).select_from(Account)):
            sys.exit("the database is not empty")
        prescribers = [Prescriber(family_name=f"P{number}", created_at=NOW) for number in range(PRESCRIBERS)]
        db.add_all(prescribers)
        for name, place in LOGINS.items():
            account = Account(login=name, login_key=name, name=name, email=f"{name}@exemple.nc", password_hash=hashed, created_at=NOW)
            account.roles = [AccountRole(role=Role.PRESCRIBER)]
            begin = NOW - timedelta(days=1)
            db.add(Mandate(account=account, prescriber=prescribers[place], kind=MandateKind.SELF, valid_from=begin))
        db.add_all(
            Patient(
                family_name=f"NOM{number:05}", given_name="Prénom", birth_date="1960-01-01", sex=Sex.FEMALE, created_at=NOW, updated_at=NOW
            )
            for number in range(PATIENTS)
        )
        db.flush()
        return [each.id for each in prescribers]


def fill(site: Site, people: list[int], begin: int, end: int) -> None:
    """Add reports ``begin`` to ``end``, then let the database look at what it holds."""
    for first in range(begin, end, CHUNK):
        rows = list(report_rows(people, first, min(first + CHUNK, end)))
        with site.database.write() as db:
            for position, model in enumerate((LabOrder, Report, Delivery)):
                table: Any = model.__table__
                assert isinstance(table, Table)
                db.execute(insert(table), [row[position] for row in rows])
    with site.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.exec_driver_sql("ANALYZE")


def report_rows(people: list[int], first: int, last: int) -> Iterator[tuple[dict[str, Any], dict[str, Any], dict[str, Any]]]:
    """Yield an order, its report and its delivery for each number."""
    every = round(1 / HEAVY)
    for number in range(first + 1, last + 1):
        at = NOW - timedelta(minutes=number * 7919 % 5_000_000)
        patient = number % PATIENTS + 1
        prescriber = people[0] if number % every == 0 else people[1 + number % (PRESCRIBERS - 1)]
        key = f"nom{patient:05} prenom"
        yield (
            {"id": number, "source": "BANC", "number": str(number), "placer_reference": "", "patient_id": patient, "created_at": at},
            {
                "id": number,
                "public_id": f"{number * 2654435761 % 2**64:016x}",
                "order_id": number,
                "key": "BIOCHIMIE",
                "section": "BIOCHIMIE",
                "status": ReportStatus.FINAL,
                "withheld": Withheld.NO,
                "issued_at": at,
                "current_version": 0,
                "created_at": at,
                "updated_at": at,
            },
            {
                "id": number,
                "prescriber_id": prescriber,
                "report_id": number,
                "role": DeliveryRole.ORDERING,
                "issued_at": at,
                "delivered_at": at,
                "number": str(number),
                "placer_reference": "",
                "nip": "",
                "patient_key": key,
            },
        )


def sign_in(application: Any, login: str) -> str:
    """Return the cookies of a signed-in browser."""
    browser = TestApp(application)
    form = next(each for each in browser.get("/login").forms.values() if "password" in each.fields)
    form["login"], form["password"] = login, PASSWORD
    form.submit()
    return "; ".join(f"{name}={value}" for name, value in browser.cookies.items())


def next_page(application: Any, cookie: str) -> str:
    """Return the address of the second page."""
    browser = TestApp(application, extra_environ={"HTTP_COOKIE": cookie})
    link = browser.get("/results").html.find("a", rel="next")
    assert link, "this prescriber has one page only: more rows are needed"
    return str(link["href"]).removeprefix("http://localhost")


def measure(application: Any, path: str, cookie: str, pages: int) -> list[float]:
    """Return the durations, in seconds, of ``pages`` pages, after some that are not counted."""
    durations = []
    for turn in range(pages + 20):
        environ = Request.blank(path, headers={"Cookie": cookie}, environ={"wsgi.errors": io.StringIO()}).environ
        before = time.perf_counter()
        status: list[str] = []
        body = application(environ, lambda line, _headers, status=status: status.append(line))
        assert b"results" in b"".join(body)
        assert status == ["200 OK"], status
        if turn >= 20:
            durations.append(time.perf_counter() - before)
    return durations


def report(rows: int, name: str, page: str, durations: list[float]) -> None:
    """Print one line of the table."""
    median, p99 = statistics.median(durations) * 1000, statistics.quantiles(durations, n=100)[98] * 1000
    print(f"{rows:>9}  {name:<10}  {page:<5}  {median:>9.2f}  {p99:>7.2f}  {len(durations) / sum(durations):>8.0f}", flush=True)


if __name__ == "__main__":
    main()
