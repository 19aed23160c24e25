"""Another address of an account, told to the plugins: every way to change one ends here."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.accounts.models import Account
    from ceres.plugins.hooks import Hooks


def announce_address(db: Session, hooks: Hooks, account: Account, old: str) -> None:
    """Let plugins react to the address that ``account`` has now, in the transaction that changes it."""
    # Our own rows first: a plugin's savepoint must hold nothing but the plugin's.
    db.flush()
    hooks.react(db, "ceres_on_email_changed", account=account, old=old, new=account.email)
