"""Windows of a browser on the test site, and everything that goes wrong in them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from browser_sights import VISITOR

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from browser_sights import Sight

WEIGHT = "page weight"
"""Name of the property of a test that tells what a page weighs."""


@dataclass
class Visit:
    """One browser window, and everything that went wrong in it."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)
    requested: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", lambda request: self.requested.append(request.url))

    def _console(self, message: Any) -> None:
        # The browser also reports the status of an error page, which is what was asked for.
        if message.type in {"error", "warning"} and "status of" not in message.text:
            self.complaints.append(message.text)

    def open(self, path: str) -> Page:
        """Open a page of the site."""
        self.page.goto(path)
        return self.page

    def show(self, sight: Sight) -> Page:
        """Lead the window to one of the pages."""
        self.open(sight.path)
        sight.lead(self.page)
        return self.page

    @property
    def elsewhere(self) -> list[str]:
        """Requests to anywhere but the site (the PDF viewer is the browser's own)."""
        return [url for url in self.requested if not url.startswith((self.address, "chrome-extension://", "chrome://"))]


class Windows:
    """Opens windows; ``sign_in`` opens a session for somebody of a role and returns its cookie."""

    def __init__(self, browser: Browser, address: str, sign_in: Callable[[str], str]) -> None:
        self._browser = browser
        self._address = address
        self._sign_in = sign_in
        self._tokens: dict[str, str] = {}
        self._open: list[BrowserContext] = []

    def new(self, width: int = 1280, *, who: str = VISITOR, mobile: bool = False, **options: Any) -> Visit:
        """Open a window in which somebody is signed in, or nobody."""
        context = self._browser.new_context(
            base_url=self._address, viewport={"width": width, "height": 900}, **{"locale": "fr-FR", **options}
        )
        self._open.append(context)
        cookies = ({"ceres": self._token(who)} if who else {}) | ({"ceres_display": "mobile"} if mobile else {})
        if cookies:
            context.add_cookies([{"name": name, "value": value, "url": self._address} for name, value in cookies.items()])
        return Visit(context.new_page(), self._address)

    def close(self) -> None:
        """Close every window."""
        while self._open:
            self._open.pop().close()

    def _token(self, who: str) -> str:
        if who not in self._tokens:
            self._tokens[who] = self._sign_in(who)
        return self._tokens[who]
