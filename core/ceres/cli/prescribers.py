"""Prescribers as they are named on the command line: by a code that a laboratory sends."""

from __future__ import annotations

from collections.abc import Iterable

from ceres.accounts.mandates import Period
from ceres.accounts.models import Account, MandateKind
from ceres.admin.mandate_acts import prescriber_of
from ceres.cli.acting import Desk


def open_mandates(at: Desk, account: Account, codes: Iterable[str], kind: MandateKind, period: Period | None = None) -> bool:
    """Let an account read what the prescribers known by ``codes`` receive; those that are unknown are added to the directory.

    Returns whether one was added.

    Raises:
        AccountRefused: a code is no code, or is that of several prescribers; or see `Mandates.add`.
    """
    prescribers = dict.fromkeys(prescriber_of(at.db, code, at.now) for code in codes)
    for prescriber in prescribers:
        at.mandates.add(account, prescriber, kind, period or Period(at.now))
    return any(each.created_at == at.now for each in prescribers)
