"""What commands on accounts share: one transaction, its traces, refusals in French."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from ceres.accounts.mandates import Mandates
from ceres.accounts.refusals import AccountRefused
from ceres.accounts.services import Accounts
from ceres.admin.account_changes import AccountChanges
from ceres.audit.entry import AuditEntry
from ceres.audit.log import AuditLog, Record
from ceres.cli.context import CliContext
from ceres.cli.errors import Refused
from ceres.cli.letters import open_letters
from ceres.db.clock import utcnow
from ceres.mail.mailer import Mailer
from ceres.recovery.invitations import Invitations
from ceres.security.password_rules import PasswordRefused
from ceres.security.passwords import make_passwords


@dataclass(frozen=True, slots=True)
class Desk:
    """The services, working in one transaction."""

    db: Session
    accounts: Accounts
    mandates: Mandates
    record: Record
    now: datetime


@dataclass(frozen=True, slots=True)
class LetterDesk:
    """The same, and the services that write to people."""

    desk: Desk
    mailer: Mailer
    invitations: Invitations
    changes: AccountChanges


@contextmanager
def desk(context: CliContext, *, reads: bool = False) -> Iterator[Desk]:
    """Open the transaction; what was done is committed with its traces at the end, or nothing is.

    A desk that only ``reads`` waits for nobody.

    Raises:
        Refused: a service refused.
    """
    now = utcnow()
    database = context.site.database
    entries: list[AuditEntry] = []
    with database.read() if reads else database.write() as db:
        record = entries.append
        try:
            yield Desk(db, Accounts(db, make_passwords(), record, now), Mandates(db, record, now), record, now)
            AuditLog(db, lambda: now).append_all(entries, context.audit_context)
        except AccountRefused as refused:
            raise Refused(str(refused)) from refused
        except PasswordRefused as refused:
            raise Refused(str(refused.message)) from refused


@contextmanager
def letter_desk(context: CliContext) -> Iterator[LetterDesk]:
    """Open a `desk` that can write letters; raises Refused."""
    settings, letters = context.site.settings, open_letters(context.site)
    with desk(context) as at:
        mailer = Mailer(at.db, letters, settings, at.now)
        invitations = Invitations(at.db, mailer, settings, make_passwords(), at.record, at.now)
        plugins = context.site.plugins
        hooks = plugins.bind(plugins.enabled(at.db))
        yield LetterDesk(at, mailer, invitations, AccountChanges(at.db, at.accounts, mailer, invitations, hooks))
