"""Calls of hooks: each plugin on its own, so that one that fails costs only its own contribution."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ceres.plugins.contributions import Denial
from ceres.plugins.failures import HookFailures
from ceres.plugins.fitness import fitting
from ceres.plugins.implementation import Implementation
from ceres.plugins.shield import shielded

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.web.request import Request

FAILED_VETO = Denial(reason="plugin-failure")


class Hooks:
    """The hooks of the plugins in ``enabled``; immutable, shared by all requests that see the same plugins."""

    def __init__(self, enabled: frozenset[str], calls: Mapping[str, tuple[Implementation, ...]], failures: HookFailures) -> None:
        self.enabled = enabled
        self._calls = calls
        self._failures = failures

    def collect(self, hook: str, **arguments: Any) -> tuple[Any, ...]:
        """Return what all plugins contribute, by ``order`` (where items have one), then by plugin name."""
        return tuple(item for _, item in self.collect_named(hook, **arguments))

    def collect_named(self, hook: str, **arguments: Any) -> tuple[tuple[str, Any], ...]:
        """Return the contributions like `collect`, each with the name of its plugin."""
        found = [piece for call in self._calls[hook] for piece in self._pieces(call, arguments)]
        return tuple((plugin, item) for _, plugin, item in sorted(found, key=lambda piece: piece[:2]))

    def react(self, db: Session, hook: str, **arguments: Any) -> None:
        """Let plugins add their rows to the transaction of ``db``; one that fails loses its own rows only."""
        for call in self._calls[hook]:
            try:
                with db.begin_nested():
                    call({"db": db, **arguments})
            except Exception as error:
                self._failures.note(call.plugin, hook, error)

    def implemented(self, hook: str) -> bool:
        """Tell whether any plugin that is on has this hook."""
        return bool(self._calls[hook])

    def tell(self, hook: str, **arguments: Any) -> None:
        """Tell plugins what happened, outside of any transaction; what one of them fails at costs nobody anything."""
        for call in self._calls[hook]:
            try:
                call(arguments)
            except Exception as error:
                self._failures.note(call.plugin, hook, error)

    def veto(self, request: Request, permission: str, context: object) -> Denial | None:
        """Return the first denial; a plugin that fails, or answers neither a denial nor None, denies."""
        arguments = {"request": request, "permission": permission, "context": context}
        for call in self._calls["ceres_veto"]:
            if (denial := self._opinion(call, arguments)) is not None:
                return denial
        return None

    def _pieces(self, call: Implementation, arguments: Mapping[str, Any]) -> list[tuple[int, str, Any]]:
        try:
            with shielded(arguments.get("request")):
                items = call.contributions(arguments)
            return [(int(getattr(item, "order", 0)), call.plugin, item) for item in items]
        except Exception as error:
            self._failures.note(call.plugin, call.hook, error)
            return []

    def _opinion(self, call: Implementation, arguments: Mapping[str, Any]) -> Denial | None:
        try:
            with shielded(arguments.get("request")):
                answer = call(arguments)
            return None if answer is None else fitting(answer, Denial)
        except Exception as error:
            self._failures.note(call.plugin, call.hook, error)
            return FAILED_VETO
