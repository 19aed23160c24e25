"""« Mon profil »: the panels of the plugins, each made on its own, so that one that fails costs only itself."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from ceres.accounts.models import Account
from ceres.plugins.contributions import Place, ProfilePanel
from ceres.reports.identity import signed_in
from ceres.web.pieces import render_piece

if TYPE_CHECKING:
    from ceres.web.request import Request

EMPTY: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Refused:
    """A form of the page that was not accepted: what is wrong with its fields, what was typed in them."""

    panel: str
    errors: Mapping[str, str]  # by field, translated
    given: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Piece:
    """One panel, made."""

    panel: ProfilePanel
    html: Markup


class ProfilePage:
    """The page, for the account of a request."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def show(self, refused: Refused | None = None) -> dict[str, Any]:
        """Return what the template needs."""
        pieces = self._pieces(refused)
        done = self._done([piece.panel for piece in pieces]) if refused is None else ""
        places = {place.value: [piece for piece in pieces if piece.panel.place is place] for place in Place}
        return {"places": places, "done": done, "refused": refused is not None}

    def _pieces(self, refused: Refused | None) -> list[Piece]:
        request = self._request
        account = request.db.get_one(Account, signed_in(request).account_id)
        found: dict[str, Piece] = {}
        for plugin, panel in request.hooks.collect_named("ceres_profile_panels", request=request, account=account):
            if panel.name not in found and (html := self._html(plugin, panel, refused)) is not None:
                found[panel.name] = Piece(panel, html)
        return list(found.values())

    def _html(self, plugin: str, panel: ProfilePanel, refused: Refused | None) -> Markup | None:
        concerns = refused is not None and refused.panel == panel.name
        values = {"errors": refused.errors, "given": refused.given} if refused and concerns else {"errors": EMPTY, "given": EMPTY}
        return render_piece(self._request, plugin, "ceres_profile_panels", panel.template, {"panel": panel, **values})

    def _done(self, panels: list[ProfilePanel]) -> str:
        key = self._request.GET.get("done", "")
        return next((panel.done[key] for panel in panels if key in panel.done), "")
