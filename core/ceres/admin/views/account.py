"""One account: what is known of it, and what an administrator does with it."""

from __future__ import annotations

from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound

from ceres.accounts.refusals import AccountRefused, ChangedMeanwhile, UnknownAccount
from ceres.admin.account_acts import AccountActs, BadForm
from ceres.admin.account_changes import fingerprint
from ceres.admin.account_desk import AccountDesk
from ceres.admin.account_forms import TEMPORARY, answer_of, answered, typed_roles
from ceres.admin.account_sheet import sheet_of
from ceres.admin.account_words import words_of
from ceres.admin.frame import confirmed, framed, posted
from ceres.admin.mandate_acts import last_day, whole_days
from ceres.recovery.invitations import can_invite

if TYPE_CHECKING:
    from ceres.accounts.models import Account
    from ceres.web.request import Request


class AccountView:
    """One account."""

    def __init__(self, request: Request) -> None:
        self.request = request

    @cached_property
    def desk(self) -> AccountDesk:
        """The desk of this request."""
        return AccountDesk.for_request(self.request)

    @cached_property
    def account(self) -> Account:
        """The account; looked for when the password is confirmed, if it must be."""
        try:
            return self.desk.accounts.find(self.request.matchdict["login"])
        except UnknownAccount:
            raise HTTPNotFound from None

    def show(self) -> dict[str, Any]:
        """Show what is known of it."""
        return self._page()

    def act(self) -> Any:
        """Do what the form asks for."""
        return confirmed(self.request, self._act)

    def _act(self) -> Any:
        request, login, action = self.request, self.account.login, posted(self.request, "action")
        acts = AccountActs(request, self.desk, self.account)
        try:
            if action == TEMPORARY:
                return self._page(password=acts.hand_over())
            return answered(request, acts.do(action), login)
        except ChangedMeanwhile as refused:
            request.tm.doom()
            return self._page(error=request.translate(refused.message))
        except AccountRefused as refused:
            request.tm.doom()
            return self._page(error=request.translate(refused.message), refused=action)
        except BadForm:
            raise HTTPNotFound from None

    def _page(self, error: str = "", password: str = "", refused: str = "") -> dict[str, Any]:
        request = self.request
        typed = {name: posted(request, name) for name in request.POST} if refused else {}
        ticked = typed_roles(request) if refused == "change" else {each.role for each in self.account.roles}
        return framed(
            request,
            sheet=sheet_of(request, self.desk, self.account),
            error=error,
            password=password,
            refused=refused,
            typed=typed,
            ticked=ticked,
            invites=can_invite(request.settings),
            answer=answer_of(request),
            seen=fingerprint(self.account),
            last_day=partial(last_day, zone=request.zone),
            whole_days=partial(whole_days, zone=request.zone),
            **words_of(request),
        )
