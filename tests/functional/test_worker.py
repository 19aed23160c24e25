"""The worker: jobs when their time has come, one process at a time, whatever fails."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

import pytest
from sqlalchemy import select

from ceres.app import Site, open_site
from ceres.cli.serve import works_inside
from ceres.config.load import load_settings
from ceres.db.clock import utcnow
from ceres.db.engine import Database
from ceres.db.migrate import upgrade
from ceres.plugins.contributions import Job, JobContext
from ceres.reports.models import SavedSearch
from ceres.sessions.models import LoginSession, LoginThrottle
from ceres.testing.command_line import CommandLine
from ceres.testing.databases import make_postgresql_schema
from ceres.worker.locks import AdvisoryLocks, Leases, make_locks
from ceres.worker.models import WorkerJob
from ceres.worker.worker import Ran, Worker
from conftest import POSTGRESQL
from factories.people import add_account
from factories.plugins import make_plugin, with_plugins
from factories.switches import add_switch
from factories.workers import make_worker, queue, read_folder


def with_jobs(site: Site, *jobs: Job) -> Site:
    def ceres_jobs() -> Sequence[Job]:
        return jobs

    return with_plugins(site, make_plugin("garden", ceres_jobs))


@contextmanager
def running(worker: Worker) -> Iterator[None]:
    thread = Thread(target=worker.run)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join(10)
        assert not thread.is_alive()


def wait_for(condition: Callable[[], object], seconds: float = 10) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


def book(site: Site, name: str) -> WorkerJob:
    with site.database.read() as db:
        return db.get_one(WorkerJob, name)


def test_a_job_that_raises_is_counted_and_the_others_go_on(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    def dig(_: JobContext) -> None:
        raise ValueError("TUFELE Maleta")

    water = Event()
    full = with_jobs(site, Job("dig", "Bêcher", 1, dig), Job("water", "Arroser", 1, lambda _: water.set()))
    with running(make_worker(full)):
        wait_for(lambda: water.is_set() and full.plugins.failures.counts().get(("garden", "job dig"), 0) >= 2)
    assert book(site, "garden.dig").failures >= 2
    assert book(site, "garden.water").failures == 0
    assert "job dig: ValueError" in caplog.text
    assert "TUFELE" not in caplog.text


def test_a_slow_job_keeps_nobody_waiting_and_ends_when_asked(site: Site) -> None:
    begun, water, ended = Event(), Event(), Event()

    def slow(context: JobContext) -> None:
        begun.set()
        while not context.stopping():
            time.sleep(0.01)
        ended.set()

    def after(_: JobContext) -> None:
        if begun.is_set():
            water.set()

    full = with_jobs(site, Job("slow", "Lent", 1, slow), Job("water", "Arroser", 1, after))
    with running(make_worker(full)):
        wait_for(water.is_set)
        assert not ended.is_set()
    assert ended.is_set()
    assert book(site, "garden.slow").finished_at


def test_the_jobs_of_a_plugin_that_is_switched_off_stand_still_at_once(site: Site) -> None:
    runs: list[float] = []
    full = with_jobs(site, Job("water", "Arroser", 0, lambda _: runs.append(time.monotonic())))
    with running(make_worker(full)):
        wait_for(lambda: runs)
        with site.database.write() as db:
            add_switch(db, "garden", enabled=False)
        time.sleep(0.1)  # one that has begun
        count = len(runs)
        time.sleep(2.2)
        assert len(runs) <= count + 1
        with site.database.write() as db:
            add_switch(db, "garden", enabled=True)
        wait_for(lambda: len(runs) > count + 1)


def test_many_workers_run_a_job_one_at_a_time_and_once_a_period(site: Site) -> None:
    inside, most, runs = 0, 0, 0

    def water(_: JobContext) -> None:
        nonlocal inside, most, runs
        inside, runs = inside + 1, runs + 1
        most = max(most, inside)
        time.sleep(0.3)
        inside -= 1

    full = with_jobs(site, Job("water", "Arroser", 1, water))
    workers = [make_worker(full) for _ in range(4)]
    with running(workers[0]), running(workers[1]), running(workers[2]), running(workers[3]):
        time.sleep(3.5)
    assert most == 1
    assert 2 <= runs <= 4


def test_a_worker_outlives_a_database_that_is_away(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    water, real, asked = Event(), site.database.reader, Event()

    def away(*_: object, **__: object) -> None:
        asked.set()
        raise OSError

    full = with_jobs(site, Job("water", "Arroser", 1, lambda _: water.set()))
    monkeypatch.setattr(site.database, "reader", away)
    with running(make_worker(full)):
        wait_for(asked.is_set)
        monkeypatch.setattr(site.database, "reader", real)
        wait_for(water.is_set)


def test_a_clock_that_was_set_back_stops_no_job(site: Site) -> None:
    full = with_jobs(site, Job("water", "Arroser", 60, lambda _: None))
    assert make_worker(full, lambda: utcnow() + timedelta(days=300)).run_once()["garden.water"] is Ran.DONE
    worker = make_worker(full)
    assert worker._book.begin("garden.water", 60)
    assert not worker._book.begin("garden.water", 60)


def test_locks_are_of_one_job_and_given_back(site: Site) -> None:
    first, second = make_locks(site.database, utcnow), make_locks(site.database, utcnow)
    with first.hold("a") as one, second.hold("a") as two, second.hold("b") as three:
        assert (one, two, three) == (True, False, True)
    with second.hold("a") as one:
        assert one


def test_a_lease_runs_out_when_its_holder_died_and_not_before(site: Site) -> None:
    if not site.database.is_sqlite:
        pytest.skip("PostgreSQL has no leases")
    now = [utcnow()]
    first, second = (Leases(site.database, lambda: now[0], timedelta(seconds=40)) for _ in range(2))
    held = first.hold("a")
    held.__enter__()
    now[0] += timedelta(seconds=39)
    with second.hold("a") as taken:
        assert not taken
    now[0] += timedelta(seconds=2)
    with second.hold("a") as taken:
        assert taken
        held.__exit__(None, None, None)  # it was not dead after all: it must not end the other's lease
        with first.hold("a") as again:
            assert not again


def test_a_lease_is_renewed_while_its_holder_lives(site: Site) -> None:
    if not site.database.is_sqlite:
        pytest.skip("PostgreSQL has no leases")
    first, second = (Leases(site.database, utcnow, timedelta(seconds=0.4)) for _ in range(2))
    with first.hold("a"):
        time.sleep(1)
        with second.hold("a") as taken:
            assert not taken


def test_sites_in_one_database_do_not_wait_for_each_other(postgresql_url: str, worker_id: str) -> None:
    other = Database(make_postgresql_schema(POSTGRESQL, f"ceres_locks_{worker_id}"))
    here = Database(postgresql_url)
    with AdvisoryLocks(here).hold("a") as one, AdvisoryLocks(other).hold("a") as two:
        assert one
        assert two
    here.dispose()
    other.dispose()


OLD = timedelta(days=30)


def test_what_no_longer_counts_is_forgotten(site: Site) -> None:
    now = datetime.now(UTC)
    with site.database.write() as db:
        account = add_account(db)
        for name, at in (("old", now - OLD), ("new", now)):
            session = LoginSession(
                public_id=name, token_hash=name, account_id=account.id, created_at=at, last_seen_at=at, authenticated_at=at
            )
            db.add(session)
            db.flush()
            db.add(SavedSearch(id=name, session_id=session.id, tab="date", criteria={}, created_at=at))
            db.add(LoginThrottle(key=name, failures=1, blocks=0, last_failure_at=at))
        at = now - timedelta(hours=13)
        db.add(SavedSearch(id="stale", session_id=session.id, tab="date", criteria={}, created_at=at))
    assert set(make_worker(site).run_once().values()) == {Ran.DONE}
    with site.database.read() as db:
        assert db.scalars(select(LoginSession.public_id)).all() == ["new"]
        assert db.scalars(select(SavedSearch.id)).all() == ["new"]
        assert db.scalars(select(LoginThrottle.key)).all() == ["new"]


def test_every_job_can_be_done_once_from_the_command_line(site: Site, ceres: CommandLine) -> None:
    before = len(read_folder(site.settings.mail.folder))
    queue(site, "a@exemple.nc")
    done = ceres("worker", "--once")
    assert done.exit_code == 0, done.stderr
    assert "core.mail\u00a0: fait" in done.stdout
    assert "notify.deliver\u00a0: fait" in done.stdout
    assert len(read_folder(site.settings.mail.folder)) == before + 1


# As processes.


@contextmanager
def own_site(folder: Path, url: str) -> Iterator[tuple[Site, Path]]:
    """A site of this test's own, and its file."""
    file = folder / "ceres.toml"
    file.write_text(f'[database]\nurl = "{url}"\n[storage]\npath = "documents"\n[mail]\nfolder = "mail"\n', encoding="utf-8")
    site = open_site(load_settings(file, {}))
    upgrade(site)
    yield site, file
    site.database.dispose()


