"""What a plugin adds to the portal, piece by piece: asked of its hooks, as the pages themselves ask them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ceres.accounts.models import Account

if TYPE_CHECKING:
    from ceres.plugins.host import PluginHost
    from ceres.web.request import Request

HOOKS: Mapping[str, Callable[[Any], str] | None] = {
    "ceres_search_tabs": lambda tab: str(tab.label),
    "ceres_batch_actions": lambda action: str(action.label),
    "ceres_announcements": None,
    "ceres_slot": None,
    "ceres_profile_panels": lambda panel: str(panel.title),
    "ceres_notification_channels": lambda channel: str(channel.title),
    "ceres_veto": None,
    "ceres_admin_pages": lambda page: str(page.title),
    "ceres_jobs": lambda job: str(job.title),
    "ceres_on_report_published": None,
    "ceres_audit_sink": None,
    "ceres_commands": lambda command: f"ceres {command.command.name}",
    "ceres_health_checks": lambda check: str(check.name),
}
"""What people get from each hook, those that most people see first: the name of each thing that it gives.

Without a name, it is told only that the plugin has the hook: what it gives depends on whom, or on what arrives.
"""


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that a plugin adds."""

    hook: str
    label: str = ""  # translated; empty when it is not told one by one


def pieces(request: Request, name: str) -> tuple[Piece, ...]:
    """Return what the loaded plugin ``name`` adds, whether it is on or off; one that fails adds nothing, and is counted."""
    return tuple(_pieces(request, request.registry["ceres.site"].plugins, name))


def _pieces(request: Request, plugins: PluginHost, name: str) -> Iterator[Piece]:
    implemented, hooks = plugins.implemented(name), plugins.bind(frozenset({name}))
    account = _account(request)
    for hook, label in HOOKS.items():
        nobodys = hook == "ceres_profile_panels" and account is None
        if hook in implemented and (label is None or nobodys):
            yield Piece(hook)
        elif hook in implemented and label is not None:
            for each in hooks.collect(hook, request=request, account=account):
                yield Piece(hook, request.translate(label(each)) or name)


def _account(request: Request) -> Account | None:
    return request.db.get(Account, request.identity.account_id) if request.identity else None
