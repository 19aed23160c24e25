"""The whole policy of one site: which roles hold a permission, the core's own and those that plugins declare."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ceres.plugins.loading import BrokenPlugin
from ceres.security.permissions import Role, roles_of

if TYPE_CHECKING:
    from ceres.plugins.host import PluginHost
    from ceres.plugins.permission import PluginPermission
    from ceres.web.request import Request

ACTION = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Granted:
    """A permission that a plugin declares."""

    plugin: str
    title: str  # French msgid
    roles: frozenset[Role]


class Grants:
    """Answers from two tables; nothing of them changes while the site runs, but for the plugins that are on."""

    def __init__(self, declared: Mapping[str, Granted]) -> None:
        self._declared = declared

    @classmethod
    def of(cls, plugins: PluginHost) -> Grants:
        """Return what the core and the plugins that are not blocked declare.

        Raises:
            BrokenPlugin: a name is not the plugin's to give, or no role of the portal holds the permission.
        """
        return cls(dict(_checked(plugins.declared("ceres_permissions"))))

    def known(self, permission: str) -> bool:
        """Tell whether anybody declares the permission."""
        return permission in self._declared or bool(roles_of(permission))

    def roles(self, permission: str) -> frozenset[Role]:
        """Return the roles that hold it, whether its plugin is on or off; none when nobody declares it."""
        declared = self._declared.get(permission)
        return declared.roles if declared else roles_of(permission)

    def hold(self, roles: frozenset[str], permission: str, enabled: frozenset[str]) -> bool:
        """Tell whether one of ``roles`` holds it while the plugins ``enabled`` are on."""
        declared = self._declared.get(permission)
        return (declared is None or declared.plugin in enabled) and not roles.isdisjoint(self.roles(permission))

    def of_plugin(self, name: str) -> Mapping[str, Granted]:
        """Return the permissions that a plugin declares, by name."""
        return {permission: each for permission, each in self._declared.items() if each.plugin == name}


def roles_holding(request: Request, permission: str) -> frozenset[Role]:
    """Return the roles that hold a permission, a plugin's included: what a veto goes by that guards those of a kind."""
    grants: Grants = request.registry["ceres.site"].grants
    return grants.roles(permission)


def _checked(declared: Mapping[str, Sequence[PluginPermission]]) -> Iterator[tuple[str, Granted]]:
    owners: dict[str, str] = {}
    for plugin, permissions in sorted(declared.items()):
        for each in permissions:
            if (owner := owners.setdefault(each.name, plugin)) != plugin:
                raise BrokenPlugin(plugin, f"il déclare le droit « {each.name} », que le module « {owner} » déclare aussi.")
            _check(plugin, each)
            yield each.name, Granted(plugin, each.title, frozenset(map(Role, each.roles)))


def _check(plugin: str, permission: PluginPermission) -> None:
    prefix, _, action = permission.name.partition(":")
    if prefix != plugin or not ACTION.fullmatch(action):
        example = f"« {plugin}:… » (minuscules, chiffres et traits d’union)"
        raise BrokenPlugin(plugin, f"son droit « {permission.name} » doit s’appeler {example}.")
    if not permission.roles or not {*Role}.issuperset(permission.roles):
        raise BrokenPlugin(plugin, f"son droit « {permission.name} » doit revenir à des rôles du portail ({', '.join(Role)}).")