@contextmanager
def process(file: Path, *arguments: str, says: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "ceres", "--config", str(file), *arguments]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as started:
        try:
            assert started.stderr is not None
            assert any(says in line for line in iter(started.stderr.readline, ""))
            yield started
        finally:
            started.kill()


@pytest.mark.slow
def test_a_worker_takes_over_from_one_that_was_killed(postgresql_url: str, tmp_path: Path, worker_id: str) -> None:
    url = make_postgresql_schema(postgresql_url.partition("?")[0], f"ceres_worker_{worker_id}")
    with (
        own_site(tmp_path, url) as (site, file),
        process(file, "worker", says="working") as first,
        process(file, "worker", says="working") as second,
    ):
        queue(site, "a@exemple.nc")
        wait_for(lambda: len(read_folder(site.settings.mail.folder)) == 1, 30)
        first.kill()
        queue(site, "b@exemple.nc")
        wait_for(lambda: len(read_folder(site.settings.mail.folder)) == 2, 30)
        second.send_signal(signal.SIGTERM)
        assert second.wait(15) == 0


@pytest.mark.slow
def test_serve_is_a_whole_site_on_the_embedded_database(tmp_path: Path) -> None:
    with own_site(tmp_path, f"sqlite:///{tmp_path}/site.sqlite") as (site, file):
        queue(site, "a@exemple.nc")
        with process(file, "serve", "--port", "0", says="listening") as server:
            wait_for(lambda: len(read_folder(site.settings.mail.folder)) == 1, 30)
            server.send_signal(signal.SIGTERM)
            assert server.wait(15) == 0


def test_serve_leaves_the_work_to_workers_on_postgresql_unless_it_is_asked(site: Site) -> None:
    assert works_inside(site, None) is site.database.is_sqlite
    assert works_inside(site, True)
    assert not works_inside(site, False)
