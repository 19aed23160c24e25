"""What is written about passwords and accounts; no patient data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.mail.letters import Letter

if TYPE_CHECKING:
    from datetime import datetime

    from ceres.accounts.models import Account
    from ceres.recovery.demands import Demand


def temporary_password(account: Account, password: str, minutes: int) -> Letter:
    """Return the letter that brings eight random characters."""
    return _to(account, "ceres/mail/temporary_password", password=password, minutes=minutes)


def reset_link(account: Account, path: str, minutes: int) -> Letter:
    """Return the letter that brings a link to the choice of a password."""
    return _to(account, "ceres/mail/reset_link", path=path, minutes=minutes)


def invitation(account: Account, path: str, until: datetime, *, first: bool) -> Letter:
    """Return the letter that invites to choose the ``first`` password, or another."""
    return _to(account, "ceres/mail/invitation", name=account.name, path=path, until=until, first=first)


def password_changed(account: Account) -> Letter:
    """Return the letter that says that the password was changed."""
    return _to(account, "ceres/mail/password_changed")


def demand(support: str, wanted: Demand) -> Letter:
    """Return the letter by which somebody asks the site for an account."""
    return Letter(support, "ceres/mail/demand", values={"demand": wanted})


def _to(account: Account, template: str, **values: str | int | datetime) -> Letter:
    return Letter(account.email, template, account.language, {"login": account.login, **values}, account.id)
