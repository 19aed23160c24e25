"""E-mail addresses as they may stand in a header and in a dialogue with a server."""

from __future__ import annotations

import re

from ceres.mail.errors import Undeliverable

LONGEST = 254  # characters (RFC 5321)
LOCAL = re.compile(r"(?=.{1,64}$)[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*", re.DOTALL)
DOMAIN = re.compile(r"[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")


def checked(address: str) -> str:
    """Return ``address`` as servers read it, its domain in ASCII.

    Nothing in it can end a header, begin another address or another command.

    Raises:
        Undeliverable: it is not one plain address.
    """
    local, _, domain = address.rpartition("@")
    try:
        ascii_domain = domain.encode("idna").decode("ascii")
    except UnicodeError:
        ascii_domain = ""
    if not (LOCAL.fullmatch(local) and DOMAIN.fullmatch(ascii_domain)) or len(address) > LONGEST:
        raise Undeliverable("l’adresse est mal formée")
    return f"{local}@{ascii_domain}"
