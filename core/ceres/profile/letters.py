"""What is written about a change of address: to the new one, and to the former one; no patient data."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.mail.letters import Letter

if TYPE_CHECKING:
    from ceres.accounts.models import Account


def confirmation(account: Account, new: str, path: str, hours: int) -> Letter:
    """Return the letter that asks the new address for its confirmation."""
    values = {"login": account.login, "path": path, "hours": hours}
    return Letter(new, "ceres/mail/email_confirm", account.language, values, account.id)


def warning(account: Account, new: str, path: str, hours: int) -> Letter:
    """Return the letter that tells the present address, with a way to object."""
    values = {"login": account.login, "new": new, "path": path, "hours": hours}
    return Letter(account.email, "ceres/mail/email_warning", account.language, values, account.id)


def changed(account: Account, old: str) -> Letter:
    """Return the letter that tells the former address that it is no longer the account's."""
    return Letter(old, "ceres/mail/email_changed", account.language, {"login": account.login, "new": account.email}, account.id)
