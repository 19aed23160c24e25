"""The pages as the site has them: read by everybody, written by the administration, every version kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from ceres.audit.entry import AuditEntry
from ceres.content.catalogue import TITLES, UnknownPage, is_shipped, shipped_text
from ceres.content.models import ContentPage
from ceres.i18n import LANGUAGES, SOURCE_LANGUAGE

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.audit.log import Record
    from ceres.web.request import Request

LONGEST = 50_000  # characters
SHIPPED = 0  # number of the text that is shipped


class PageRefused(Exception):
    """The text is not kept; nothing was written. ``str()`` is the French sentence for the person."""


class BadPage(PageRefused):
    """The text is empty or too long."""

    def __init__(self) -> None:
        super().__init__("Le texte d’une page comporte de 1 à 50 000 caractères.")


class ChangedMeanwhile(PageRefused):
    """Somebody else wrote a version since the text was opened."""

    def __init__(self) -> None:
        super().__init__("Quelqu’un a modifié cette page entre-temps : reprenez vos changements dans la version actuelle.")


@dataclass(frozen=True, slots=True)
class PageVersion:
    """One version of a page."""

    slug: str
    language: str
    number: int
    text: str
    written_at: datetime | None  # None: shipped with the portal
    written_by: str
    restores: int | None

    @property
    def is_own(self) -> bool:
        """Whether it is a text in its language; a language that the site adds has none before somebody writes it."""
        return is_shipped(self.slug, self.language) or SHIPPED not in (self.number, self.restores)


class ContentPages:
    """Reads the pages, in the languages of a site."""

    def __init__(self, db: Session, languages: Iterable[str] = LANGUAGES) -> None:
        self._db = db
        self._languages = tuple(languages)

    def shown(self, slug: str, languages: Sequence[str]) -> PageVersion:
        """Return the version in force in the first of these languages that has a text; raises UnknownPage."""
        found = (self.current(slug, language) for language in languages)
        return next((each for each in found if each.is_own), self.current(slug, SOURCE_LANGUAGE))

    def current(self, slug: str, language: str) -> PageVersion:
        """Return the version in force; raises UnknownPage."""
        return self.history(slug, language, limit=1)[0]

    def every(self) -> Sequence[PageVersion]:
        """Return the version in force of each page in each language."""
        return [self.current(slug, language) for slug in TITLES for language in self._languages]

    def history(self, slug: str, language: str, limit: int | None = None) -> Sequence[PageVersion]:
        """Return the versions, the newest first, the text that is shipped last; raises UnknownPage."""
        if slug not in TITLES or language not in self._languages:
            raise UnknownPage
        page = ContentPage
        newest = select(page).where(page.slug == slug, page.language == language).order_by(page.number.desc()).limit(limit)
        shipped = PageVersion(slug, language, SHIPPED, shipped_text(slug, language), None, "", None)
        return [*map(_version, self._db.scalars(newest)), shipped]


class PageDesk(ContentPages):
    """Writes the pages for somebody of the administration; each act is traced."""

    def __init__(self, db: Session, record: Record, login: str, now: datetime, languages: Iterable[str] = LANGUAGES) -> None:
        super().__init__(db, languages)
        self._record = record
        self._login = login
        self._now = now

    @classmethod
    def for_request(cls, request: Request) -> PageDesk:
        """Return the desk of the signed-in account."""
        login = request.identity.login if request.identity else ""
        return cls(request.db, request.trail.record, login, request.now, request.languages)

    def write(self, slug: str, language: str, text: str, base: int) -> PageVersion:
        """Put a text in force; ``base`` is the number of the version that it changes.

        Raises:
            UnknownPage: there is no such page.
            BadPage: the text is empty or too long.
            ChangedMeanwhile: ``base`` is not in force any more.
        """
        tidied = "\n".join(line.rstrip() for line in text.replace("\r\n", "\n").strip().split("\n")) + "\n"
        if not tidied.strip() or len(tidied) > LONGEST or "\0" in tidied:
            raise BadPage
        return self._add(slug, language, tidied, base, None)

    def restore(self, slug: str, language: str, number: int, base: int) -> PageVersion:
        """Put the text of an earlier version in force again; raises like `write`."""
        found = next((each for each in self.history(slug, language) if each.number == number), None)
        if found is None:
            raise ChangedMeanwhile
        return self._add(slug, language, found.text, base, number)

    def _add(self, slug: str, language: str, text: str, base: int, restores: int | None) -> PageVersion:
        if self.current(slug, language).number != base:
            raise ChangedMeanwhile
        row = ContentPage(slug=slug, language=language, number=base + 1, text=text, written_at=self._now, written_by=self._login)
        row.restores = restores
        try:
            with self._db.begin_nested():
                self._db.add(row)
        except IntegrityError:
            raise ChangedMeanwhile from None
        self._record(_entry(row))
        return _version(row)


def _version(row: ContentPage) -> PageVersion:
    return PageVersion(row.slug, row.language, row.number, row.text, row.written_at, row.written_by, row.restores)


def _entry(row: ContentPage) -> AuditEntry:
    action = "page.write" if row.restores is None else "page.restore"
    detail = {"version": row.number} | ({} if row.restores is None else {"restores": row.restores})
    return AuditEntry(action, object_type="page", object_id=f"{row.slug}.{row.language}", detail=detail)
