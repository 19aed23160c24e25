"""Fetches a document that a message only points to, from the addresses on the site's list and from nowhere else."""

from __future__ import annotations

import http.client
from collections.abc import Sequence
from typing import IO
from urllib.error import URLError
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import HTTPHandler, HTTPRedirectHandler, HTTPSHandler, OpenerDirector, ProxyHandler, Request, build_opener

TIMEOUT = 10  # seconds without a byte
SCHEMES = ("http", "https")


class Unreachable(Exception):
    """The document could not be read."""


class _NoRedirect(HTTPRedirectHandler):
    """A listed server must not send us to another one."""

    def redirect_request(self, req: Request, fp: IO[bytes], code: int, msg: str, headers: http.client.HTTPMessage, newurl: str) -> None:
        """Refuse to go on."""


class Fetcher:
    """Reads documents below the listed addresses."""

    def __init__(self, listed: Sequence[str], max_size: int, timeout: int = TIMEOUT) -> None:
        self._listed = tuple(map(urlsplit, listed))
        self._max_size = max_size
        self._timeout = timeout
        self._opener = _opener()

    def allows(self, address: str) -> bool:
        """Return whether ``address`` is on the site's list: same scheme, same server, below the same path."""
        try:
            asked = urlsplit(address)
            return ".." not in unquote(asked.path) and any(_below(asked, listed) for listed in self._listed)
        except ValueError:
            return False

    def fetch(self, address: str) -> bytes:
        """Return the bytes at ``address``, which must be allowed.

        Raises:
            Unreachable: no answer in time, another answer than 200, or too many bytes.
        """
        try:
            # Only what `allows` accepted comes here: http or https on a listed server.
            with self._opener.open(Request(address), timeout=self._timeout) as answer:  # noqa: S310
                content: bytes = answer.read(self._max_size + 1)
        except (URLError, OSError, http.client.HTTPException, ValueError) as error:
            raise Unreachable(type(error).__name__) from error
        if len(content) > self._max_size:
            raise Unreachable("too large")
        return content


def listed_complaint(addresses: Sequence[str]) -> str:
    """Return a French sentence on the first address that cannot be on the list, empty when all can."""
    for address in addresses:
        try:
            parts = urlsplit(address)
            fine = parts.scheme in SCHEMES and parts.hostname and parts.path.endswith("/") and not (parts.query or parts.username)
        except ValueError:
            fine = False
        if not fine:
            return f"« {address} » : il faut une adresse complète finie par « / » (exemple : https://labo.exemple.nc/documents/)."
    return ""


def _below(asked: SplitResult, listed: SplitResult) -> bool:
    return _server(asked) == _server(listed) and asked.path.startswith(listed.path)


def _server(parts: SplitResult) -> tuple[str | int | None, ...]:
    return parts.scheme, parts.hostname, parts.port, parts.username


def _opener() -> OpenerDirector:
    return build_opener(ProxyHandler({}), HTTPHandler(), HTTPSHandler(), _NoRedirect())
