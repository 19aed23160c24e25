"""What the forms on an account do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.accounts.models import MandateKind
from ceres.accounts.refusals import OwnAccount
from ceres.admin.account_changes import Wanted
from ceres.admin.account_forms import ADD_MANDATE, NEW_CODE, typed_roles
from ceres.admin.frame import posted
from ceres.admin.mandate_acts import prescriber_of, typed_end, typed_period
from ceres.reports.identity import signed_in

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
        self._new_code = False  # whether the code of the mandate was that of nobody
        self._acts: Mapping[str, Callable[[], object]] = {
            "change": self._change,
            "disable": lambda: desk.accounts.disable(account.login),
            "enable": lambda: desk.accounts.enable(account.login),
            "unlock": lambda: desk.accounts.unlock(account.login),
            "invite": self._invite,
            ADD_MANDATE: self._add_mandate,
            "change-mandate": lambda: desk.mandates.prolong(self._mandate(), self._until()),
            "end-mandate": lambda: desk.mandates.end(self._mandate()),
            "end-session": lambda: desk.sessions.end_one(account, posted(request, "session")),
            "end-sessions": lambda: desk.sessions.end_all(account),
        }

    def do(self, action: str) -> str:
        """Do what the form asks for, all of it or nothing, and return what was done, a key of `DONE`.

        Raises:
            BadForm: there is no such act.
            AccountRefused: it is refused.
        """
        if action not in self._acts:
            raise BadForm(action)
        with self._request.db.begin_nested():
            self._acts[action]()
        return NEW_CODE if action == ADD_MANDATE and self._new_code else action

    def hand_over(self) -> str:
        """Return a temporary password for the account; raises AccountRefused."""
        self._check_other()
        return self._desk.invitations.hand_over(self._account)

    def _invite(self) -> None:
        self._check_other()
        self._desk.invitations.send(self._account)

    def _check_other(self) -> None:
        if self._account.id == signed_in(self._request).account_id:
            raise OwnAccount

    def _change(self) -> None:
        request = self._request
        organisation = posted(request, "organisation") if "organisation" in request.POST else None
        wanted = Wanted(posted(request, "name"), posted(request, "email"), typed_roles(request), organisation, posted(request, "seen"))
        self._desk.changes.change(self._account.login, wanted)

    def _add_mandate(self) -> None:
        request, now = self._request, self._request.now
        kind = posted(request, "kind") or MandateKind.SELF.value
        if kind not in {each.value for each in MandateKind}:
            raise BadForm(kind)
        period = typed_period(posted(request, "from"), posted(request, "until"), request.zone, now)
        prescriber = prescriber_of(request.db, posted(request, "code"), now)
        self._desk.mandates.add(self._account, prescriber, MandateKind(kind), period)
        self._new_code = prescriber.created_at == now

    def _mandate(self) -> Mandate:
        number = posted(self._request, "mandate")
        if not (number.isascii() and number.isdecimal() and len(number) <= DIGITS):
            raise BadForm(number)
        return self._desk.mandates.find(self._account, int(number))

    def _until(self) -> datetime | None:
        return typed_end(posted(self._request, "until"), self._request.zone, self._request.now)
