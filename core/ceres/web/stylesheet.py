"""The stylesheet: written in small files by subject, served as one."""

from __future__ import annotations

import gzip
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyramid.path import AssetResolver
from pyramid.response import Response

from ceres.web.static_files import content_hash, keep

if TYPE_CHECKING:
    from ceres.web.request import Request

PARTS = ("tokens", "base", "frame", "panel", "tabs", "forms", "notices", "table", "cards", "report", "login", "profile", "session", "print")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENT = re.compile(r"\n\s*")


class Stylesheet:
    """The parts joined in order, without comments; read again when one changes on disk."""

    def __init__(self, specs: Sequence[str]) -> None:
        self._files = [Path(AssetResolver(None).resolve(spec).abspath()) for spec in specs]
        self._made_at = 0
        self._css = self._packed = b""
        self._hash = ""

    @property
    def hash(self) -> str:
        """What stands for the content in its address."""
        self._refresh()
        return self._hash

    def response(self, request: Request, asked: str) -> Response:
        """Return the stylesheet, packed for browsers that unpack."""
        self._refresh()
        packed = "Accept-Encoding" in request.headers and bool(request.accept_encoding.acceptable_offers(["gzip"]))
        response = Response(body=self._packed if packed else self._css, content_type="text/css", charset="utf-8")
        response.vary = ("Accept-Encoding",)
        if packed:
            response.content_encoding = "gzip"
        keep(response, current=asked == self._hash)
        return response

    def _refresh(self) -> None:
        changed = max(file.stat().st_mtime_ns for file in self._files)
        if changed == self._made_at:
            return
        joined = "\n".join(file.read_text(encoding="utf-8") for file in self._files)
        self._css = INDENT.sub("\n", COMMENT.sub("", joined)).strip().encode()
        self._packed = gzip.compress(self._css, 9, mtime=0)
        self._hash = content_hash(self._css)
        self._made_at = changed


def serve_stylesheet(request: Request) -> Any:
    """Answer ``/static/style-<hash>.css``; an old page finds the stylesheet of today."""
    return request.registry["ceres.stylesheet"].response(request, request.matchdict["hash"])
