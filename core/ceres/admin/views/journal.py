"""« Journal des accès »: who did what, filtered, page by page, and as a file."""

from __future__ import annotations

from tempfile import SpooledTemporaryFile
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPBadRequest
from pyramid.response import FileIter, Response

from ceres.admin.frame import framed, posted
from ceres.admin.journal import JournalDesk
from ceres.admin.journal_export import FORMATS
from ceres.admin.journal_form import JournalForm, journal_form, outcome_words
from ceres.audit.actions import titles
from ceres.audit.entry import AuditEntry

if TYPE_CHECKING:
    from ceres.web.request import Request

IN_MEMORY = 1024 * 1024  # bytes of an export before it goes to a temporary file


def show(request: Request) -> dict[str, Any]:
    """Show one page; what is looked for comes in the form, never in the address: it may be a patient's number."""
    form = _form(request)
    before = posted(request, "before")
    wanted = form.wanted(request) if form.validate() else None
    page = JournalDesk(request.db).page(wanted, int(before) if before.isascii() and before.isdecimal() else None) if wanted else None
    request.trail.record(AuditEntry("journal.read", detail={"criteria": sorted(name for name, value in form.data.items() if value)}))
    names = titles(request.registry["ceres.site"].plugins)
    return framed(request, form=form, page=page, titles=names, outcomes=outcome_words(request))


def export(request: Request) -> Response:
    """Send all that is looked for as a file."""
    ending = request.matchdict["format"]
    form = _form(request)
    if not form.validate():
        raise HTTPBadRequest
    media_type, write = FORMATS[ending]
    # Written before it is sent: no database is held while somebody downloads.
    file = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 (the response closes it)
    write(file, JournalDesk(request.db).every(form.wanted(request)))
    request.trail.record(AuditEntry("journal.export", detail={"format": ending, "size": file.tell()}))
    response = Response(content_type=media_type, charset="utf-8", content_disposition=f'attachment; filename="journal.{ending}"')
    response.content_length = file.tell()
    file.seek(0)
    response.app_iter = FileIter(file)
    return response


def _form(request: Request) -> JournalForm:
    return journal_form(request, {name: value for name, value in request.POST.items() if isinstance(value, str)})
