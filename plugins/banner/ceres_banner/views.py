"""Putting an announcement away."""

from __future__ import annotations

from pyramid.httpexceptions import HTTPBadRequest, HTTPSeeOther

from ceres.api import Request, page_before
from ceres_banner.board import Board

LONGEST_NUMBER = 18  # digits: what both databases can compare


def dismiss(request: Request) -> HTTPSeeOther:
    """Put one away and show the same page again."""
    number = str(request.POST.get("announcement", ""))
    if not (number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER):
        raise HTTPBadRequest
    Board.for_request(request).put_away(int(number))
    return HTTPSeeOther(page_before(request))
