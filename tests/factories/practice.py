"""A doctor whose reports have stored documents, and a colleague."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any
from zipfile import ZipFile

from sqlalchemy.orm import Session
from webtest import TestApp, TestResponse

from ceres.accounts.models import Account, Prescriber
from ceres.app import Site
from ceres.reports.models import Report
from factories.browsers import token
from factories.documents import make_pdf
from factories.people import add_account, add_mandate, add_prescriber
from factories.reports import add_report, add_version

ZIP, PRINT = "/x/export/zip", "/x/export/print"


@dataclass
class Practice:
    """Who reads, and a way to add what is read."""

    site: Site
    db: Session
    doctor: Account
    prescriber: Prescriber
    colleague: Prescriber

    def add(self, *documents: bytes, to: Prescriber | None = None, stored: bool = True, **values: Any) -> Report:
        """Add a report with these documents; without any, a small PDF that says its reference."""
        texts = documents or (make_pdf(f"compte rendu {values.get('reference', '')}"),)
        for document in texts if stored else ():
            self.site.documents.put(document)
        report = add_report(self.db, to or self.prescriber, documents=texts, **values)
        self.db.commit()
        return report

    def amend(self, report: Report, document: bytes) -> None:
        """Add a version."""
        self.site.documents.put(document)
        add_version(self.db, self.db.merge(report), document)
        self.db.commit()


def make_practice(site: Site, db: Session) -> Practice:
    """Add the people."""
    doctor, prescriber, colleague = add_account(db, "h.marchand"), add_prescriber(db, "DR1"), add_prescriber(db, "DR2")
    add_mandate(db, doctor, prescriber)
    db.commit()
    return Practice(site, db, doctor, prescriber, colleague)


def send_selection(browser: TestApp, *reports: Report | str, path: str = ZIP, **options: Any) -> TestResponse:
    """Send the form of the list with these boxes ticked."""
    fields = [("csrf_token", token(browser.get("/results"))), ("list", "/results")]
    ticked = [("report", each if isinstance(each, str) else each.public_id) for each in reports]
    return browser.post(path, [*fields, *ticked], **options)


def unpacked(answer: TestResponse) -> dict[str, bytes]:
    """Return the files of an archive."""
    with ZipFile(io.BytesIO(answer.body)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}
