"""The look that is in force: the folder's under what was published last; each process learns of a new one by its number."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from ceres.branding.brand import Brand
from ceres.branding.folder import Branding, read_branding
from ceres.branding.models import BrandingVersion
from ceres.i18n import LANGUAGES

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


def number_column() -> ColumnElement[int]:
    """Return the number of the look in force, for a statement about something else."""
    return select(func.coalesce(func.max(BrandingVersion.number), FOLDER)).scalar_subquery().label("look")


class Looks:
    """The looks of one site, in one process."""

    def __init__(self, site: SiteSettings, folder: Branding, database: Database) -> None:
        self._site = site
        self._database = database
        self.folder = folder
        self._known = self.made_of({}, FOLDER)

    @classmethod
    def of_site(cls, settings: Settings, database: Database) -> Looks:
        """Return the looks of a site; raises ConfigError when its folder is not right."""
        return cls(settings.site, read_branding(settings.site.branding), database)

    def numbered(self, number: int) -> Look:
        """Return the look of that number, read once for each process."""
        if self._known.number != number:
            with self._database.read() as db:
                row = db.get(BrandingVersion, number)
            self._known = self.made_of(json.loads(row.said) if row else {}, number)
        return self._known

    def in_force(self) -> Look:
        """Return the look that is in force now."""
        with self._database.read() as db:
            number = db.scalar(select(number_column()))
        return self.numbered(number or FOLDER)

    def made_of(self, said: Mapping[str, Any], number: int = -1) -> Look:
        """Return what the folder and ``said`` over it make."""
        branding = self.folder.under(said)
        return Look(number, said, branding, {language: Brand.of(self._site, branding, language) for language in LANGUAGES})
