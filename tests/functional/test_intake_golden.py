"""The given messages of each source, taken in whole: what is published, what becomes a version, what waits; nothing is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from ceres.api import IntakeOutcome, Publishing, Receipt, utcnow
from ceres.app import Site
from ceres_intake.taking import Intake, Taken
from factories.golden import NAMES, golden


def taken_from(site: Site, name: str) -> list[Taken]:
    source = golden(name)
    door = Intake(Publishing(site.database, site.documents, site.plugins), source.settings, utcnow)
    return [taken for file in source.files for taken in door.take_all(file.read_bytes(), str(file))]


@pytest.mark.parametrize("name", NAMES)
def test_each_source_is_stored_as_it_is_meant(site: Site, name: str) -> None:
    taken = taken_from(site, name)
    wanted = [(each["file"], each.get("stored", each["outcome"])) for each in golden(name).messages]
    assert [(each.origin.rpartition("/")[2], each.result.outcome.value) for each in taken] == wanted
    assert all(each.result.outcome is not IntakeOutcome.REFUSED for each in taken)
    with site.database.read() as db:
        receipts = db.scalar(select(func.count()).select_from(Receipt))
    # The very same bytes are received once.
    assert receipts == len({each.raw for each in taken})
