"""The links in the letters about a change of address: opening one shows what it does, a button does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ceres.profile.email_change import EmailChanges, LinkExpired
from ceres.security.cookies import TOKEN
from ceres.web.typed import as_text

if TYPE_CHECKING:
    from ceres.web.request import Request


class EmailLinkView:
    """Both links; a programme that opens links in letters, as some mail servers do, changes nothing."""

    def __init__(self, request: Request) -> None:
        self.request = request
        key = as_text(request.params.get("key"))
        self.key = key if TOKEN.fullmatch(key) else ""
        self.changes = EmailChanges.for_request(request)

    def show(self) -> dict[str, Any]:
        """Show what the link does."""
        try:
            return self._page("form", pending=self.changes.behind(self.key))
        except LinkExpired:
            return self._page("expired")

    def confirm(self) -> dict[str, Any]:
        """Change the address."""
        try:
            self.changes.confirm(self.key)
        except LinkExpired:
            return self._page("expired")
        return self._page("done")

    def object(self) -> dict[str, Any]:
        """Drop the change."""
        try:
            self.changes.object(self.key)
        except LinkExpired:
            return self._page("expired")
        return self._page("done")

    def _page(self, step: str, **values: Any) -> dict[str, Any]:
        return {"step": step, "key": self.key, **values}
