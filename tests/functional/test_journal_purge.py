"""Events are kept so many months; what is purged is an event, and leaves the rest proved."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ceres.app import Site
from ceres.audit.breaks import BreakKind
from ceres.audit.copying import SealCopies
from ceres.audit.purging import Purge, months_before
from ceres.db.clock import utcnow
from ceres.testing.command_line import CommandLine
from factories.journal import events
from factories.seals import WHO, make_sealer, named, numbers, seals_of, tamper, verdict_of, write_events, write_sealed

LONG_AGO = timedelta(days=400)


@pytest.fixture
def old(site: Site) -> list[int]:
    """Ten old events under two seals, then five new ones under a third."""
    for _ in range(2):
        write_events(site, at=utcnow() - LONG_AGO)
        make_sealer(site).seal()
    write_sealed(site, 1)
    return numbers(site)


def purge(site: Site, months: int = 12) -> list[int]:
    return [done.events for done in Purge(site.database, make_sealer(site), months).run(WHO)]


def test_what_is_old_goes_and_the_rest_is_still_proved(site: Site, old: list[int], tmp_path: Path) -> None:
    copy = tmp_path / "seals"
    SealCopies(site.database, replace(site.settings.journal, seal_file=str(copy))).run()
    assert purge(site) == [10]
    assert numbers(site)[:5] == old[10:]
    [event] = events(site, "journal.purge")
    assert event.detail == {"count": 10, "first": old[0], "last": old[9], "seal": 2}
    write_sealed(site, 1)
    seen = verdict_of(site, copy)
    assert (seen.breaks, seen.events, seen.seals) == ((), 11, 5)
    assert purge(site) == []
    assert [len(seal.fingerprints) for seal in seals_of(site)[:3]] == [0, 0, 40]


def test_what_is_deleted_under_cover_of_a_purge_is_named(site: Site, old: list[int]) -> None:
    purge(site)
    tamper(site, "DELETE FROM audit_event WHERE id = :id", id=old[12])
    assert named(verdict_of(site)) == [(BreakKind.DELETED, old[12])]


def test_who_has_no_key_can_pass_off_nothing_as_purged(site: Site, old: list[int]) -> None:
    tamper(site, "UPDATE audit_seal SET purged = 2 WHERE number = 3", "DELETE FROM audit_event WHERE id <= :id", id=old[9])
    seen = named(verdict_of(site))
    assert [kind for kind, _ in seen] == [BreakKind.DELETED] * 10 + [BreakKind.SEAL_ALTERED]


def test_a_purged_event_cannot_come_back(site: Site, old: list[int]) -> None:
    purge(site)
    columns = "at, action, outcome, login, object_type, object_id, detail, ip, session_id, request_id, content_hash"
    tamper(site, f"INSERT INTO audit_event (id, {columns}) SELECT :id, {columns} FROM audit_event WHERE id = :of", id=old[3], of=old[11])
    assert named(verdict_of(site)) == [(BreakKind.INSERTED, old[3])]


def test_the_command_says_before_what_it_would_do(site: Site, old: list[int], ceres: CommandLine) -> None:
    assert f"à supprimer : 10 événements, de {old[0]} à {old[9]}" in ceres("journal", "purge", "--dry-run").stdout.replace("\u00a0", " ")
    assert len(numbers(site)) == 15
    assert "10 événements" in ceres("journal", "purge").stdout
    assert ceres("journal", "purge").stdout == "rien à supprimer\n"
    assert ceres("journal", "verify").exit_code == 0


@pytest.mark.parametrize(
    ("now", "months", "then"),
    [
        (datetime(2026, 3, 3, tzinfo=UTC), 12, datetime(2025, 3, 3, tzinfo=UTC)),
        (datetime(2026, 8, 31, tzinfo=UTC), 6, datetime(2026, 2, 28, tzinfo=UTC)),
        (datetime(2024, 2, 29, tzinfo=UTC), 36, datetime(2021, 2, 28, tzinfo=UTC)),
        (datetime(2026, 12, 1, tzinfo=UTC), 12, datetime(2025, 12, 1, tzinfo=UTC)),
    ],
)
def test_months_go_by_the_calendar(now: datetime, months: int, then: datetime) -> None:
    assert months_before(now, months) == then
