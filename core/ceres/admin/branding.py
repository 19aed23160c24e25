"""The look of the site as administrators change it: tried in a draft, put in force at once, every version kept."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from ceres.audit.entry import AuditEntry
from ceres.branding.logo import Logo
from ceres.branding.looks import FOLDER
from ceres.branding.models import DRAFT, BrandingDraft, BrandingLogo, BrandingVersion
from ceres.branding.rules import Problem, problems

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from ceres.audit.log import Record
    from ceres.web.request import Request

MARK_BYTES = 8
Said = Mapping[str, Any]


class LookRefused(Exception):
    """Nothing was written; ``str()`` is a French sentence."""


class BadLook(LookRefused):
    """Something in it is to be mended first."""

    def __init__(self, found: Sequence[Problem]) -> None:
        self.problems = tuple(found)
        super().__init__("\n".join(str(problem) for problem in found))


class PublishedMeanwhile(LookRefused):
    """Somebody else published a look since this one was begun."""

    def __init__(self) -> None:
        super().__init__("Quelqu’un a publié une apparence entre-temps : relisez-la avant de publier la vôtre.")


class UnknownLook(LookRefused):
    """There is no version of that number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"il n’y a pas de version {number} ; voir « ceres branding show ».")


@dataclass(frozen=True, slots=True)
class LookVersion:
    """One look that is, or was, in force."""

    number: int
    said: Said
    published_at: datetime | None = None  # None: the folder's
    published_by: str = ""
    restores: int | None = None


class BrandingDesk:
    """The acts of an administrator on the look; each one is traced."""

    def __init__(self, db: Session, record: Record, login: str, now: datetime, languages: Sequence[str]) -> None:
        self._db = db
        self._record = record
        self._login = login
        self._now = now
        self._languages = languages

    @classmethod
    def for_request(cls, request: Request) -> BrandingDesk:
        """Return the desk of the signed-in account."""
        login = request.identity.login if request.identity else ""
        return cls(request.db, request.trail.record, login, request.now, tuple(request.languages))

    def history(self) -> Sequence[LookVersion]:
        """Return the versions, the one in force first, the folder's last."""
        newest = self._db.scalars(select(BrandingVersion).order_by(BrandingVersion.number.desc()))
        return [*map(_version, newest), LookVersion(FOLDER, {})]

    def current(self) -> LookVersion:
        """Return what is in force."""
        row = self._db.scalar(select(BrandingVersion).order_by(BrandingVersion.number.desc()).limit(1))
        return _version(row) if row else LookVersion(FOLDER, {})

    def draft(self) -> Said | None:
        """Return what is being tried; None when nothing is."""
        row = self._db.get(BrandingDraft, DRAFT)
        return json.loads(row.said) if row else None

    def keep_logo(self, logo: Logo) -> str:
        """Keep a picture, and return its name for ``said["logo"]``."""
        if self._db.get(BrandingLogo, logo.name) is None:
            self._db.add(BrandingLogo(name=logo.name, content=logo.content))
        return logo.name

    def logo(self, name: str) -> bytes:
        """Return a picture that was kept."""
        return self._db.get_one(BrandingLogo, name).content

    def save(self, said: Said) -> None:
        """Keep a draft, which may hold a colour that cannot be published yet; raises BadLook."""
        self._check(said, tried=True)
        if said == self.draft() or (self.draft() is None and said == self.current().said):
            return
        self._db.merge(BrandingDraft(id=DRAFT, said=_json(said), saved_at=self._now, saved_by=self._login))
        self._db.flush()
        self._forget_logos()
        self._record(AuditEntry("branding.draft", object_type="branding", object_id="draft", detail=_detail(said)))

    def drop(self) -> None:
        """Forget the draft."""
        if self._forget_draft():
            self._record(AuditEntry("branding.drop", object_type="branding", object_id="draft"))

    def publish(self, said: Said, base: int) -> LookVersion:
        """Put a look in force; ``base`` is the number of the version that it changes.

        Raises:
            BadLook: something in it is to be mended.
            PublishedMeanwhile: ``base`` is not in force any more.
        """
        self._check(said, tried=False)
        return self._add(said, base, None)

    def restore(self, number: int, base: int) -> LookVersion:
        """Put an earlier look in force again; 0 is the folder's.

        Raises:
            UnknownLook: there is no such version.
            PublishedMeanwhile: ``base`` is not in force any more.
        """
        found = next((each for each in self.history() if each.number == number), None)
        if found is None:
            raise UnknownLook(number)
        return self._add(found.said, base, number)

    def _check(self, said: Said, *, tried: bool) -> None:
        if found := [problem for problem in problems(said, self._languages) if not (tried and problem.tried)]:
            raise BadLook(found)

    def _add(self, said: Said, base: int, restores: int | None) -> LookVersion:
        if self.current().number != base:
            raise PublishedMeanwhile
        row = BrandingVersion(number=base + 1, mark=secrets.token_hex(MARK_BYTES), said=_json(said), restores=restores)
        row.published_at, row.published_by = self._now, self._login
        try:
            with self._db.begin_nested():
                self._db.add(row)
        except IntegrityError:
            raise PublishedMeanwhile from None
        self._forget_draft()
        action = "branding.publish" if restores is None else "branding.restore"
        detail = _detail(said) | ({} if restores is None else {"restores": restores})
        self._record(AuditEntry(action, object_type="branding", object_id=str(row.number), detail=detail))
        return _version(row)

    def _forget_draft(self) -> bool:
        row = self._db.get(BrandingDraft, DRAFT)
        if row is None:
            return False
        self._db.delete(row)
        self._db.flush()
        self._forget_logos()
        return True

    def _forget_logos(self) -> None:
        """Forget the pictures that were tried and never published."""
        said = [*self._db.scalars(select(BrandingVersion.said)), *self._db.scalars(select(BrandingDraft.said))]
        used = {json.loads(each).get("logo", "") for each in said}
        self._db.execute(delete(BrandingLogo).where(BrandingLogo.name.not_in(used)))


def _version(row: BrandingVersion) -> LookVersion:
    return LookVersion(row.number, json.loads(row.said), row.published_at, row.published_by, row.restores)


def _json(said: Said) -> str:
    return json.dumps(dict(said), ensure_ascii=False, sort_keys=True)


def _detail(said: Said) -> dict[str, Any]:
    return {"keys": ", ".join(sorted(said))}
