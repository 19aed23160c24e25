"""One plugin's function for one hook, and what it must hand over."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ceres.plugins.contributions import (
    AdminPage,
    Announcement,
    AuditAction,
    BatchAction,
    Command,
    HealthCheck,
    Job,
    NotificationChannel,
    ProfilePanel,
    SearchTab,
    Setting,
    SlotPiece,
    SwitchEffect,
)
from ceres.plugins.fitness import fitting
from ceres.plugins.permission import PluginPermission

CONTRIBUTIONS: Mapping[str, type] = {
    "ceres_settings": Setting,
    "ceres_permissions": PluginPermission,
    "ceres_audit_actions": AuditAction,
    "ceres_commands": Command,
    "ceres_health_checks": HealthCheck,
    "ceres_search_tabs": SearchTab,
    "ceres_profile_panels": ProfilePanel,
    "ceres_jobs": Job,
    "ceres_notification_channels": NotificationChannel,
    "ceres_batch_actions": BatchAction,
    "ceres_announcements": Announcement,
    "ceres_admin_pages": AdminPage,
    "ceres_slot": SlotPiece,
    "ceres_switch_effects": SwitchEffect,
}
"""What each collecting hook returns a sequence of."""

TRACE_WIDTH = 300


@dataclass(frozen=True, slots=True)
class Implementation:
    """One plugin's function for one hook; ``traced`` prints each call on stderr."""

    plugin: str
    hook: str
    function: Callable[..., Any]
    argnames: tuple[str, ...]
    traced: bool = False

    def __call__(self, arguments: Mapping[str, Any]) -> Any:
        """Call the function with those of ``arguments`` it asks for."""
        wanted = {name: arguments[name] for name in self.argnames}
        return self._traced_call(wanted) if self.traced else self.function(**wanted)

    def contributions(self, arguments: Mapping[str, Any]) -> tuple[Any, ...]:
        """Call a collecting hook; WrongContribution when an item is not what the hook asks for."""
        return tuple(fitting(item, CONTRIBUTIONS[self.hook]) for item in self(arguments) or ())

    def _traced_call(self, arguments: Mapping[str, Any]) -> Any:
        # Arguments by type only: they may hold personal data.
        call = f"{self.plugin}: {self.hook}({', '.join(f'{name}={type(value).__name__}' for name, value in arguments.items())})"
        try:
            answer = self.function(**arguments)
        except Exception as error:
            print(f"{call} raised {type(error).__name__}", file=sys.stderr)
            raise
        print(f"{call} -> {repr(answer)[:TRACE_WIDTH]}", file=sys.stderr)
        return answer
