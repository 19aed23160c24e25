"""Tabs named after a label of the site."""

from __future__ import annotations

from ceres.api import Request

SHORT = 10  # characters, on a phone


def by_label(request: Request, label: str) -> str:
    """Return the name of a tab: « Par NIP »."""
    return request.translate("Par ${label}", label=label)


def short(label: str) -> str:
    """Return what a phone has room for."""
    return label if len(label) <= SHORT else f"{label[: SHORT - 1].rstrip()}…"
