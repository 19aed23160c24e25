"""Acts on accounts, each with its trace."""

from __future__ import annotations

import re
from dataclasses import KW_ONLY, dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import delete, select

from ceres.accounts.administrators import keep_an_administrator
from ceres.accounts.logins import is_login, login_key
from ceres.accounts.models import Account, AccountRole, PasswordReset
from ceres.accounts.refusals import BadEmail, BadLogin, BadName, BadOrganisation, LoginTaken, NoRole, UnknownAccount
from ceres.audit.entry import AuditEntry
from ceres.audit.text import cleaned
from ceres.db.portions import portions
from ceres.security.password_rules import check_password
from ceres.security.permissions import Role
from ceres.sessions.services import Sessions
from ceres.sessions.throttle import lift, lift_all

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

    from ceres.audit.log import Record
    from ceres.security.passwords import Passwords
    from ceres.web.request import Request

EMAIL = re.compile(r"""[^@\s<>()\[\]\\,;:"]+@[^\W_][\w-]*(\.[^\W_][\w-]*)+""")
EMAIL_LENGTH, NAME_LENGTH, ORGANISATION_LENGTH = 254, 200, 200  # characters
SHORTEST_WORD = 3  # characters of a name that a password should not be made of


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What is said of somebody who gets an account."""

    login: str
    name: str
    email: str
    roles: frozenset[Role] = frozenset({Role.PRESCRIBER})
    _: KW_ONLY
    password: str | None = None  # None: nobody can sign in yet
    language: str = ""  # empty: the browser's
    organisation: str = ""  # where its owner works


class Accounts:
    """The accounts of the site."""

    def __init__(self, db: Session, passwords: Passwords, record: Record, now: datetime) -> None:
        self._db = db
        self._passwords = passwords
        self._record = record
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> Accounts:
        """Return the accounts, in the transaction of a request."""
        return cls(request.db, request.registry["ceres.passwords"], request.trail.record, request.now)

    def add(self, new: NewAccount) -> Account:
        """Open an account.

        Raises:
            AccountRefused: BadLogin, BadName, BadOrganisation, BadEmail, NoRole or LoginTaken.
            PasswordRefused: the password is not good enough.
        """
        return self.add_all([new])[0]

    def add_all(self, new: Sequence[NewAccount]) -> Sequence[Account]:
        """Open several accounts, in few statements; raises like `add`, at the first that cannot be opened."""
        for each in new:
            check_new(each)
            if not each.roles:
                raise NoRole
        self._refuse_taken(new)
        accounts = [self.draft(each) for each in new]
        self._db.add_all(accounts)
        self._db.flush()
        for account, each in zip(accounts, new, strict=True):
            self._trace("account.add", account, roles=sorted(each.roles))
        return accounts

    def draft(self, new: NewAccount) -> Account:
        """Return the account that would be opened, for whoever writes to its owner before; nothing is asked of the database."""
        account = Account(
            login=new.login,
            login_key=login_key(new.login),
            name=new.name.strip(),
            organisation=new.organisation.strip(),
            email=new.email,
            language=new.language,
            created_at=self._now,
            roles=[AccountRole(role=role) for role in sorted(new.roles)],
        )
        if new.password is not None:
            self._give_password(account, new.password)
        return account

    def find(self, login: str) -> Account:
        """Return an account by its login, whatever the case; raises UnknownAccount."""
        account = self._db.scalars(select(Account).where(Account.login_key == login_key(login))).one_or_none()
        if account is None:
            raise UnknownAccount(login)
        return account

    def all(self) -> Sequence[Account]:
        """Return every account, by login."""
        return self._db.scalars(select(Account).order_by(Account.login_key)).all()

    def disable(self, login: str) -> Account:
        """Close an account to its owner; its sessions end at once. Raises UnknownAccount or LastAdministrator."""
        account = self.find(login)
        if account.disabled_at is None:
            keep_an_administrator(self._db, account)
            account.disabled_at = self._now
            ended = Sessions(self._db, self._now).end_all(account.id)
            self._trace("account.disable", account, sessions=ended)
        return account

    def enable(self, login: str) -> Account:
        """Open a disabled account again; raises UnknownAccount."""
        account = self.find(login)
        if account.disabled_at is not None:
            account.disabled_at = None
            self._trace("account.enable", account)
        return account

    def change(self, login: str, *, name: str | None = None, email: str | None = None, organisation: str | None = None) -> Account:
        """Change what is said of the owner of an account; None changes nothing.

        Raises:
            AccountRefused: UnknownAccount, BadName, BadOrganisation or BadEmail.
        """
        account = self.find(login)
        said = {"name": name, "email": email, "organisation": organisation}
        wanted = {each: value.strip() for each, value in said.items() if value is not None and value.strip() != getattr(account, each)}
        for each, value in wanted.items():
            CHECKS[each](value)
            setattr(account, each, value)
        if wanted:
            self._trace("account.change", account, fields=list(wanted))
        return account

    def set_roles(self, login: str, roles: frozenset[Role]) -> Account:
        """Give an account these roles and no other, at once.

        Raises:
            AccountRefused: UnknownAccount, NoRole or LastAdministrator.
        """
        account = self.find(login)
        former = frozenset(each.role for each in account.roles)
        if not roles:
            raise NoRole
        if Role.ADMINISTRATOR in former - roles:
            keep_an_administrator(self._db, account)
        if roles != former:
            kept = [each for each in account.roles if each.role in roles]
            account.roles = [*kept, *(AccountRole(role=role) for role in sorted(roles - former))]
            self._trace("account.roles", account, roles=sorted(roles), former=sorted(former))
        return account

    def set_password(self, login: str, password: str, *, kept_session: int | None = None, by_owner: bool = False) -> Account:
        """Give an account another password; its sessions end at once, and what was sent to replace the former one counts no more.

        ``kept_session`` is the session in which the owner does it; ``by_owner`` says so where there is none.

        Raises:
            UnknownAccount: nobody has this login.
            PasswordRefused: the password is not good enough.
        """
        account = self.find(login)
        self._give_password(account, password)
        self._db.execute(delete(PasswordReset).where(PasswordReset.account_id == account.id))
        sessions = Sessions(self._db, self._now)
        ended = sessions.end_all(account.id) if kept_session is None else sessions.end_others(account.id, kept_session)
        entry = AuditEntry("account.password", object_type="account", object_id=account.login, detail={"sessions": ended})
        self._record(replace(entry, account_id=account.id, login=account.login) if by_owner else entry)
        return account

    def unlock(self, login: str) -> bool:
        """Let a suspended account try again; False when nothing held it back. Raises UnknownAccount."""
        account = self.find(login)
        held = lift(self._db, account.login_key)
        self._trace("account.unlock", account)
        return held

    def unlock_all(self) -> bool:
        """Let every account and every address try again; False when nothing held any back."""
        held = lift_all(self._db)
        self._record(AuditEntry("account.unlock", object_type="account", object_id="*"))
        return held

    def _refuse_taken(self, new: Sequence[NewAccount]) -> None:
        logins = {login_key(each.login): each.login for each in new}
        for some in portions(logins):
            taken = self._db.scalar(select(Account.login_key).where(Account.login_key.in_(some)).limit(1))
            if taken is not None:
                raise LoginTaken(logins[taken])

    def _give_password(self, account: Account, password: str) -> None:
        check_password(password, personal_words(account))
        account.password_hash, account.password_changed_at = self._passwords.hash(password), self._now

    def _trace(self, action: str, account: Account, **detail: int | list[str]) -> None:
        self._record(AuditEntry(action, object_type="account", object_id=account.login, detail=detail))


def personal_words(account: Account) -> Iterable[str]:
    """Return the words that others would try first as this account's password."""
    words = {account.login, account.email, *re.split(r"[\W_]+", f"{account.login} {account.name} {account.email}")}
    return {word for word in words if len(word) >= SHORTEST_WORD}


