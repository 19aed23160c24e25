"""« Importer des comptes »: a file, what it would do, and then exactly that."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from pyramid.response import Response

from ceres.accounts.importing.refusals import UnreadableFile
from ceres.accounts.refusals import AccountRefused
from ceres.admin.frame import confirmed, framed, posted
from ceres.admin.importing.carrying import packed, unpacked
from ceres.admin.importing.desk import ImportDesk, PlanChanged
from ceres.admin.importing.shown import model_titles, shown_plan, verdict_words
from ceres.recovery.invitations import can_invite
from ceres.web.downloads import content_disposition
from ceres.web.spreadsheet import write_spreadsheet
from ceres.web.uploads import uploaded

if TYPE_CHECKING:
    from ceres.admin.importing.plan import Plan
    from ceres.web.request import Request


class ImportView:
    """The two steps."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.desk = ImportDesk(request)

    def show(self) -> dict[str, Any]:
        """Ask for the file."""
        return self._page()

    def act(self) -> Any:
        """Show what the file would do, or do it."""
        return confirmed(self.request, self._run) if posted(self.request, "action") == "import" else self._check()

    def _check(self) -> dict[str, Any]:
        data = uploaded(self.request, "file")
        if not data:
            return self._page(error=self.request.translate("Choisissez un fichier."))
        try:
            return self._page(plan=self.desk.plan(data), carried=packed(data))
        except UnreadableFile as refused:
            return self._page(error=self.request.translate(refused.message))

    def _run(self) -> dict[str, Any]:
        request, carried = self.request, posted(self.request, "file")
        try:
            return self._page(plan=self.desk.run(unpacked(carried), posted(request, "seal")), done=True)
        except PlanChanged as changed:
            request.tm.doom()
            error = request.translate("Le site a changé entre-temps : voici ce que le fichier ferait maintenant.")
            return self._page(plan=changed.plan, carried=carried, error=error)
        except AccountRefused as refused:
            request.tm.doom()
            return self._page(error=request.translate(refused.message))

    def _page(self, *, plan: Plan | None = None, carried: str = "", error: str = "", done: bool = False) -> dict[str, Any]:
        request = self.request
        shown = shown_plan(request, plan) if plan else None
        words, invites = verdict_words(request, done=done), can_invite(request.settings)
        return framed(request, plan=plan, shown=shown, carried=carried, error=error, done=done, words=words, invites=invites)


def model(request: Request) -> Response:
    """Send an empty file with the titles of the columns, as spreadsheets open it."""
    text = io.StringIO(newline="")
    write_spreadsheet(text, [model_titles(request)])
    response = Response(body=text.getvalue().encode(), content_type="text/csv", charset="utf-8")
    response.headers["Content-Disposition"] = content_disposition(f"{request.translate('modele-comptes')}.csv", "attachment")
    return response
