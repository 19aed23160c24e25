"""Sites to measure on: a directory, accounts, and as many deliveries as wanted, all invented.

Every account's prescriber has its own share whatever the size of the site: « median » the same few, « heavy » 6 % of all.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Table, func, insert, select

from ceres.accounts.models import Account, AccountRole, Mandate, MandateKind, Prescriber
from ceres.app import Site
from ceres.reports.folding import key_words, patient_key
from ceres.reports.models import (
    Delivery,
    DeliveryName,
    DeliveryRole,
    IntakeOutcome,
    LabOrder,
    Patient,
    Reading,
    Receipt,
    Report,
    ReportStatus,
    ReportVersion,
    Sex,
    Withheld,
)
from ceres.security.passwords import make_passwords
from ceres.security.permissions import Role

PRESCRIBERS = 2000
MEDIAN_SHARE = 60  # deliveries of the median prescriber, on every site
HEAVY = 0.06  # share of the deliveries that one prescriber receives
PATIENTS = 2000
CHUNK = 10_000
PENDING = 40  # one report in so many is in progress
PASSWORD = "un mot de passe de mesure"
NOW = datetime.now(UTC)
LOGINS = {"median": 1, "heavy": 0}  # which prescriber each account reads for
SYLLABLES = ("ma", "ri", "no", "tu", "fe", "le", "wa", "my", "ka", "do", "be", "nou", "pu", "sa", "li", "gre", "cha", "vi")
GIVEN = ("Maléta", "Jean-Pierre", "Anne", "Élisabeth", "Thi Lan", "Zoé", "Hélène", "Íñigo", "Naïs", "Marguerite")
TABLES = (LabOrder, Report, ReportVersion, Delivery, DeliveryName, Reading)


@dataclass(frozen=True, slots=True)
class Person:
    """An invented patient."""

    family_name: str
    given_name: str
    nip: str


def people(seed: int = 7) -> list[Person]:
    """Return the patients; the same on every site."""
    chance = random.Random(seed)
    names = ["".join(chance.choices(SYLLABLES, k=chance.choice((2, 3, 3, 4)))).upper() for _ in range(400)]
    return [Person(chance.choice(names), chance.choice(GIVEN), str(1_900_000_000 + number)) for number in range(PATIENTS)]


class Generator:
    """Fills one empty site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._people = people()
        self._prescribers = self._add_people()
        self._filled = 0

    def fill(self, size: int) -> None:
        """Add deliveries until there are ``size``, then let the database look at what it holds."""
        for first in range(self._filled, size, CHUNK):
            batches: dict[type[Any], list[dict[str, Any]]] = {model: [] for model in TABLES}
            for number in range(first + 1, min(first + CHUNK, size) + 1):
                for model, row in self._rows(number):
                    batches[model].append(row)
            with self._site.database.write() as db:
                for model, rows in batches.items():
                    table: Any = model.__table__
                    assert isinstance(table, Table)
                    if rows:
                        db.execute(insert(table), rows)
        self._filled = size
        statement = "ANALYZE" if self._site.database.is_sqlite else "VACUUM ANALYZE"
        with self._site.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql(statement)

    def _add_people(self) -> list[int]:
        hashed = make_passwords().hash(PASSWORD)
        with self._site.database.write() as db:
            if db.scalar(select(func.count()).select_from(Account)):
                sys.exit("the database is not empty")
            prescribers = [Prescriber(family_name=f"P{number}", created_at=NOW) for number in range(PRESCRIBERS)]
            db.add_all(prescribers)
            for name, place in LOGINS.items():
                account = Account(login=name, login_key=name, name=name, email=f"{name}@exemple.nc", password_hash=hashed, created_at=NOW)
                account.roles = [AccountRole(role=Role.PRESCRIBER)]
                begin = NOW - timedelta(days=1)
                db.add(Mandate(account=account, prescriber=prescribers[place], kind=MandateKind.SELF, valid_from=begin))
                db.flush()
            db.add(
                Receipt(source="BANC", control_id="1", message_sha256="0" * 64, size=1, received_at=NOW, outcome=IntakeOutcome.PUBLISHED)
            )
            usual: dict[str, Any] = {"birth_date": "1960-01-01", "sex": Sex.FEMALE, "created_at": NOW, "updated_at": NOW}
            db.add_all(Patient(family_name=each.family_name, given_name=each.given_name, **usual) for each in self._people)
            db.flush()
            return [each.id for each in prescribers]

    def _owner(self, number: int) -> int:
        if number <= MEDIAN_SHARE * 2 and number % 2:
            return self._prescribers[LOGINS["median"]]
        if number % round(1 / HEAVY) == 0:
            return self._prescribers[LOGINS["heavy"]]
        return self._prescribers[2 + number % (PRESCRIBERS - 2)]

    def _rows(self, number: int) -> Iterator[tuple[type[Any], dict[str, Any]]]:
        at = NOW - timedelta(minutes=number * 7919 % 500_000 + 60)
        place = number * 31 % PATIENTS
        person, owner, pending = self._people[place], self._owner(number), number % PENDING == 0
        yield LabOrder, _order(number, place + 1, at)
        yield Report, _report(number, at, pending=pending)
        key = patient_key(person.family_name, person.given_name)
        delivery = {"report_id": number, "prescriber_id": owner}
        yield Delivery, delivery | _keys(number, at, person.nip) | {"patient_key": key, "pending": pending}
        for word in key_words(key):
            yield DeliveryName, delivery | {"word": word}
        if not pending:
            yield ReportVersion, _version(number, at)
        if number % 10 and not pending:
            account = 1 + list(LOGINS.values()).index(1 if owner == self._prescribers[1] else 0)
            yield Reading, {"account_id": account, "report_id": number, "first_opened_at": at, "last_opened_at": at, "version_seen": 1}


def _order(number: int, patient: int, at: datetime) -> dict[str, Any]:
    return {"id": number, "source": "BANC", "number": str(number), "placer_reference": "", "patient_id": patient, "created_at": at}


def _report(number: int, at: datetime, *, pending: bool) -> dict[str, Any]:
    return {
        "id": number,
        "public_id": f"{number * 2654435761 % 2**64:016x}",
        "order_id": number,
        "key": "BIOCHIMIE",
        "section": "BIOCHIMIE",
        "status": ReportStatus.REGISTERED if pending else ReportStatus.FINAL,
        "withheld": Withheld.NO,
        "issued_at": at,
        "current_version": 0 if pending else 1,
        "created_at": at,
        "updated_at": at,
    }


def _keys(number: int, at: datetime, nip: str) -> dict[str, Any]:
    return {
        "role": DeliveryRole.ORDERING,
        "issued_at": at,
        "delivered_at": at,
        "number": str(number),
        "placer_reference": f"R{number}",
        "nip": nip,
    }


def _version(number: int, at: datetime) -> dict[str, Any]:
    return {
        "report_id": number,
        "number": 1,
        "status": ReportStatus.FINAL,
        "issued_at": at,
        "received_at": at,
        "content_hash": "0" * 64,
        "document_sha256": "0" * 64,
        "document_size": 1,
        "document_crc32": 0,
        "receipt_id": 1,
    }
