"""« Utilisateurs »: the list."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from ceres.accounts.states import AccountState
from ceres.admin.account_forms import answer_of
from ceres.admin.account_words import COLOURS, role_words, scope_words, state_words
from ceres.admin.accounts import AccountFilter, AccountList
from ceres.admin.frame import framed
from ceres.recovery.invitations import can_invite
from ceres.security.permissions import Role

if TYPE_CHECKING:
    from ceres.web.request import Request


def show(request: Request) -> dict[str, Any]:
    """Show the accounts that fit what is typed; names of accounts are nobody's health."""
    asked = AccountFilter(
        text=request.GET.get("q", "").strip()[:80],
        role=_one_of(Role, request.GET.get("role", "")),
        state=_one_of(AccountState, request.GET.get("state", "")),
        after=request.GET.get("after", "")[:80],
    )
    return framed(
        request,
        page=AccountList(request.db, request.now).page(asked),
        asked=asked,
        roles=role_words(request),
        states=state_words(request),
        colours=COLOURS,
        scope=partial(scope_words, request),
        invites=can_invite(request.settings),
        answer=answer_of(request),
    )


def _one_of(kind: Any, text: str) -> Any:
    return kind(text) if text in {each.value for each in kind} else None
