"""What happened in the demonstration laboratory: the same ninety days for the same start, message by message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random

from ceres.cli.demo.cast import FAMILY_NAMES, MEN, PRESCRIBERS, STRANGER, WOMEN, Prescriber
from ceres.cli.demo.examinations import SECTIONS, Section, Value, amend, draw_values, preliminary_values
from ceres.reports.models import ReportStatus

DAYS = 90
SEED = 20170102
PATIENTS = 70
FIRST_NUMBER = 114_000_000
COMMON = (("BIOCHIMIE",), ("BIOCHIMIE", "HEMATOLOGIE"), ("HEMATOLOGIE",), ("HEMATOLOGIE", "HEMOSTASE"), ("BACTERIOLOGIE",))
RARE = (("BIOCHIMIE", "HEMATOLOGIE", "CERBA"), ("SERO-VIRO-LEPTO",), ("BIOCHIMIE", "SERO-VIRO-LEPTO"), ("MYCOBACTERIES",), ("CERBA",))
PREGNANCY = (("HEMATOLOGIE", "SERO-VIRO-LEPTO"), ("BIOCHIMIE", "HEMATOLOGIE"), ("BACTERIOLOGIE",))
LATEST = timedelta(hours=60)
STRANGE_ORDERS = (12, 60)  # ordered by somebody the portal does not know


@dataclass(frozen=True, slots=True)
class Patient:
    """An invented patient; ``nip`` and ``birth_name`` may be empty."""

    nip: str
    family_name: str
    given_name: str
    birth_name: str
    birth_date: date
    sex: str


@dataclass(frozen=True, slots=True)
class Order:
    """One request to the laboratory; times are the laboratory's local ones."""

    number: str
    reference: str
    patient: Patient
    prescriber: Prescriber
    copy: Prescriber | None
    collected_at: datetime
    sections: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Event:
    """One message of the laboratory: the state of one section of one order."""

    order: Order
    section: Section
    status: ReportStatus
    issued_at: datetime
    values: tuple[Value, ...] = ()
    biologist: int = 0


def events(start: datetime) -> list[Event]:
    """Return what the laboratory sent in the ninety days before ``start`` (local time), in order."""
    random = Random(SEED)  # noqa: S311 (a play, not a secret)
    found = [event for order in _orders(start, random) for event in _life(order, start, random)]
    return sorted((event for event in found if event.issued_at <= start), key=lambda event: event.issued_at)


def _orders(start: datetime, random: Random) -> Iterator[Order]:
    patients = [_patient(random) for _ in range(PATIENTS)]
    serial = 0
    for day in range(DAYS, -1, -1):
        morning = (start - timedelta(days=day)).replace(hour=6, minute=30, second=0, microsecond=0)
        for _ in range(_busyness(morning, start, random)):
            serial += 1
            order = _order(serial, morning + timedelta(minutes=random.randrange(330)), patients, random)
            yield replace(order, prescriber=STRANGER, copy=None) if serial in STRANGE_ORDERS else order


def _busyness(morning: datetime, start: datetime, random: Random) -> int:
    """Return the number of orders of a day: few at the week-end, more in the last days, which the first page shows."""
    usual = 0 if morning.weekday() == 6 else 1 if morning.weekday() == 5 else random.choice((3, 3, 4))
    return usual + 6 if start - morning < LATEST else usual


def _order(serial: int, collected_at: datetime, patients: list[Patient], random: Random) -> Order:
    prescriber = random.choices(PRESCRIBERS, [each.share for each in PRESCRIBERS])[0]
    women = [each for each in patients if each.sex == "F" and 1984 <= each.birth_date.year <= 2006]
    asked = PREGNANCY if prescriber.obstetrics else random.choices((COMMON, RARE), (7, 3))[0]
    copy = random.choice(PRESCRIBERS) if random.random() < 0.06 else None
    return Order(
        number=str(FIRST_NUMBER + 37 * serial),
        reference=random.choice((f"58{random.randrange(1000, 9999)}", f"{random.randrange(100, 9999)}/{collected_at:%y}", "")),
        patient=random.choice(women if prescriber.obstetrics else patients),
        prescriber=prescriber,
        copy=None if copy is prescriber else copy,
        collected_at=collected_at,
        sections=random.choice(asked),
    )


def _patient(random: Random) -> Patient:
    sex = random.choice("FFM")
    born = date(1932, 1, 1) + timedelta(days=random.randrange(92 * 365))
    family, other = random.sample(FAMILY_NAMES, 2)
    married = sex == "F" and born.year < 2000 and random.random() < 0.4
    nip = f"{random.randrange(1970, 2026)}{random.randrange(10**6):06}" if random.random() < 0.75 else ""
    return Patient(nip, family, random.choice(WOMEN if sex == "F" else MEN), other if married else "", born, sex)


def _life(order: Order, start: datetime, random: Random) -> Iterator[Event]:
    """Yield all that is ever sent about ``order``."""
    for title in order.sections:
        section = SECTIONS[title]
        draft = Event(order, section, ReportStatus.REGISTERED, order.collected_at + timedelta(minutes=random.randrange(20, 90)))
        values, biologist, luck = draw_values(section, random), random.randrange(3), random.random()
        hours, days = random.uniform(2.5, 7), random.randint(*section.days)
        late = random.random() < 0.5 and start - order.collected_at < LATEST
        if late:
            days += 3  # so that the newest lines are not all finished, whatever the hour of the demonstration
        final = Event(order, section, ReportStatus.FINAL, order.collected_at + timedelta(days=days, hours=hours), values, biologist)
        if late or luck < 0.4 or section.days != (0, 0):
            yield draft
        if luck < 0.02:
            yield replace(draft, status=ReportStatus.CANCELLED, issued_at=draft.issued_at + timedelta(hours=1))
            continue
        if section.preliminary:
            seen = min(order.collected_at + timedelta(days=1, hours=hours), final.issued_at - timedelta(hours=1))
            partial = preliminary_values(section)
            yield replace(final, status=ReportStatus.PRELIMINARY, issued_at=seen, values=partial)
        yield final
        yield from _sequel(final, luck, random)


def _sequel(final: Event, luck: float, random: Random) -> Iterator[Event]:
    later = final.issued_at + timedelta(hours=random.uniform(3, 30))
    if luck > 0.94:
        yield replace(final, status=ReportStatus.CORRECTED, issued_at=later, values=amend(final.values))
    elif luck > 0.925:
        yield replace(final, status=ReportStatus.RETRACTED, issued_at=later)
