"""The stick to measure the portal by: a bare Pyramid + SQLAlchemy + pyramid_tm application on the portal's own database and server.

It checks the session on each request, selects columns (no entities), shows 25 rows with the columns and the marks of the portal's list, and
writes the trace of a document durably before its first byte. It has no plugins, languages, branding, panel, counts, error pages or rights
beyond the mandate: what any application of this kind does, and no more.

    python benchmarks/stick.py DATABASE_URL FOLDER_OF_DOCUMENTS [PORT]
"""

from __future__ import annotations

import hashlib
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyramid_tm
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPForbidden, HTTPNotFound
from pyramid.response import FileIter, Response
from sqlalchemy import MetaData, Table, and_, create_engine, event, insert, or_, select
from sqlalchemy.orm import sessionmaker
from zope.sqlalchemy import register

from ceres.cli.server import Server, address_of, listen

TABLES = ("session", "account", "mandate", "delivery", "report", "report_version", "lab_order", "patient", "reading", "audit_event")
ROWS = 25
MAX_BODY = 1024 * 1024


class Stick:
    """The views."""

    def __init__(self, url: str, documents: Path) -> None:
        self._engine = create_engine(url)
        if self._engine.dialect.name == "sqlite":
            event.listen(self._engine, "connect", prepare_sqlite)
        self._sessions = sessionmaker(self._engine)
        self._documents = documents
        metadata = MetaData()
        metadata.reflect(self._engine, only=TABLES)
        self._tables: dict[str, Table] = {name: metadata.tables[name] for name in TABLES}

    def db(self, request: Any) -> Any:
        """Return the session of a request, which ends with its transaction."""
        session = self._sessions()
        # Statements without entities do not tell that something was written: the trace would be rolled back.
        register(session, initial_state="changed", transaction_manager=request.tm)
        return session

    def account(self, request: Any) -> Any:
        """Return who is signed in; raises HTTPForbidden."""
        session, account = self._tables["session"].c, self._tables["account"].c
        token = hashlib.sha256(request.cookies.get("ceres", "").encode()).hexdigest()
        columns = (session.id.label("session_id"), session.public_id, account.id, account.login, account.name)
        found = request.db.execute(
            select(*columns)
            .join_from(self._tables["session"], self._tables["account"])
            .where(session.token_hash == token, session.ended_at.is_(None))
        ).first()
        if found is None:
            raise HTTPForbidden
        return found

    def latest(self, request: Any) -> dict[str, Any]:
        """Show the latest reports."""
        return self._shown(request)

    def following(self, request: Any) -> dict[str, Any]:
        """Show those after a report."""
        delivery = self._tables["delivery"].c
        at, report = request.matchdict["at"], int(request.matchdict["report"])
        moment = datetime.fromisoformat(at)
        return self._shown(request, or_(delivery.issued_at < moment, and_(delivery.issued_at == moment, delivery.report_id < report)))

    def search(self, request: Any) -> dict[str, Any]:
        """Show the reports of patients whose name begins with some letters."""
        delivery, letters = self._tables["delivery"].c, request.matchdict["letters"]
        return self._shown(request, delivery.patient_key >= letters, delivery.patient_key < letters + "\uffff")

    def document(self, request: Any) -> Response:
        """Send a document once its trace is written: `pyramid_tm` commits before the answer leaves."""
        version, report = self._tables["report_version"].c, self._tables["report"].c
        who = request.account
        found = request.db.execute(
            select(version.document_sha256, version.document_size, self._tables["delivery"].c.prescriber_id)
            .select_from(self._joined().join(self._tables["report_version"], version.report_id == report.id))
            .where(self._mine(who), report.public_id == request.matchdict["id"], version.number == report.current_version)
        ).first()
        if found is None:
            raise HTTPNotFound
        self._trace(request, who, found.prescriber_id)
        file = self._documents / found.document_sha256[:2] / found.document_sha256[2:4] / found.document_sha256
        wrap = request.environ.get("wsgi.file_wrapper", FileIter)
        response = Response(content_type="application/pdf", app_iter=wrap(file.open("rb"), 256 * 1024))
        response.content_length = found.document_size
        return response

    def _shown(self, request: Any, *conditions: Any) -> dict[str, Any]:
        who = request.account
        delivery, report, patient, reading = (self._tables[name].c for name in ("delivery", "report", "patient", "reading"))
        joined = self._joined().join(self._tables["lab_order"], report.order_id == self._tables["lab_order"].c.id)
        joined = joined.join(self._tables["patient"], self._tables["lab_order"].c.patient_id == patient.id)
        joined = joined.outerjoin(self._tables["reading"], and_(reading.report_id == report.id, reading.account_id == who.id))
        shown = (report.public_id, report.section, report.status, report.current_version, reading.version_seen)
        shown += (delivery.number, delivery.placer_reference, delivery.nip, delivery.issued_at, delivery.report_id)
        shown += (patient.family_name, patient.given_name, patient.birth_name, patient.birth_date)
        latest = (
            select(*shown)
            .select_from(joined)
            .where(self._mine(who), *conditions)
            .order_by(delivery.issued_at.desc(), delivery.report_id.desc())
        )
        rows = request.db.execute(latest.limit(ROWS + 1)).all()
        return {"rows": rows[:ROWS], "more": len(rows) > ROWS, "who": who}

    def _joined(self) -> Any:
        delivery, report = self._tables["delivery"].c, self._tables["report"].c
        return self._tables["delivery"].join(self._tables["report"], report.id == delivery.report_id)

    def _mine(self, who: Any) -> Any:
        # One prescriber an account: the index of the delivery is walked, nothing is sorted.
        mandate = self._tables["mandate"].c
        return (
            self._tables["delivery"].c.prescriber_id == select(mandate.prescriber_id).where(mandate.account_id == who.id).scalar_subquery()
        )

    def _trace(self, request: Any, who: Any, prescriber: int) -> None:
        columns = {"at": datetime.now(UTC).replace(tzinfo=None), "action": "report.read", "outcome": "success", "account_id": who.id}
        columns |= {"login": who.login, "prescriber_id": prescriber, "object_type": "report", "object_id": request.matchdict["id"]}
        columns |= {"detail": {}, "ip": request.remote_addr, "session_id": who.public_id, "request_id": ""}
        content = json.dumps({**columns, "at": str(columns["at"])}, sort_keys=True)
        request.db.execute(insert(self._tables["audit_event"]).values(**columns, content_hash=hashlib.sha256(content.encode()).hexdigest()))