def is_email(text: str) -> bool:
    """Tell whether ``text`` can be an e-mail address."""
    return len(text) <= EMAIL_LENGTH and bool(EMAIL.fullmatch(text)) and cleaned(text, EMAIL_LENGTH) == text


def check_name(name: str) -> None:
    """Accept the name of somebody; raises BadName."""
    if not 0 < len(name.strip()) <= NAME_LENGTH or cleaned(name, NAME_LENGTH) != name:
        raise BadName


def check_organisation(organisation: str) -> None:
    """Accept where somebody works, which need not be said; raises BadOrganisation."""
    if len(organisation.strip()) > ORGANISATION_LENGTH or cleaned(organisation, len(organisation)) != organisation:
        raise BadOrganisation


def check_email(email: str) -> None:
    """Accept an address; raises BadEmail."""
    if not is_email(email):
        raise BadEmail(email)


def check_new(new: NewAccount) -> None:
    """Accept what is said of somebody new; raises BadLogin, BadName, BadOrganisation or BadEmail."""
    if not is_login(new.login):
        raise BadLogin
    check_name(new.name)
    check_organisation(new.organisation)
    check_email(new.email)


CHECKS: Mapping[str, Callable[[str], None]] = {"name": check_name, "organisation": check_organisation, "email": check_email}
"""What accepts each thing that is said of the owner of an account."""
