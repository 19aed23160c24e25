"""Demands for an account, sent to the site by people who have none."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from pyramid.i18n import TranslationStringFactory

from ceres.accounts.services import is_email
from ceres.audit.entry import AuditEntry
from ceres.audit.models import Outcome
from ceres.audit.text import REPLACEMENT, cleaned
from ceres.mail.mailer import Mailer
from ceres.recovery.letters import demand
from ceres.sessions.throttle import ACCESS, LoginThrottles, Throttled

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ceres.audit.log import Record
    from ceres.config.settings import Settings
    from ceres.db.engine import Database
    from ceres.web.request import Request

_ = TranslationStringFactory("ceres")

LENGTH = 200  # characters of one field
MISSING: str = _("Remplissez ce champ.")
UNUSABLE: str = _("Ce texte est trop long ou contient des caractères non autorisés.")
NO_ADDRESS = _("Ce n’est pas une adresse électronique (exemple : h.marchand@exemple.nc).")


@dataclass(frozen=True, slots=True)
class Demand:
    """Who asks for an account: what the guide wants to be told, and where to answer."""

    name: str
    structure: str
    place: str
    email: str

    def errors(self) -> Mapping[str, str]:
        """Return what is wrong with each field, as msgids."""
        found = {each.name: _error(getattr(self, each.name)) for each in fields(self)}
        if not found["email"] and not is_email(self.email):
            found["email"] = NO_ADDRESS
        return {name: error for name, error in found.items() if error}


class Demands:
    """Sends demands to the site's assistance; counted for each address, like log-ins."""

    def __init__(self, database: Database, mailer: Mailer, settings: Settings, record: Record, now: datetime) -> None:
        self._database = database
        self._mailer = mailer
        self._settings = settings
        self._record = record
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> Demands:
        """Return the service of this request."""
        return cls(request.database, Mailer.for_request(request), request.settings, request.trail.record, request.now)

    def send(self, wanted: Demand, ip: str) -> None:
        """Send a demand without errors.

        Raises:
            Throttled: too many came from this address.
        """
        try:
            with self._database.write() as db:
                LoginThrottles(db, self._settings.security, self._now, ACCESS).count(ip, ip)
        except Throttled:
            self._record(AuditEntry("account.request", Outcome.REFUSED, detail={"reason": "throttled"}))
            raise
        self._mailer.queue(demand(self._settings.site.support_email, wanted))
        self._record(AuditEntry("account.request"))


def _error(text: str) -> str:
    if not text:
        return MISSING
    return UNUSABLE if len(text) > LENGTH or REPLACEMENT in cleaned(text, LENGTH) else ""
