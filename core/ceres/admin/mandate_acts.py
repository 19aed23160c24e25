"""What an account may read of whom, as an administrator changes it: prescribers are named by a code that a laboratory sends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.accounts.mandates import Mandates, Period
from ceres.accounts.refusals import AmbiguousCode, BadPrescriberCode
from ceres.reports.directory import BadCode, Directory, SeveralPrescribers

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ceres.accounts.models import Account, MandateKind, Prescriber
    from ceres.web.request import Request


def prescriber_of(db: Session, code: str, now: datetime) -> Prescriber:
    """Return the prescriber known by ``code``, added to the directory when it is unknown.

    Raises:
        BadPrescriberCode: no laboratory sends such a code.
        AmbiguousCode: several prescribers have it.
    """
    try:
        return Directory(db, now).find_or_create_code(code)
    except BadCode as error:
        raise BadPrescriberCode from error
    except SeveralPrescribers as error:
        raise AmbiguousCode(code) from error


def add_mandate(request: Request, account: Account, code: str, kind: MandateKind) -> None:
    """Let the account read what the prescriber known by ``code`` receives, from now on; raises AccountRefused."""
    prescriber = prescriber_of(request.db, code, request.now)
    Mandates(request.db, request.trail.record, request.now).add(account, prescriber, kind, Period(request.now))


def end_mandate(request: Request, account: Account, code: str) -> None:
    """End at once what the account reads of that prescriber; raises UnknownMandate."""
    Mandates(request.db, request.trail.record, request.now).end(account, code)
