"""Changes the address of an account: nothing changes before the new address has answered, and the former one is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pyramid.i18n import TranslationStringFactory
from sqlalchemy import delete, select

from ceres.accounts.address_change import announce_address
from ceres.accounts.models import Account, EmailChange, PasswordReset
from ceres.accounts.services import is_email
from ceres.audit.entry import AuditEntry
from ceres.mail.addresses import checked
from ceres.mail.errors import Undeliverable
from ceres.mail.mailer import Mailer
from ceres.profile.letters import changed, confirmation, warning
from ceres.security.cookies import new_token
from ceres.sessions.services import Sessions, token_hash

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from ceres.audit.log import Record
    from ceres.plugins.hooks import Hooks
    from ceres.web.request import Request

_ = TranslationStringFactory("ceres")

NO_ADDRESS = _("Ce n’est pas une adresse électronique (exemple : h.marchand@exemple.nc).")
SAME_ADDRESS = _("C’est déjà l’adresse de votre compte.")
CONFIRM, OBJECT = "/profile/email/confirm?key=", "/profile/email/object?key="


class LinkExpired(LookupError):
    """The link was used, is too old, was replaced, or never was one: nobody is told which."""


class AddressRefused(ValueError):
    """The address will not do; ``str()`` is a msgid."""


@dataclass(frozen=True, slots=True)
class PendingEmail:
    """A change that waits for its confirmation."""

    login: str
    old: str
    new: str
    until: datetime


class EmailChanges:
    """The changes of addresses, in the transaction of ``db``."""

    def __init__(self, db: Session, mailer: Mailer, hooks: Hooks, lifetime: int, record: Record, now: datetime) -> None:
        self._db = db
        self._mailer = mailer
        self._hooks = hooks
        self._lifetime = timedelta(seconds=lifetime)
        self._record = record
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> EmailChanges:
        """Return the changes of this request."""
        lifetime = request.settings.security.email_change_lifetime
        return cls(request.db, Mailer.for_request(request), request.hooks, lifetime, request.trail.record, request.now)

    def ask(self, account_id: int, new: str) -> None:
        """Send a link to the new address and a warning to the present one; a change that waited is replaced.

        Raises:
            AddressRefused: the new address is not one, or is the present one.
        """
        account = self._db.scalars(select(Account).where(Account.id == account_id).with_for_update(of=Account)).one()
        if account.email.casefold() == new.casefold():
            raise AddressRefused(SAME_ADDRESS)
        confirm, objection = new_token(), new_token()
        self._drop(account_id)
        self._db.add(self._change(account_id, new, confirm, objection))
        hours = max(1, round(self._lifetime / timedelta(hours=1)))
        self._mailer.queue(confirmation(account, new, CONFIRM + confirm, hours))
        self._mailer.queue(warning(account, new, OBJECT + objection, hours))
        self._trace("account.email-asked", account)

    def pending(self, account_id: int) -> PendingEmail | None:
        """Return the change of an account that still can be confirmed."""
        return self._described(EmailChange.account_id == account_id)

    def behind(self, key: str) -> PendingEmail:
        """Return the change that a link speaks of, of either kind; raises LinkExpired."""
        found = self._described((EmailChange.confirm_hash == token_hash(key)) | (EmailChange.object_hash == token_hash(key)))
        if found is None:
            raise LinkExpired
        return found

    def cancel(self, account_id: int) -> None:
        """Drop the change that waits, as its owner wishes."""
        account = self._db.get_one(Account, account_id)
        if self._drop(account_id):
            self._trace("account.email-refused", account, by="owner")

    def confirm(self, key: str) -> None:
        """Change the address; raises LinkExpired."""
        account, change = self._locked(EmailChange.confirm_hash == token_hash(key))
        old, account.email = account.email, change.email
        self._drop(account.id)
        # What was sent to the former address is not to open the account any more.
        self._db.execute(delete(PasswordReset).where(PasswordReset.account_id == account.id))
        self._mailer.queue(changed(account, old))
        announce_address(self._db, self._hooks, account, old)
        self._trace("account.email-changed", account)

    def object(self, key: str) -> None:
        """Drop the change and end every session: its owner says that somebody else asked for it. Raises LinkExpired."""
        account, _change = self._locked(EmailChange.object_hash == token_hash(key))
        self._drop(account.id)
        ended = Sessions(self._db, self._now).end_all(account.id)
        self._trace("account.email-refused", account, by="former-address", sessions=ended)

    def _change(self, account_id: int, new: str, confirm: str, objection: str) -> EmailChange:
        return EmailChange(
            account_id=account_id,
            email=new,
            confirm_hash=token_hash(confirm),
            object_hash=token_hash(objection),
            created_at=self._now,
            expires_at=self._now + self._lifetime,
        )

    def _described(self, which: ColumnElement[bool]) -> PendingEmail | None:
        columns = select(Account.login, Account.email, EmailChange.email, EmailChange.expires_at)
        valid = (which, EmailChange.expires_at > self._now, Account.disabled_at.is_(None))
        found = self._db.execute(columns.join(EmailChange, EmailChange.account_id == Account.id).where(*valid)).one_or_none()
        return PendingEmail(*found) if found else None

    def _locked(self, which: ColumnElement[bool]) -> tuple[Account, EmailChange]:
        valid = (which, EmailChange.expires_at > self._now, Account.disabled_at.is_(None))
        both = select(Account, EmailChange).join(EmailChange, EmailChange.account_id == Account.id).where(*valid)
        found = self._db.execute(both.with_for_update()).one_or_none()
        if found is None:
            raise LinkExpired
        return found.Account, found.EmailChange

    def _drop(self, account_id: int) -> bool:
        dropped = delete(EmailChange).where(EmailChange.account_id == account_id).returning(EmailChange.account_id)
        return bool(self._db.scalars(dropped, execution_options={"synchronize_session": False}).all())

    def _trace(self, action: str, account: Account, **detail: int | str) -> None:
        entry = AuditEntry(
            action, object_type="account", object_id=account.login, account_id=account.id, login=account.login, detail=detail
        )
        self._record(entry)


def check_address(new: str) -> None:
    """Accept an address that can be written to; raises AddressRefused."""
    try:
        checked(new)
    except Undeliverable as error:
        raise AddressRefused(NO_ADDRESS) from error
    if not is_email(new):
        raise AddressRefused(NO_ADDRESS)
