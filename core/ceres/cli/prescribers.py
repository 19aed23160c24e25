"""Prescribers as they are named on the command line: by a code that a laboratory sends."""

from __future__ import annotations

from collections.abc import Iterable

from ceres.accounts.mandates import Period
from ceres.accounts.models import Account, MandateKind
from ceres.cli.acting import Desk
from ceres.cli.errors import Refused
from ceres.reports.directory import BadCode, Directory, SeveralPrescribers


def open_mandates(at: Desk, account: Account, codes: Iterable[str], kind: MandateKind, period: Period | None = None) -> None:
    """Let an account read what the prescribers known by ``codes`` receive; those that are unknown are added to the directory.

    Raises:
        Refused: a code is no code, or is that of several prescribers.
    """
    directory = Directory(at.db, at.now)
    for code in dict.fromkeys(codes):
        try:
            prescriber = directory.find_or_create_code(code)
        except BadCode as error:
            raise Refused("un code de prescripteur comporte de 1 à 120 caractères visibles, sans espace autour.") from error
        except SeveralPrescribers as error:
            raise Refused(
                f"plusieurs prescripteurs portent le code « {code} » : choisir un autre de leurs codes (RPPS, par exemple)."
            ) from error
        at.mandates.add(account, prescriber, kind, period or Period(at.now))
