"""« Courriels »: what waits, what failed, and second chances; what a message says is nobody's business."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther

from ceres.admin.frame import confirmed, framed, posted
from ceres.admin.own_letter import OwnLetter
from ceres.mail.listing import MailState, OutboxDesk

if TYPE_CHECKING:
    from ceres.web.request import Request

MOST = 100  # messages listed
UNSENT = (MailState.QUEUED, MailState.SENDING, MailState.FAILED)
LONGEST_NUMBER = 18  # digits: what both databases can compare


def show(request: Request) -> dict[str, Any]:
    """Show the messages that have not left, the newest first."""
    lines = _desk(request).lines(*UNSENT)
    failed = sum(line.state is MailState.FAILED and line.repeatable for line in lines)
    return framed(request, lines=lines[::-1][:MOST], total=len(lines), failed=failed, states=state_words(request), tried="")


def act(request: Request) -> Any:
    """Try one message again, or all that were given up, or the way out itself."""
    return confirmed(request, lambda: _test(request) if posted(request, "action") == "test" else _retry(request))


def _test(request: Request) -> dict[str, Any]:
    tried = OwnLetter.for_request(request).queue()
    return show(request) | {"tried": tried}


def _retry(request: Request) -> HTTPSeeOther:
    number = posted(request, "number")
    if number == "all":
        _desk(request).retry_all()
    elif not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER and _desk(request).retry(int(number))):
        raise HTTPNotFound
    return HTTPSeeOther(request.route_path("admin.mail"))


def _desk(request: Request) -> OutboxDesk:
    return OutboxDesk(request.db, request.trail.record, request.now)


def state_words(request: Request) -> dict[MailState, str]:
    """Return how far a message is, in words."""
    return {
        MailState.QUEUED: request.translate("En attente"),
        MailState.SENDING: request.translate("En cours d’envoi"),
        MailState.FAILED: request.translate("Abandonné"),
    }
