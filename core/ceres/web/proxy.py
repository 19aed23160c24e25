"""Believes the forwarding headers of the declared proxies, and of nobody else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

Address = IPv4Address | IPv6Address

FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO", "HTTP_X_FORWARDED_HOST", "HTTP_X_FORWARDED_PORT", "HTTP_FORWARDED")
SCHEMES = ("http", "https")


class TrustedProxies:
    """WSGI layer around the portal: the rest of it may trust ``REMOTE_ADDR`` and the scheme.

    The headers are removed in any case: WebOb's ``client_addr`` would believe them from anybody.
    """

    def __init__(self, application: WSGIApplication, proxies: Iterable[str]) -> None:
        """Wrap ``application``; ``proxies`` are addresses or networks (CIDR)."""
        self._application = application
        self._proxies = tuple(ip_network(proxy) for proxy in proxies)

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Correct ``environ``, then let the portal answer."""
        headers = {name: environ.pop(name, "") for name in FORWARDED}
        peer = address(environ.get("REMOTE_ADDR", ""))
        if peer is not None and self._trusts(peer):
            environ["REMOTE_ADDR"] = str(self._client(peer, headers["HTTP_X_FORWARDED_FOR"].split(",")))
            environ["wsgi.url_scheme"] = _scheme(headers["HTTP_X_FORWARDED_PROTO"], environ["wsgi.url_scheme"])
        return self._application(environ, start_response)

    def _client(self, peer: Address, hops: Sequence[str]) -> Address:
        """Return the last address that is not one of ours; what stands left of it was written by anybody."""
        for hop in reversed(hops):
            found = address(hop)
            if found is None:
                return peer
            peer = found
            if not self._trusts(found):
                return found
        return peer

    def _trusts(self, found: Address) -> bool:
        return any(found in network for network in self._proxies)


def address(text: str) -> Address | None:
    """Return the address in ``text`` (a port or brackets may stand around it), None when there is none."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        found = ip_address(text)
    except ValueError:
        return None
    mapped = found.ipv4_mapped if isinstance(found, IPv6Address) else None
    return mapped or found


def _scheme(forwarded: str, own: str) -> str:
    last = forwarded.rpartition(",")[2].strip().lower()
    return last if last in SCHEMES else own
