"""Static files: a hash of the content in every address, so that browsers keep them for ever."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyramid.path import AssetResolver
from pyramid.static import static_view

if TYPE_CHECKING:
    from ceres.web.request import Request

HASH_LENGTH = 12  # hexadecimal digits
HASHED = re.compile(rf"(?P<stem>.+)-(?P<hash>[0-9a-f]{{{HASH_LENGTH}}})(?P<suffix>\.[a-z0-9]+)")
YEAR = 365 * 24 * 3600  # seconds
LOOK_AGAIN = 1.0  # seconds after which a file is looked at again


def content_hash(content: bytes) -> str:
    """Return what stands for ``content`` in an address."""
    return hashlib.sha256(content).hexdigest()[:HASH_LENGTH]


class HashInName:
    """Cache buster: « icons.svg » is linked as « icons-3f2a….svg »."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._known: dict[Path, tuple[int, str]] = {}
        self._named: dict[str, tuple[float, str]] = {}

    def __call__(self, request: Request, subpath: str, kw: dict[str, Any]) -> tuple[str, dict[str, Any]]:
        """Return the address of the file as it is now, or was less than a second ago: each page names several."""
        spec, now = kw["rawspec"], self._clock()
        known = self._named.get(spec)
        if known is None or now - known[0] >= LOOK_AGAIN:
            file = Path(AssetResolver(None).resolve(spec).abspath())
            known = self._named[spec] = (now, self.hash_of(file))
        stem, dot, suffix = subpath.rpartition(".")
        return f"{stem}-{known[1]}{dot}{suffix}", kw

    def hash_of(self, file: Path) -> str:
        """Hash a file, again only when it has changed."""
        changed = file.stat().st_mtime_ns
        known = self._known.get(file)
        if known is None or known[0] != changed:
            known = self._known[file] = (changed, content_hash(file.read_bytes()))
        return known[1]


class HashedStatic:
    """View deriver: static views, the plugins' too, find the file behind its hashed name."""

    def __init__(self, hashes: HashInName) -> None:
        self._hashes = hashes

    def __call__(self, view: Callable[..., Any], info: Any) -> Callable[..., Any]:
        """Return ``view`` itself unless it serves static files."""
        static = info.original_view
        if not isinstance(static, static_view):
            return view

        def served(context: Any, request: Any) -> Any:
            asked = without_hash(request)
            response = view(context, request)
            [(file, _encoding)] = static.get_possible_files(static.get_resource_name(request))
            keep(response, current=asked == self._hashes.hash_of(Path(file)))
            return response

        return served


def without_hash(request: Any) -> str:
    """Take the hash out of the name of the file asked for, and return it; empty when there is none."""
    named = HASHED.fullmatch(request.subpath[-1]) if request.subpath else None
    if named is None:
        return ""
    request.subpath = (*request.subpath[:-1], named["stem"] + named["suffix"])
    return named["hash"]


def keep(response: Any, *, current: bool) -> None:
    """Let caches keep an answer for ever; asked under an old name, or without a hash, it is checked each time."""
    response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable" if current else "no-cache"
    response.headers.pop("Expires", None)
