"""The stylesheet: written in small files by subject, served as one.

It has two renditions: ``style``, and ``mobile`` in which the window always counts as narrow as a phone.
"""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pyramid.path import AssetResolver
from pyramid.response import Response

from ceres.branding.brand import COLOUR
from ceres.branding.colours import stylesheet as rules_of
from ceres.web.narrow import as_on_a_phone
from ceres.web.static_files import LOOK_AGAIN, content_hash, keep

if TYPE_CHECKING:
    from ceres.web.request import Request

PARTS = (
    *("tokens", "base", "frame", "panel", "tabs", "forms", "notices", "table", "filters", "cards", "selection"),
    *("report", "login", "profile", "session", "admin", "flow", "appearance", "print"),
)
MOST_COLOURS = 4
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
INDENT = re.compile(r"\n\s*")


class Stylesheet:
    """The parts joined in order, without comments; read again when one changes on disk, which it looks at once a second."""

    def __init__(
        self, specs: Sequence[str], site: str = "", render: Callable[[str], str] = str, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Serve the files ``specs``, then the rules of the ``site``, all of them as ``render`` returns them."""
        self._render = render
        self._clock = clock
        self._looked_at = -LOOK_AGAIN
        self._files = [Path(AssetResolver(None).resolve(spec).abspath()) for spec in specs]
        self._site = site
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
        # Every page names the stylesheet: its twenty files are looked at once a second.
        now = self._clock()
        if self._made_at and now - self._looked_at < LOOK_AGAIN:
            return
        self._looked_at = now
        changed = max(file.stat().st_mtime_ns for file in self._files)
        if changed == self._made_at:
            return
        joined = "\n".join([*(file.read_text(encoding="utf-8") for file in self._files), self._site])
        self._css = self._render(INDENT.sub("\n", COMMENT.sub("", joined)).strip()).encode()
        self._packed = gzip.compress(self._css, 9, mtime=0)
        self._hash = content_hash(self._css)
        self._made_at = changed


class Stylesheets:
    """The renditions of the stylesheet in each colour the site has had since the process began."""

    def __init__(self) -> None:
        self._made: dict[str, Mapping[str, Stylesheet]] = {}

    def of(self, colour: str) -> Mapping[str, Stylesheet]:
        """Return the renditions in a colour, by the word their address begins with."""
        if colour not in self._made:
            while len(self._made) >= MOST_COLOURS:
                self._made.pop(next(iter(self._made)), None)
            self._made[colour] = make_stylesheets("" if colour == COLOUR else f"{rules_of(colour)}:root {{ --letter: {colour}; }}")
        return self._made[colour]

    def find(self, layout: str, asked: str) -> Stylesheet | None:
        """Return the one of that hash, if this process has made it."""
        return next((each[layout] for each in tuple(self._made.values()) if each[layout].hash == asked), None)


def make_stylesheets(site: str = "") -> Mapping[str, Stylesheet]:
    """Return the renditions of the stylesheet and of the rules of the ``site``, by the word their address begins with."""
    specs = [f"ceres.web:static/css/{part}.css" for part in PARTS]
    return {"style": Stylesheet(specs, site), "mobile": Stylesheet(specs, site, as_on_a_phone)}


def address_of(request: Request, *, mobile: bool) -> str:
    """Return the address of the stylesheet as it is now."""
    layout = "mobile" if mobile else "style"
    made = request.registry["ceres.stylesheets"].of(request.brand.colour)
    return request.route_path("stylesheet", layout=layout, hash=made[layout].hash)


def serve_stylesheet(request: Request) -> Any:
    """Answer ``/static/style-<hash>.css``; an old page finds the stylesheet of today."""
    known: Stylesheets = request.registry["ceres.stylesheets"]
    layout, asked = request.matchdict["layout"], request.matchdict["hash"]
    stylesheet = known.find(layout, asked) or known.of(request.brand.colour)[layout]
    return stylesheet.response(request, asked)
