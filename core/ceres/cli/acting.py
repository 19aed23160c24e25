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
from ceres.audit.log import AuditLog
from ceres.cli.context import CliContext
from ceres.cli.errors import Refused
from ceres.db.clock import utcnow
from ceres.security.password_rules import PasswordRefused
from ceres.security.passwords import make_passwords


@dataclass(frozen=True, slots=True)
class Desk:
    """The services, working in one transaction."""

    db: Session
    accounts: Accounts
    mandates: Mandates
    now: datetime


@contextmanager
def desk(context: CliContext, *, reads: bool = False) -> Iterator[Desk]:
    """Open the transaction; what was done is committed with its traces at the end, or nothing is.

    A desk that only ``reads`` waits for nobody.

    Raises:
        Refused: a service refused.
    """
    now = utcnow()
    database = context.site.database
    with database.read() if reads else database.write() as db:
        record = AuditLog(db, lambda: now).recorder(context.audit_context)
        try:
            yield Desk(db, Accounts(db, make_passwords(), record, now), Mandates(db, record, now), now)
        except AccountRefused as refused:
            raise Refused(str(refused)) from refused
        except PasswordRefused as refused:
            raise Refused(str(refused.message)) from refused