def make_app(url: str, documents: Path) -> Any:
    """Return the stick as a WSGI application."""
    stick = Stick(url, documents)
    settings = {"tm.manager_hook": pyramid_tm.explicit_manager, "jinja2.trim_blocks": True, "jinja2.lstrip_blocks": True}
    config = Configurator(settings=settings)
    config.include("pyramid_tm")
    config.include("pyramid_jinja2")
    config.add_jinja2_search_path(str(Path(__file__).parent))
    config.add_request_method(stick.db, "db", reify=True)
    config.add_request_method(stick.account, "account", reify=True)
    views = {"/results": stick.latest, "/following/{at}/{report}": stick.following, "/search/{letters}": stick.search}
    for address, view in views.items():
        config.add_route(address, address)
        config.add_view(lambda request, view=view: view(request), route_name=address, renderer="stick.jinja2")
    config.add_route("document", "/reports/{id}.pdf")
    config.add_view(lambda request: stick.document(request), route_name="document")
    return config.make_wsgi_app()


def prepare_sqlite(connection: Any, _record: object) -> None:
    """Be as durable as the portal is."""
    for pragma in ("busy_timeout=15000", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def main() -> None:
    """Serve until told to stop."""
    url, documents, port = [*sys.argv[1:], "0"][:3]
    listener = listen("127.0.0.1", int(port))
    server = Server(make_app(url, Path(documents)), listener, max_body=MAX_BODY)
    print(f"listening on {address_of(listener)}", file=sys.stderr, flush=True)
    server.run()


if __name__ == "__main__":
    main()
