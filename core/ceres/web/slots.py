"""The slots of a page: named places that plugins fill, each piece made on its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceres.plugins.contributions import Slot, SlotPiece
from ceres.web.pieces import render_piece

if TYPE_CHECKING:
    from markupsafe import Markup

    from ceres.web.request import Request

HOOK = "ceres_slot"


@dataclass(frozen=True, slots=True)
class ShownPiece:
    """One piece, made."""

    piece: SlotPiece
    html: Markup


class Slots:
    """The slots of one request; a slot that a page shows twice, in the panel and in the menu, is filled once."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._made: dict[Slot, tuple[ShownPiece, ...]] = {}

    def shown(self, name: str, context: object = None) -> tuple[ShownPiece, ...]:
        """Return what stands in the slot; ``context`` is what the slot is about. ValueError when there is no such slot."""
        slot = Slot(name)
        if self._request.exception is not None:  # an error page asks nothing of what may be broken
            return ()
        if slot not in self._made:
            self._made[slot] = tuple(self._pieces(slot, context))
        return self._made[slot]

    def _pieces(self, slot: Slot, context: object) -> Iterator[ShownPiece]:
        request = self._request
        for plugin, piece in request.hooks.collect_named(HOOK, request=request, slot=slot, context=context):
            if (html := render_piece(request, plugin, HOOK, piece.template, {"piece": piece})) is not None:
                yield ShownPiece(piece, html)
