"""« Utilisateurs »: the list, a new account, and what an administrator does with one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther

from ceres.accounts.models import MandateKind
from ceres.accounts.refusals import AccountRefused, UnknownAccount
from ceres.accounts.services import NewAccount
from ceres.admin.accounts import AccountDesk, AccountFilter, AccountList, AccountState
from ceres.admin.frame import confirmed, framed, posted
from ceres.admin.mandate_acts import add_mandate, end_mandate
from ceres.security.passwords import generate_password
from ceres.security.permissions import Role

if TYPE_CHECKING:
    from ceres.accounts.models import Account
    from ceres.web.request import Request

FIELDS = ("login", "name", "email", "prescriber")
PREFILLED = 200  # characters
Act = Callable[[], str]
"""Does something and returns what to say about it, translated."""


def show(request: Request) -> dict[str, Any]:
    """Show the accounts that fit what is typed; names of accounts are nobody's health."""
    asked = AccountFilter(
        text=request.GET.get("q", "").strip()[:80],
        role=_one_of(Role, request.GET.get("role", "")),
        state=_one_of(AccountState, request.GET.get("state", "")),
        after=request.GET.get("after", "")[:80],
    )
    page = AccountList(request.db, request.now).page(asked)
    return framed(request, page=page, asked=asked, roles=role_words(request), states=state_words(request))


class NewAccountView:
    """The form of a new account."""

    def __init__(self, request: Request) -> None:
        self.request = request

    def show(self) -> dict[str, Any]:
        """Show the form; the directory of prescribers knows for whom."""
        return self._page({name: self.request.GET.get(name, "")[:PREFILLED] for name in ("name", "prescriber")})

    def open(self) -> Any:
        """Open the account, or show the form again with what is wrong."""
        return confirmed(self.request, self._open)

    def _open(self) -> Any:
        request = self.request
        typed = {name: posted(request, name) for name in FIELDS}
        roles = frozenset(role for role in Role if role.value in request.POST.getall("role"))
        password = generate_password()
        desk = AccountDesk.for_request(request)
        try:
            account = desk.accounts.add(
                NewAccount(typed["login"], typed["name"], typed["email"], roles or frozenset({Role.PRESCRIBER}), password)
            )
            if typed["prescriber"]:
                add_mandate(request, account, typed["prescriber"], MandateKind.SELF)
        except AccountRefused as refused:
            request.tm.doom()
            return self._page(typed, str(refused))
        return framed(request, opened=account, password=password, typed={}, error="", roles=role_words(request))

    def _page(self, typed: Mapping[str, str], error: str = "") -> dict[str, Any]:
        return framed(self.request, opened=None, password="", typed=typed, error=error, roles=role_words(self.request))


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
        request, account = self.request, self.account
        acts: Mapping[str, Callable[[], object]] = {
            "disable": lambda: self.desk.accounts.disable(account.login),
            "enable": lambda: self.desk.accounts.enable(account.login),
            "unlock": lambda: self.desk.accounts.unlock(account.login),
            "add-mandate": lambda: add_mandate(request, account, posted(request, "code"), MandateKind(posted(request, "kind"))),
            "end-mandate": lambda: end_mandate(request, account, posted(request, "code")),
        }
        if posted(request, "action") == "reset":
            return self._reset()
        try:
            acts[posted(request, "action")]()
        except AccountRefused as refused:
            request.tm.doom()
            return self._page(error=str(refused))
        except (KeyError, ValueError):
            raise HTTPNotFound from None
        return HTTPSeeOther(request.route_path("admin.accounts/one", login=account.login))

    def _reset(self) -> dict[str, Any]:
        password = generate_password()
        self.desk.accounts.set_password(self.account.login, password)
        self.desk.accounts.unlock(self.account.login)
        return self._page(password=password)

    def _page(self, error: str = "", password: str = "") -> dict[str, Any]:
        request = self.request
        return framed(
            request,
            account=self.account,
            mandates=self.desk.mandates.lines(self.account),
            error=error,
            password=password,
            roles=role_words(request),
            kinds=kind_words(request),
        )


def role_words(request: Request) -> dict[Role, str]:
    """Return what each role is called."""
    return {
        Role.PRESCRIBER: request.translate("Prescripteur"),
        Role.ADMINISTRATOR: request.translate("Administrateur"),
        Role.AUDITOR: request.translate("Auditeur"),
    }


def state_words(request: Request) -> dict[AccountState, str]:
    """Return what each state is called."""
    return {
        AccountState.ACTIVE: request.translate("Actif"),
        AccountState.PENDING: request.translate("Sans mot de passe"),
        AccountState.SUSPENDED: request.translate("Suspendu"),
        AccountState.DISABLED: request.translate("Désactivé"),
    }


def kind_words(request: Request) -> dict[MandateKind, str]:
    """Return at what title an account reads for a prescriber."""
    return {
        MandateKind.SELF: request.translate("Lui-même"),
        MandateKind.SECRETARY: request.translate("Secrétariat"),
        MandateKind.ASSOCIATE: request.translate("Associé"),
        MandateKind.SUBSTITUTE: request.translate("Remplaçant"),
    }


def _one_of(kind: Any, text: str) -> Any:
    return kind(text) if text in {each.value for each in kind} else None
