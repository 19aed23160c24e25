"""« Prescripteurs »: whom the laboratories write to, who reads it, and what nobody can read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound

from ceres.accounts.models import IdentifierKind
from ceres.admin.account_words import kind_words
from ceres.admin.frame import framed
from ceres.admin.prescribers import PrescriberFilter, PrescriberList, UnknownPrescriber
from ceres.admin.readers import readers_of

if TYPE_CHECKING:
    from ceres.web.request import Request

WITHOUT_ACCOUNT = "none"


def show(request: Request) -> dict[str, Any]:
    """Show those who fit what is typed; a prescriber's name is nobody's health."""
    directory = PrescriberList(request.db, request.now)
    asked = PrescriberFilter(
        text=request.GET.get("q", "").strip()[:120],
        without_account=request.GET.get("account") == WITHOUT_ACCOUNT,
        after=request.GET.get("after", "")[:40],
    )
    return framed(request, page=directory.page(asked), size=directory.size(), asked=asked, systems=system_words(request))


def show_one(request: Request) -> dict[str, Any]:
    """Show one prescriber."""
    try:
        line = PrescriberList(request.db, request.now).one(int(request.matchdict["id"]))
    except UnknownPrescriber:
        raise HTTPNotFound from None
    return framed(request, line=line, readers=readers_of(request.db, line.id), systems=system_words(request), kinds=kind_words(request))


def system_words(request: Request) -> dict[IdentifierKind, str]:
    """Return what each system of identifiers is called."""
    return {
        IdentifierKind.CODE: request.translate("Code du laboratoire"),
        IdentifierKind.RPPS: request.translate("RPPS"),
        IdentifierKind.ADELI: request.translate("ADELI"),
        IdentifierKind.IDNPS: request.translate("IDNPS"),
    }
