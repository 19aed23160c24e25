"""What a plugin declares of a permission of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ceres.security.permissions import Role


@dataclass(frozen=True, slots=True)
class PluginPermission:
    """A permission of a plugin's own, that its views ask for."""

    name: str  # "<plugin>:<action>"
    title: str  # French msgid
    roles: frozenset[Role]  # who holds it while the plugin is on
