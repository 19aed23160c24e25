"""What a service needs that checks a password and counts the failures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy.orm import Session

    from ceres.audit.log import Record
    from ceres.config.settings import SecuritySettings
    from ceres.db.engine import Database
    from ceres.security.passwords import Passwords
    from ceres.web.request import Request


class PasswordCheck:
    """A check of a password: attempts are counted through ``database`` on their own, all else is in ``db``, the request's transaction."""

    def __init__(
        self, database: Database, db: Session, passwords: Passwords, limits: SecuritySettings, record: Record, now: datetime
    ) -> None:
        self._database = database
        self._db = db
        self._passwords = passwords
        self._limits = limits
        self._record = record
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> Self:
        """Return the check of this request."""
        passwords = request.registry["ceres.passwords"]
        return cls(request.database, request.db, passwords, request.settings.security, request.trail.record, request.now)
