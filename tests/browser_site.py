"""A small site with every kind of row, for the tests that look at pages with a browser."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from browser_moves import follow
from browser_sights import TICKET
from ceres.accounts.models import Account, PasswordReset, Prescriber, ResetKind
from ceres.api import AnnouncementLevel, IncomingMessage, Publishing
from ceres.app import Site, open_site
from ceres.config.load import load_settings
from ceres.db.clock import utcnow
from ceres.db.migrate import upgrade
from ceres.reports.models import ReportStatus
from ceres.security.permissions import Role
from ceres.sessions.models import LoginThrottle
from ceres.sessions.services import Sessions, Visitor, token_hash
from ceres_intake.known import Memory
from ceres_intake.models import IntakeFlow, IntakeListener, IntakeSection, IntakeSectionName
from ceres_intake.reasons import Reason
from factories.announcements import add_announcement
from factories.documents import make_pdf
from factories.hl7 import OBR, make_hl7, with_fields
from factories.passwords import PASSWORD, cheap_hash
from factories.people import add_account, add_mandate, add_prescriber
from factories.reports import add_patient, add_report

if TYPE_CHECKING:
    from playwright.sync_api import Page

LOGIN = "h.marchand"
ADMINISTRATOR = "k.lebreton"
LOGINS = {"prescriber": LOGIN, "administrator": ADMINISTRATOR}  # by role
LONG_NAME = "WOLFESCHLEGELSTEINHAUSENBERGERDORFF-VON HOHENLOHE-LANGENBURG"
LONG_SECTION = "ANATOMIE ET CYTOLOGIE PATHOLOGIQUES HUMAINES"
NEWEST = datetime.now(UTC) - timedelta(minutes=5)

Row = tuple[str, str, str, str, str, ReportStatus, int]  # family, given, NIP, reference, section, status, versions
ROWS: list[Row] = [
    ("TUFELE", "Maleta", "1980456123", "582016", "BIOCHIMIE", ReportStatus.FINAL, 1),
    ("DELACOURT-MÉREUÏ", "Anne-Élisabeth", "", "5689/26", "BACTÉRIOLOGIE", ReportStatus.CORRECTED, 2),
    ("NGUYỄN", "Thi Lan", "2004118790", "", "SÉRO-VIRO-LEPTO", ReportStatus.REGISTERED, 0),
    ("NGUYỄN", "Thi Lan", "2004118790", "", "BIOCHIMIE", ReportStatus.PRELIMINARY, 1),
    ("D’ALMÉIDA FERREIRA", "Maria da Conceição", "1971330458", "URG-118", "IMMUNO-HÉMATOLOGIE", ReportStatus.FINAL, 1),
    ("ŒUVRARD", "Chloé", "", "582011", "PARASITOLOGIE", ReportStatus.CANCELLED, 0),
    (LONG_NAME, "Maximilien", "19804561231980456123", "REFERENCE/TRES/LONGUE/2026/000000000001", LONG_SECTION, ReportStatus.CORRECTED, 9),
    ("<b>O’CONNOR</b>", "Siobhán & Cie", "1990220675", '"><i>', "MYCOBACTÉRIES", ReportStatus.UNKNOWN, 1),
]


def make_site(folder: Path) -> Path:
    """Fill a site in ``folder`` and return its file."""
    config = folder / "ceres.toml"
    config.write_text('[site]\nurl = "https://ceres.ch-exemple.nc"\nsupport_email = "ceres@ch-exemple.nc"\n', encoding="utf-8")
    site = open_site(load_settings(config, {}))
    upgrade(site)
    with site.database.write() as db:
        account = add_account(db, LOGIN, password_hash=cheap_hash())
        account.name = "Dr Hélène MARCHAND"
        add_account(db, ADMINISTRATOR, roles=(Role.ADMINISTRATOR,)).name = "Karim LEBRETON"
        add_ticket(db, account)
        prescriber = add_prescriber(db)
        add_mandate(db, account, prescriber)
        add_people(db, account)
        for rank in range(30):
            add_row(db, site, prescriber, rank)
        add_announcement(db, "Le guide d’utilisation a été mis à jour.")
        add_announcement(db, "Maintenance : ce soir, de 22:00 à 23:30.", text_en="Maintenance: tonight.", level=AnnouncementLevel.WARN)
    add_flow(site)
    site.database.dispose()
    return config


def add_people(db: Session, account: Account) -> None:
    """Add an account in each of the other states, and mandates that are over or to come."""
    now = utcnow()
    for login, name in (("o.marchetti", "Océane MARCHETTI"), ("u.demarche", "Ugo DÉMARCHE"), ("y.lemarchandour", "Yann LE MARCHANDOUR")):
        add_account(db, login, password_hash=cheap_hash() if login[0] == "y" else None).name = name
    for login, kind in (("o.marchetti", ResetKind.INVITATION), ("u.demarche", ResetKind.TEMPORARY)):
        account_id = db.scalars(select(Account.id).where(Account.login == login)).one()
        db.add(PasswordReset(account_id=account_id, kind=kind, created_at=now, expires_at=now + timedelta(days=7)))
    db.add(LoginThrottle(key="login:y.lemarchandour", last_failure_at=now, blocked_until=now + timedelta(days=30)))
    retired = add_account(db, "r.marchandise", password_hash=cheap_hash())
    retired.name, retired.disabled_at = "Rolande MARCHANDISE", now
    add_mandate(db, account, add_prescriber(db, "DR2", "WAÉNOU", "Jean-Noël"), valid_until=now - timedelta(days=30))
    add_mandate(db, account, add_prescriber(db, "DR3", "LE GOËFF", "Maïté"), valid_from=now + timedelta(days=30))


def add_flow(site: Site) -> None:
    """Add what the laboratory sent: messages that wait, a flow with a listener, a system that fell silent, names of sections."""
    waiting = {
        Reason.NO_PRESCRIBER: make_hl7(obr=with_fields(OBR, f16="")),
        Reason.UNMAPPED_SECTION: make_hl7(obr=with_fields(OBR, f24="HAEM1")),
    }
    for reason, raw in waiting.items():
        message = IncomingMessage("GLIMS/CHT", "MSG1", raw, "ORU^R01", "127.0.0.1")
        Memory.of(site.database).await_names(message, ("HAEM1",) if reason is Reason.UNMAPPED_SECTION else ())
        Publishing(site.database, site.documents, site.plugins).quarantine(message, reason.value, reason.explanation)
    now = utcnow()
    with site.database.write() as db:
        db.add(IntakeListener(name="labo 127.0.0.1:2575", started_at=now, seen_at=now, connections=1, in_hand=0))
        db.add(IntakeFlow(source="GLIMS/CHT", day=now.date(), published=42, amended=3, retracted=1, last_message_at=now))
        db.add(IntakeSection(source="GLIMS/CHT", section="XBIO", reports=7, last_seen_at=now))
        for days in range(3, 10):
            then = now - timedelta(days=days)
            db.add(IntakeFlow(source="LABO/EXTERIEUR", day=then.date(), published=5, last_message_at=then))
        for code, section in (("HAEM1", "HEMATOLOGIE"), ("CHEM25", "BIOCHIMIE")):
            db.add(IntakeSectionName(source="GLIMS/CHT", code=code, section=section, said_by=ADMINISTRATOR, said_at=now))


def open_session(config: Path, login: str, last_visit: datetime = NEWEST - timedelta(hours=12)) -> str:
    """Sign an account in that was there before, and return the value of its cookie."""
    site = open_site(load_settings(config, {}))
    with site.database.write() as db:
        account = db.scalars(select(Account).where(Account.login == login)).one()
        account.last_login_at, account.last_login_ip = last_visit, "203.0.113.24"
        opened = Sessions(db, utcnow()).open(account, Visitor("127.0.0.1", "a test"))
    site.database.dispose()
    return opened.token


def add_ticket(db: Session, account: Account) -> None:
    """Let whoever holds TICKET choose the password."""
    now = datetime.now(UTC)
    db.add(PasswordReset(account_id=account.id, ticket_hash=token_hash(TICKET), created_at=now, expires_at=now + timedelta(days=1)))


def add_row(db: Session, site: Site, prescriber: Prescriber, rank: int) -> None:
    """Add one report, with real documents."""
    family, given, nip, reference, section, status, versions = ROWS[rank % len(ROWS)]
    documents = [make_pdf(f"{section} {rank} v{version}") for version in range(1, versions + 1)]
    for document in documents:
        site.documents.put(document)
    add_report(
        db,
        prescriber,
        patient=add_patient(db, family_name=family, given_name=given, birth_date="1958-07-14" if rank % 3 else "1958"),
        number=f"21400087321400087{rank:02}" if family == LONG_NAME else "",
        section=section,
        status=status,
        issued_at=NEWEST - timedelta(hours=rank),
        documents=documents,
        reference=reference,
        nip=nip,
    )


def log_in(page: Page, address: str) -> None:
    """Fill in the log-in form."""
    page.goto(f"{address}/login")
    page.fill("#login", LOGIN)
    page.fill("#password", PASSWORD)
    follow(page, "button[type=submit]")
    assert page.url == f"{address}/results"
