"""A request of the portal that nobody sent: for commands that show what pages show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pyramid.scripting import prepare

from ceres.app import Site, configure
from ceres.i18n import SOURCE_LANGUAGE
from ceres.web.request import Request


@contextmanager
def portal_request(site: Site) -> Iterator[Request]:
    """Give a request to the portal of the site: it reads only, in the language of the command line; nobody is signed in."""
    config = configure(site)
    config.commit()
    request = Request.blank("/")
    portal = prepare(request=request, registry=config.registry)
    request.locale_name = SOURCE_LANGUAGE
    try:
        with request.tm:
            yield request
    finally:
        portal["closer"]()
