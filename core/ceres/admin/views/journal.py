"""« Journal des accès »: who did what, filtered, page by page, as a file, and proved to be whole."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPBadRequest, HTTPNotFound, HTTPSeeOther
from pyramid.response import FileIter, Response

from ceres.admin.fhir import Observer
from ceres.admin.frame import framed, posted
from ceres.admin.journal import JournalDesk
from ceres.admin.journal_export import FORMATS
from ceres.admin.journal_form import JournalForm, journal_form, outcome_words
from ceres.admin.journal_proof import ProofDesk
from ceres.admin.journal_words import badge_values, detail_words, summary
from ceres.audit.actions import titles
from ceres.audit.entry import AuditEntry
from ceres.audit.models import Outcome
from ceres.db.wiring import commit_now
from ceres.reports.identity import signed_in

if TYPE_CHECKING:
    from ceres.web.request import Request

IN_MEMORY = 1024 * 1024  # bytes of an export before it goes to a temporary file
LONGEST_NUMBER = 18  # digits: what both databases can compare


def show(request: Request) -> dict[str, Any]:
    """Show one page; what is looked for comes in the form, never in the address: it may be a patient's number."""
    form = _form(request)
    wanted = form.wanted(request) if form.validate() else None
    page = JournalDesk(request.db).page(wanted, _number(request, "before"), _number(request, "after")) if wanted else None
    badge = _proof(request).badge()
    request.trail.record(AuditEntry("journal.read", detail={"criteria": sorted(name for name, value in form.data.items() if value)}))
    sums = {line.id: summary(request, line) for line in page.lines} if page else {}
    return framed(request, form=form, page=page, sums=sums, badge=badge, said=badge_values(request, badge), **_words(request))


def one(request: Request) -> dict[str, Any]:
    """Show everything about one event."""
    number = int(request.matchdict["number"])
    event = JournalDesk(request.db).one(number)
    if event is None:
        raise HTTPNotFound
    request.trail.record(AuditEntry("journal.read", object_type="event", object_id=str(number)))
    return framed(request, event=event, line=event.line, detail=detail_words(request, event.line), **_words(request))


def verify(request: Request) -> HTTPSeeOther:
    """Verify the chain at once, or have the worker do it when the journal is long."""
    desk = _proof(request)
    commit_now(request)  # nobody waits for this request's writing while the journal is read
    verdict = desk.verify(signed_in(request).login, lambda: request.now)
    if verdict is None:
        request.trail.record(AuditEntry("journal.verify", detail={"queued": True}))
    else:
        facts = {"events": verdict.events, "seals": verdict.seals, "breaks": len(verdict.breaks)}
        request.trail.record(AuditEntry("journal.verify", Outcome.SUCCESS if verdict.intact else Outcome.FAILURE, detail=facts))
    return HTTPSeeOther(request.route_path("admin.journal"))


def export(request: Request) -> Response:
    """Send all that is looked for as a file."""
    name = request.matchdict["format"]
    form, format_ = _form(request), FORMATS[name]
    if not form.validate():
        raise HTTPBadRequest
    site = request.registry["ceres.site"].settings.site
    # Written before it is sent: no database is held while somebody downloads.
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (the response closes it)
    format_.write(file, JournalDesk(request.db).every(form.wanted(request)), Observer(site.name, site.url))
    request.trail.record(AuditEntry("journal.export", detail={"format": name, "size": file.tell()}))
    disposition = f'attachment; filename="journal.{format_.ending}"'
    response = Response(content_type=format_.media_type, charset="utf-8", content_disposition=disposition)
    response.content_length = file.tell()
    file.seek(0)
    response.app_iter = FileIter(file)
    return response


def _proof(request: Request) -> ProofDesk:
    return ProofDesk(request.db, request.database, request.registry["ceres.site"].settings)


def _form(request: Request) -> JournalForm:
    return journal_form(request, {name: value for name, value in request.POST.items() if isinstance(value, str)})


def _number(request: Request, name: str) -> int | None:
    typed = posted(request, name)
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_NUMBER else None


def _words(request: Request) -> dict[str, Any]:
    return {"titles": titles(request.registry["ceres.site"].plugins), "outcomes": outcome_words(request)}
