"""Where to go after log-in: a page of this site, and nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

LONGEST = 500  # characters
NOT_PAGES = ("/login", "/logout")


def local_path(address: str) -> str:
    """Return ``address`` when it is a path of this site that one can come back to, else nothing.

    Browsers read « //other », « /\\other » and « /<tab>/other » as another site.
    """
    if not address.startswith("/") or address.startswith("//") or len(address) > LONGEST:
        return ""
    if "\\" in address or not (address.isascii() and address.isprintable()) or " " in address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc or parts.path in NOT_PAGES else address
