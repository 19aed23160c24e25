"""Prescribers as they are named on the command line: by a code that a laboratory sends."""

from __future__ import annotations

from collections.abc import Iterable

from ceres.accounts.mandates import Period
from ceres.accounts.models import Account, MandateKind
from ceres.admin.mandate_acts import prescriber_of
from ceres.cli.acting import Desk


def open_mandates(at: Desk, account: Account, codes: Iterable[str], kind: MandateKind, period: Period | None = None) -> None:
    """Let an account read what the prescribers known by ``codes`` receive; those that are unknown are added to the directory.

    Raises:
        AccountRefused: a code is no code, or is that of several prescribers.
    """
    for code in dict.fromkeys(codes):
        at.mandates.add(account, prescriber_of(at.db, code, at.now), kind, period or Period(at.now))
