"""What the forms on an account do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.accounts.models import MandateKind
from ceres.admin.account_changes import Wanted
from ceres.admin.account_forms import typed_roles
from ceres.admin.frame import posted
from ceres.admin.mandate_acts import prescriber_of, typed_end, typed_period

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from ceres.accounts.models import Account, Mandate
    from ceres.admin.account_desk import AccountDesk
    from ceres.web.request import Request

DIGITS = 18  # of a number that every database holds


class BadForm(ValueError):
    """No form of the portal sends this."""


class AccountActs:
    """The acts on one account that a request may ask for."""

    def __init__(self, request: Request, desk: AccountDesk, account: Account) -> None:
        self._request = request
        self._desk = desk
        self._account = account
        self._acts: Mapping[str, Callable[[], object]] = {
            "change": self._change,
            "disable": lambda: desk.accounts.disable(account.login),
            "enable": lambda: desk.accounts.enable(account.login),
            "unlock": lambda: desk.accounts.unlock(account.login),
            "invite": lambda: desk.invitations.send(account),
            "add-mandate": self._add_mandate,
            "change-mandate": lambda: desk.mandates.prolong(self._mandate(), self._until()),
            "end-mandate": lambda: desk.mandates.end(self._mandate()),
            "end-session": lambda: desk.sessions.end_one(account, posted(request, "session")),
            "end-sessions": lambda: desk.sessions.end_all(account),
        }

    def do(self, action: str) -> None:
        """Do what the form asks for, all of it or nothing.

        Raises:
            BadForm: there is no such act.
            AccountRefused: it is refused.
        """
        if action not in self._acts:
            raise BadForm(action)
        with self._request.db.begin_nested():
            self._acts[action]()

    def _change(self) -> None:
        request = self._request
        organisation = posted(request, "organisation") if "organisation" in request.POST else None
        wanted = Wanted(posted(request, "name"), posted(request, "email"), typed_roles(request), organisation)
        self._desk.changes.change(self._account.login, wanted)

    def _add_mandate(self) -> None:
        request, now = self._request, self._request.now
        kind = posted(request, "kind") or MandateKind.SELF.value
        if kind not in {each.value for each in MandateKind}:
            raise BadForm(kind)
        period = typed_period(posted(request, "from"), posted(request, "until"), request.zone, now)
        self._desk.mandates.add(self._account, prescriber_of(request.db, posted(request, "code"), now), MandateKind(kind), period)

    def _mandate(self) -> Mandate:
        number = posted(self._request, "mandate")
        if not (number.isascii() and number.isdecimal() and len(number) <= DIGITS):
            raise BadForm(number)
        return self._desk.mandates.find(self._account, int(number))

    def _until(self) -> datetime | None:
        return typed_end(posted(self._request, "until"), self._request.zone, self._request.now)
