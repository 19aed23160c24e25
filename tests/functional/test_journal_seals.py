"""Seals over the journal: whatever is done to its rows behind the portal's back is found and named."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from ceres.app import Site
from ceres.audit.breaks import Break, BreakKind
from ceres.audit.copying import SealCopies
from ceres.audit.entry import AuditEntry
from ceres.audit.key import KeyTrouble, make_key
from ceres.audit.log import EVENTS, AuditLog
from ceres.audit.models import AuditSeal
from ceres.audit.ranges import members, read_ranges
from ceres.audit.sealing import Sealer
from ceres.audit.verifying import Verifier
from factories.seals import EACH, WHO, make_sealer, named, seals_of, tamper, verdict_of, write_events, write_sealed

SEALS = 4
COLUMNS = [column.name for column in EVENTS.columns if column.name != "id"]


@pytest.fixture
def sealed(site: Site) -> list[int]:
    """The numbers of twenty events under four seals."""
    return write_sealed(site, SEALS)


@pytest.fixture
def copied(site: Site, sealed: list[int], tmp_path: Path) -> Path:
    """The same seals in a file."""
    file = tmp_path / "seals.jsonl"
    assert SealCopies(site.database, replace(site.settings.journal, seal_file=str(file))).run() == {}
    return file


def test_a_journal_that_nobody_touched_is_intact(site: Site, sealed: list[int], copied: Path) -> None:
    write_events(site, 3)
    seen = verdict_of(site, copied)
    assert (seen.intact, seen.events, seen.seals, seen.pending) == (True, SEALS * EACH, SEALS, 3)
    assert seen.head == seals_of(site)[-1].seal_hash
    assert [each.event_count for each in seals_of(site)] == [EACH] * SEALS


def test_a_journal_of_nothing_is_intact(site: Site) -> None:
    make_key(site.settings.journal.key_file)
    assert make_sealer(site).seal() == 0
    assert verdict_of(site).intact


@pytest.mark.parametrize(
    "change",
    [
        "login = 'somebody.else'",
        "outcome = 'refused'",
        "ip = ''",
        "detail = '{\"version\": 9}'",
        "account_id = 1",
        "content_hash = '" + "0" * 64 + "'",
        "outcome = 'nonsense'",
    ],
)
def test_an_altered_event_is_named(site: Site, sealed: list[int], change: str) -> None:
    tamper(site, f"UPDATE audit_event SET {change} WHERE id = :id", id=sealed[7])
    assert named(verdict_of(site)) == [(BreakKind.ALTERED, sealed[7])]


def test_an_event_altered_with_its_hash_is_named(site: Site, sealed: list[int]) -> None:
    columns = (
        "action, outcome, account_id, login, prescriber_id, object_type, object_id, detail, ip, session_id, request_id, at, content_hash"
    )
    changes = ", ".join(f"{name} = (SELECT {name} FROM audit_event WHERE id = :other)" for name in columns.split(", "))
    tamper(site, f"UPDATE audit_event SET {changes} WHERE id = :id", id=sealed[7], other=sealed[1])
    assert named(verdict_of(site)) == [(BreakKind.ALTERED, sealed[7])]


def test_what_cannot_even_be_read_is_named(site: Site, sealed: list[int]) -> None:
    if not site.database.is_sqlite:
        pytest.skip("PostgreSQL keeps junk out of its columns")
    tamper(site, "UPDATE audit_event SET detail = '{', at = 'yesterday' WHERE id = :id", id=sealed[7])
    assert named(verdict_of(site)) == [(BreakKind.ALTERED, sealed[7])]


def test_a_seal_that_cannot_even_be_read_is_named(site: Site, sealed: list[int]) -> None:
    if not site.database.is_sqlite:
        pytest.skip("PostgreSQL keeps junk out of its columns")
    tamper(site, "UPDATE audit_seal SET created_at = 'yesterday', purged = 4 WHERE number = 2")
    assert named(verdict_of(site)) == [(BreakKind.SEAL_ALTERED, sealed[EACH])]


def test_an_event_before_the_first_number_is_named(site: Site, sealed: list[int]) -> None:
    names = ", ".join(COLUMNS)
    tamper(site, f"INSERT INTO audit_event (id, {names}) SELECT -3, {names} FROM audit_event WHERE id = :id", id=sealed[2])
    assert named(verdict_of(site)) == [(BreakKind.INSERTED, -3)]


def test_deleted_events_are_named(site: Site, sealed: list[int]) -> None:
    tamper(site, "DELETE FROM audit_event WHERE id IN (:a, :b)", a=sealed[3], b=sealed[12])
    assert named(verdict_of(site)) == [(BreakKind.DELETED, sealed[3]), (BreakKind.DELETED, sealed[12])]


@pytest.mark.parametrize(("a", "b", "kind"), [(5, 8, BreakKind.SWAPPED), (3, 12, BreakKind.ALTERED)])
def test_swapped_events_are_named(site: Site, sealed: list[int], a: int, b: int, kind: BreakKind) -> None:
    move = "UPDATE audit_event SET id = {} WHERE id = {}"
    tamper(site, *(move.format(*pair) for pair in ((-1, sealed[a]), (sealed[a], sealed[b]), (sealed[b], -1))))
    assert named(verdict_of(site)) == [(kind, sealed[a]), (kind, sealed[b])]


def test_an_inserted_event_is_named_and_never_sealed(site: Site, sealed: list[int]) -> None:
    # In the place of one that was deleted before its seal.
    place = write_events(site, 3)[1]
    tamper(site, "DELETE FROM audit_event WHERE id = :id", id=place)
    make_sealer(site).seal()
    columns = (
        "at, action, outcome, account_id, login, prescriber_id, object_type, object_id, detail, ip, session_id, request_id, content_hash"
    )
    copy = f"INSERT INTO audit_event (id, {columns}) SELECT :id, {columns} FROM audit_event WHERE id = :of"
    tamper(site, copy, id=place, of=sealed[0])
    make_sealer(site).seal()
    assert named(verdict_of(site)) == [(BreakKind.INSERTED, place)]


def test_a_tail_that_was_cut_off_is_named(site: Site, sealed: list[int]) -> None:
    tamper(site, "DELETE FROM audit_event WHERE id >= :id", id=sealed[13])
    assert named(verdict_of(site)) == [(BreakKind.CUT, number) for number in sealed[13:]]


def test_a_tail_cut_off_with_its_seals_is_named_by_the_copy(site: Site, sealed: list[int], copied: Path) -> None:
    tamper(site, "DELETE FROM audit_event WHERE id >= :id", "DELETE FROM audit_seal WHERE number >= 3", id=sealed[10])
    assert verdict_of(site).intact  # which is why copies exist
    seen = verdict_of(site, copied)
    assert {(BreakKind.CUT, number) for number in sealed[10:]} <= set(named(seen))
    assert {each.seal for each in seen.breaks if each.kind is BreakKind.SEAL_REMOVED} == {3, 4}
    assert seen.breaks[0].event == sealed[10]


@pytest.mark.parametrize("change", ["events = '1'", "digest = :zero", "created_at = newest_at", "seal_hash = :zero", "signature = :zero"])
def test_an_altered_seal_is_named(site: Site, sealed: list[int], change: str) -> None:
    tamper(site, f"UPDATE audit_seal SET {change} WHERE number = 2 AND :zero = :zero", zero="0" * 64)
    assert verdict_of(site).breaks == (Break(BreakKind.SEAL_ALTERED, sealed[5], sealed[5], 2),)


def test_fingerprints_that_were_altered_are_noticed(site: Site, sealed: list[int]) -> None:
    tamper(site, "UPDATE audit_seal SET fingerprints = :junk WHERE number = 2", junk=b"12345678" * EACH)
    assert verdict_of(site).breaks == (Break(BreakKind.SEAL_ALTERED, sealed[5], sealed[5], 2),)


@pytest.mark.parametrize("number", [1, 2])
def test_a_seal_that_was_removed_is_named(site: Site, sealed: list[int], copied: Path, number: int) -> None:
    tamper(site, "DELETE FROM audit_seal WHERE number = :number", number=number)
    first = sealed[(number - 1) * EACH] if number > 1 else 1
    assert verdict_of(site).breaks == (Break(BreakKind.SEAL_REMOVED, first, first, number),)
    assert [(each.kind, each.seal) for each in verdict_of(site, copied).breaks] == [(BreakKind.SEAL_REMOVED, number)]


def test_history_rewritten_by_somebody_who_has_the_key_is_named_by_the_copy(site: Site, sealed: list[int], copied: Path) -> None:
    tamper(site, "DELETE FROM audit_seal WHERE number > 1", "DELETE FROM audit_event WHERE id = :id", id=sealed[9])
    make_sealer(site).seal()
    assert verdict_of(site).intact
    assert (BreakKind.DELETED, sealed[9]) in named(verdict_of(site, copied))


def test_another_key_is_noticed_once(site: Site, sealed: list[int], tmp_path: Path) -> None:
    other = make_key(tmp_path / "other.key")
    seen = Verifier(site.database, other).run()
    assert seen.breaks == (Break(BreakKind.KEY, sealed[0], sealed[0], 1),)
    assert [each.kind for each in Verifier(site.database, None).run().breaks] == [BreakKind.KEY]


def test_a_key_that_is_lost_is_not_replaced(site: Site, sealed: list[int], tmp_path: Path) -> None:
    write_events(site, 1)
    with pytest.raises(KeyTrouble, match="manque"):
        Sealer(site.database, tmp_path / "lost.key").seal()
    assert not (tmp_path / "lost.key").exists()


def test_a_copy_that_was_altered_is_noticed(site: Site, sealed: list[int], copied: Path) -> None:
    lines = copied.read_text().splitlines()
    lines[1] = json.dumps({**json.loads(lines[1]), "event_count": 1})
    copied.write_text("\n".join(lines) + "\n")
    assert verdict_of(site, copied).breaks == (Break(BreakKind.COPY_ALTERED, sealed[5], sealed[5], 2),)


def test_seals_hold_so_many_events_at_most(site: Site) -> None:
    written = write_events(site, 23)
    assert make_sealer(site, most=10).seal() == 3
    assert [each.event_count for each in seals_of(site)] == [10, 10, 3]
    assert [number for each in seals_of(site) for number in members(read_ranges(each.events))] == written
    assert verdict_of(site).intact


def test_two_sealers_at_once_make_one_chain(site: Site) -> None:
    write_events(site, 60)
    threads = [threading.Thread(target=make_sealer(site, most=7).seal) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [each.number for each in seals_of(site)] == list(range(1, 10))
    assert sum(each.event_count for each in seals_of(site)) == 60
    assert verdict_of(site).intact


@pytest.fixture
def slow(site: Site) -> Iterator[Callable[[], tuple[Session, int]]]:
    """Begins a transaction with one event in it."""
    if site.database.is_sqlite:
        pytest.skip("SQLite has one writer at a time")
    opened: list[Session] = []
    write_events(site, 1)
    make_sealer(site).seal()

    def begin() -> tuple[Session, int]:
        session = site.database.writer()
        opened.append(session)
        event = AuditLog(session).append(AuditEntry("report.read"), WHO)
        session.flush()
        return session, event.id

    yield begin
    for session in opened:
        session.close()


def test_an_event_committed_late_is_sealed_late(site: Site, slow: Callable[[], tuple[Session, int]]) -> None:
    session, late = slow()
    after = write_events(site)
    make_sealer(site).seal()
    assert verdict_of(site).intact
    assert seals_of(site)[1].awaited == str(late)
    session.commit()
    assert verdict_of(site).intact
    assert verdict_of(site).pending == 1
    make_sealer(site).seal()
    assert (seals_of(site)[2].events, seals_of(site)[2].awaited, seals_of(site)[2].horizon) == (str(late), "", after[-1])
    assert (verdict_of(site).intact, verdict_of(site).pending) == (True, 0)


def test_a_number_given_up_is_not_awaited_for_ever(site: Site, slow: Callable[[], tuple[Session, int]]) -> None:
    session, given_up = slow()
    write_events(site)
    make_sealer(site).seal()
    assert seals_of(site)[1].awaited == str(given_up)
    session.rollback()
    write_events(site)
    make_sealer(site).seal()
    assert seals_of(site)[2].awaited == ""
    assert verdict_of(site).intact


def test_a_transaction_that_ends_soon_is_waited_for(site: Site, slow: Callable[[], tuple[Session, int]]) -> None:
    session, late = slow()
    write_events(site)
    threading.Timer(0.3, session.commit).start()
    make_sealer(site).seal()
    assert seals_of(site)[1].first_event == late
    assert seals_of(site)[1].awaited == ""


def test_writers_and_sealers_side_by_side_lose_nothing(site: Site) -> None:
    sizes = [1, 4, 2, 7]
    ends = threading.Event()

    def write_some(size: int) -> None:
        for _ in range(15):
            write_events(site, size)

    def go_on_sealing() -> None:
        while not ends.is_set():
            make_sealer(site).seal()

    writers = [threading.Thread(target=write_some, args=(size,)) for size in sizes]
    sealing = [threading.Thread(target=go_on_sealing) for _ in range(2)]
    for thread in (*writers, *sealing):
        thread.start()
    for thread in writers:
        thread.join()
    ends.set()
    for thread in sealing:
        thread.join()
    make_sealer(site).seal()
    with site.database.read() as db:
        assert db.scalar(select(func.sum(AuditSeal.event_count))) == 15 * sum(sizes)
    assert verdict_of(site).intact
