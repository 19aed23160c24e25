"""« Ajouter un compte »: its owner chooses the password, or replaces a temporary one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ceres.accounts.mandates import Period
from ceres.accounts.models import MandateKind
from ceres.accounts.refusals import AccountRefused
from ceres.accounts.services import NewAccount
from ceres.admin.account_desk import AccountDesk
from ceres.admin.account_forms import INVITE, TEMPORARY, answered, typed_roles
from ceres.admin.account_words import role_words
from ceres.admin.frame import confirmed, framed, posted
from ceres.admin.mandate_acts import prescriber_of
from ceres.recovery.invitations import can_invite
from ceres.security.permissions import Role

if TYPE_CHECKING:
    from ceres.accounts.models import Account
    from ceres.web.request import Request

FIELDS = ("login", "name", "organisation", "email", "prescriber")
PREFILLED = 200  # characters


class NewAccountView:
    """The form of a new account."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.invites = can_invite(request.settings)

    def show(self) -> dict[str, Any]:
        """Show the form; the directory of prescribers knows for whom."""
        known = {name: self.request.GET.get(name, "")[:PREFILLED] for name in ("name", "prescriber")}
        return self._page(known, frozenset({Role.PRESCRIBER}), INVITE if self.invites else TEMPORARY)

    def open(self) -> Any:
        """Open the account, or show the form again with what is wrong."""
        return confirmed(self.request, self._open)

    def _open(self) -> Any:
        request = self.request
        typed = {name: posted(request, name) for name in FIELDS}
        roles = typed_roles(request) if "role" in request.POST else frozenset({Role.PRESCRIBER})
        way = posted(request, "password") or (INVITE if self.invites else TEMPORARY)
        desk = AccountDesk.for_request(request)
        try:
            account = self._add(desk, typed, roles)
            if way != TEMPORARY:
                desk.invitations.send(account)
                return answered(request, "opened", account.login)
            return self._page({}, roles, way, opened=account, password=desk.invitations.hand_over(account))
        except AccountRefused as refused:
            request.tm.doom()
            return self._page(typed, roles, way, error=request.translate(refused.message))

    def _add(self, desk: AccountDesk, typed: Mapping[str, str], roles: frozenset[Role]) -> Account:
        new = NewAccount(typed["login"], typed["name"], typed["email"], roles, organisation=typed["organisation"])
        account = desk.accounts.add(new)
        if typed["prescriber"]:
            prescriber = prescriber_of(self.request.db, typed["prescriber"], self.request.now)
            desk.mandates.add(account, prescriber, MandateKind.SELF, Period(self.request.now))
        return account

    def _page(self, typed: Mapping[str, str], ticked: frozenset[Role], way: str, **more: Any) -> dict[str, Any]:
        shown = {"opened": None, "password": "", "error": "", **more}
        return framed(self.request, typed=typed, ticked=ticked, way=way, invites=self.invites, roles=role_words(self.request), **shown)
