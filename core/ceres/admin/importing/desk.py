"""The import of accounts as the pages do it: what it would do, then exactly that."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from ceres.accounts.importing.reading import read_file
from ceres.admin.account_desk import AccountDesk
from ceres.admin.importing.applying import Importer, Services
from ceres.admin.importing.planning import Planner

if TYPE_CHECKING:
    from datetime import datetime, tzinfo

    from sqlalchemy.orm import Session

    from ceres.admin.importing.plan import Plan
    from ceres.web.request import Request


class PlanChanged(Exception):
    """The site changed since the plan was shown: it is to be looked at again."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan.file_hash)
        self.plan = plan


def plan_file(db: Session, data: bytes, zone: tzinfo, now: datetime) -> Plan:
    """Return what importing a file would do; raises UnreadableFile."""
    return Planner(db, zone, now).plan(hashlib.sha256(data).hexdigest(), read_file(data))


class ImportDesk:
    """The import of one request."""

    def __init__(self, request: Request) -> None:
        self._request = request

    def plan(self, data: bytes) -> Plan:
        """Return what would be done; nobody waits for it and nothing is written. Raises UnreadableFile."""
        request = self._request
        with request.database.read() as db:
            return plan_file(db, data, request.zone, request.now)

    def run(self, data: bytes, seal: str) -> Plan:
        """Do what the plan of this seal says.

        Raises:
            UnreadableFile: it is not the file that was shown.
            PlanChanged: the same file would do something else now.
        """
        request, desk = self._request, AccountDesk.for_request(self._request)
        services = Services(desk.accounts, desk.mandates, desk.changes, desk.invitations)
        welcome = desk.invitations.invitation if desk.invitations.possible else None
        importer = Importer(request.db, services, welcome, request.trail.record, request.now)
        importer.prepare(_expected(self.plan(data), seal))  # before request.db is used: nobody waits for letters to be written
        plan = _expected(plan_file(request.db, data, request.zone, request.now), seal)
        importer.apply(plan)
        return plan


def _expected(plan: Plan, seal: str) -> Plan:
    if plan.seal != seal:
        raise PlanChanged(plan)
    return plan
