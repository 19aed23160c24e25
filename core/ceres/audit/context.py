"""Who acts in a request, and from where, as the journal names them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.audit.entry import AuditContext

if TYPE_CHECKING:
    from ceres.web.request import Request


def context_of(request: Request) -> AuditContext:
    """Return who acts; the address is the connection's own, never what a header claims (see ceres.web.proxy)."""
    identity = request.identity
    ip = request.remote_addr or ""
    if identity is None:
        return AuditContext(ip=ip, request_id=request.id)
    return AuditContext(identity.account_id, identity.login, ip, identity.session_public_id, request.id)
