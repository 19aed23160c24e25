"""Who may do what: the table of permissions, narrowed by every veto."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pyramid.request import RequestLocalCache
from pyramid.security import Allowed

if TYPE_CHECKING:
    from ceres.security.grants import Grants
    from ceres.security.identity import Identity
    from ceres.web.request import Request

IdentityLoader = Callable[["Request"], "Identity | None"]
IDENTITY_LOADER = "ceres.identity_loader"
"""Registry key of the `IdentityLoader`: sessions, a layer above, put theirs there."""


ANONYMOUS = "anonymous"
NOT_GRANTED = "permission"


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why the policy said no; false, as Pyramid expects of a denial."""

    reason: str  # stable code for the journal
    permission: str
    message: str = ""  # translated sentence for the person, from the plugin that refused

    @property
    def anonymous(self) -> bool:
        """Whether nobody was signed in."""
        return self.reason == ANONYMOUS

    def __bool__(self) -> bool:
        return False


class SecurityPolicy:
    """Pyramid's security policy."""

    def __init__(self, grants: Grants) -> None:
        self._grants = grants
        self._identities: RequestLocalCache[Identity | None] = RequestLocalCache()

    def identity(self, request: Request) -> Identity | None:
        """Return who is signed in; loaded once a request."""
        identity: Identity | None = self._identities.get_or_create(request, self._load)
        return identity

    def authenticated_userid(self, request: Request) -> str | None:
        """Return the login."""
        identity = self.identity(request)
        return None if identity is None else identity.login

    def permits(self, request: Request, context: object, permission: str) -> Allowed | Refusal:
        """Answer from the table, then ask the plugins, which can only refuse; one that fails refuses."""
        identity = self.identity(request)
        if identity is None:
            return Refusal(ANONYMOUS, permission)
        if not self._grants.hold(identity.roles, permission, request.hooks.enabled):
            return Refusal(NOT_GRANTED, permission)
        denial = request.hooks.veto(request, permission, context)
        if denial is not None:
            return Refusal(denial.reason, permission, denial.message)
        return Allowed("%s (%s)", "granted", permission)

    def remember(self, request: Request, userid: str, **kw: Any) -> list[tuple[str, str]]:
        """Do nothing: sessions are opened by the log-in service."""
        return []

    def forget(self, request: Request, **kw: Any) -> list[tuple[str, str]]:
        """Do nothing: sessions are ended by the log-out service."""
        return []

    def _load(self, request: Request) -> Identity | None:
        loader: IdentityLoader | None = request.registry.get(IDENTITY_LOADER)
        try:
            return loader(request) if loader else None
        except Exception:
            # The error page asks again: for it, nobody is signed in.
            self._identities.set(request, None)
            raise
