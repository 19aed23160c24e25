"""The look that is in force: the folder's under what was published last; each process learns of a new one by its mark."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from ceres.branding.brand import Brand
from ceres.branding.folder import Branding, read_branding
from ceres.branding.models import BrandingVersion

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement

    from ceres.config.settings import Settings, SiteSettings
    from ceres.db.engine import Database

FOLDER = 0  # number of the look of the folder


@dataclass(frozen=True, slots=True)
class Look:
    """One look of the site."""

    number: int
    said: Mapping[str, Any]  # what was published over the folder
    branding: Branding
    brands: Mapping[str, Brand]  # by language, before translation


def mark_column() -> ColumnElement[str | None]:
    """Return the mark of the look in force, for a statement about something else; None is the folder's."""
    newest = select(BrandingVersion.mark).order_by(BrandingVersion.number.desc()).limit(1)
    return newest.scalar_subquery().label("look")


class Looks:
    """The looks of one site, in one process."""

    def __init__(self, site: SiteSettings, folder: Branding, database: Database) -> None:
        self._site = site
        self._database = database
        self.folder = folder
        self._folder = self.made_of({}, FOLDER)
        self._known = "", self._folder

    @classmethod
    def of_site(cls, settings: Settings, database: Database) -> Looks:
        """Return the looks of a site; raises ConfigError when its folder is not right."""
        return cls(settings.site, read_branding(settings.site.branding), database)

    def marked(self, mark: str | None) -> Look:
        """Return the look of that mark, read once for each process."""
        if mark is None:
            return self._folder
        if self._known[0] != mark:
            with self._database.read() as db:
                row = db.scalars(select(BrandingVersion).where(BrandingVersion.mark == mark)).one()
            self._known = mark, self.made_of(json.loads(row.said), row.number)
        return self._known[1]

    def in_force(self) -> Look:
        """Return the look that is in force now."""
        with self._database.read() as db:
            mark = db.scalar(select(mark_column()))
        return self.marked(mark)

    def made_of(self, said: Mapping[str, Any], number: int = -1) -> Look:
        """Return what the folder and ``said`` over it make."""
        branding = self.folder.under(said)
        return Look(number, said, branding, {language: Brand.of(self._site, branding, language) for language in branding.languages})
