"""Forwarding headers: believed from the declared proxies, from nobody else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from webob import Request

from ceres.web.proxy import FORWARDED, TrustedProxies, address

PROXIES = ("127.0.0.1", "10.0.0.0/8", "::1")


def seen(peer: str, proxies: tuple[str, ...] = PROXIES, **headers: str) -> Request:
    """Return the request as the portal sees it."""
    environ = Request.blank(
        "/", environ={"REMOTE_ADDR": peer}, headers={name.replace("_", "-"): value for name, value in headers.items()}
    ).environ
    TrustedProxies(lambda *_: [], proxies)(environ, lambda *_: lambda _: None)
    return Request(environ)


def test_a_declared_proxy_says_who_asks_and_how():
    request = seen("127.0.0.1", X_Forwarded_For="203.0.113.9", X_Forwarded_Proto="https")
    assert (request.client_addr, request.scheme) == ("203.0.113.9", "https")


def test_anybody_else_is_not_believed():
    request = seen("203.0.113.66", X_Forwarded_For="10.0.0.1", X_Forwarded_Proto="https", Forwarded="for=1.2.3.4")
    assert (request.client_addr, request.scheme) == ("203.0.113.66", "http")


def test_without_declared_proxies_nobody_is_believed():
    assert seen("127.0.0.1", (), X_Forwarded_For="203.0.113.9").client_addr == "127.0.0.1"


def test_what_a_client_wrote_before_the_proxy_is_not_believed():
    assert seen("127.0.0.1", X_Forwarded_For="1.1.1.1, 203.0.113.9").client_addr == "203.0.113.9"


def test_a_chain_of_declared_proxies_is_walked_back():
    assert seen("127.0.0.1", X_Forwarded_For="1.1.1.1, 203.0.113.9, 10.1.2.3").client_addr == "203.0.113.9"
    assert seen("127.0.0.1", X_Forwarded_For="10.9.9.9, 10.1.2.3").client_addr == "10.9.9.9"


@pytest.mark.parametrize("nonsense", ["unknown", "", "203.0.113.9.9", "<script>", "_hidden", "é"])
def test_nonsense_leaves_the_last_known_address(nonsense: str):
    assert seen("127.0.0.1", X_Forwarded_For=nonsense).client_addr == "127.0.0.1"
    assert seen("127.0.0.1", X_Forwarded_For=f"{nonsense}, 10.0.0.7").client_addr == "10.0.0.7"


def test_the_scheme_is_http_or_https():
    assert seen("127.0.0.1", X_Forwarded_Proto="javascript").scheme == "http"
    assert seen("127.0.0.1", X_Forwarded_Proto="http, HTTPS").scheme == "https"


def test_the_host_is_never_taken_from_a_header():
    assert seen("127.0.0.1", X_Forwarded_Host="evil.example").host == "localhost:80"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (" 203.0.113.9:4321 ", "203.0.113.9"),
        ("[2001:db8::7]:80", "2001:db8::7"),
        ("2001:db8::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "10.0.0.1"),
    ],
)
def test_addresses_in_all_their_spellings(text: str, found: str):
    assert str(address(text)) == found


@given(st.text(), st.text())
def test_headers_from_strangers_change_nothing_and_are_gone(forwarded: str, proto: str):
    environ = Request.blank("/", environ={"REMOTE_ADDR": "203.0.113.66"}).environ | {
        "HTTP_X_FORWARDED_FOR": forwarded,
        "HTTP_X_FORWARDED_PROTO": proto,
    }
    TrustedProxies(lambda *_: [], PROXIES)(environ, lambda *_: lambda _: None)
    assert (environ["REMOTE_ADDR"], environ["wsgi.url_scheme"]) == ("203.0.113.66", "http")
    assert not environ.keys() & set(FORWARDED)
