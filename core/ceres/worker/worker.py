"""Runs the jobs: each when its time has come, each in a thread of its own, each in one process at a time."""

from __future__ import annotations

import logging
import time
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from threading import Event
from typing import TYPE_CHECKING

from ceres.db.clock import Clock, utcnow
from ceres.mail.mailer import Mailer
from ceres.plugins.contributions import Job, JobContext
from ceres.worker.book import JobBook
from ceres.worker.core_jobs import CORE_JOBS
from ceres.worker.locks import make_locks

if TYPE_CHECKING:
    from ceres.app import Site
    from ceres.mail.letters import Letters
    from ceres.plugins.hooks import Hooks

log = logging.getLogger(__name__)

CORE = "core"
TICK = 1.0  # seconds
THREADS = 8  # jobs at work at once


class Ran(StrEnum):
    """What became of a job whose time had come."""

    DONE = "done"
    FAILED = "failed"
    ELSEWHERE = "elsewhere"  # another worker has it, or just had it


@dataclass(frozen=True, slots=True)
class Task:
    """A job and whose it is."""

    owner: str  # "core", or a plugin
    job: Job

    @property
    def name(self) -> str:
        """Name among all jobs."""
        return f"{self.owner}.{self.job.name}"


class Worker:
    """The jobs of the core and of the plugins that are on."""

    def __init__(self, site: Site, letters: Letters, clock: Clock = utcnow) -> None:
        self._site = site
        self._letters = letters
        self._now = clock
        self._locks = make_locks(site.database, clock)
        self._book = JobBook(site.database, clock)
        self._stop = Event()
        self._next: dict[str, float] = {}  # by the clock that nobody sets
        self._running: dict[str, Future[Ran]] = {}

    def stop(self) -> None:
        """Start nothing more; what runs comes to its next halt. For signal handlers and other threads."""
        self._stop.set()

    def run(self) -> None:
        """Work until `stop`, then wait for what is under way."""
        troubled = False
        with ThreadPoolExecutor(THREADS, thread_name_prefix="job") as threads:
            while not self._stop.wait(TICK):
                try:
                    self._tick(threads)
                    troubled = False
                except Exception as error:  # the database is away: it may come back
                    if not troubled:
                        log.error("the jobs cannot be looked up: %s", type(error).__name__)
                    troubled = True

    def run_once(self) -> Mapping[str, Ran]:
        """Run every job once, whether its time has come or not, one after the other."""
        hooks = self._hooks()
        return {task.name: self._run(task, hooks, every=0) for task in tasks(hooks)}

    def _tick(self, threads: ThreadPoolExecutor) -> None:
        hooks = self._hooks()
        for task in tasks(hooks):
            running = self._running.get(task.name)
            due = self._next.get(task.name, 0.0) <= time.monotonic()
            if due and not self._stop.is_set() and (running is None or running.done()):
                self._next[task.name] = time.monotonic() + task.job.every
                self._running[task.name] = threads.submit(self._run, task, hooks, task.job.every)

    def _hooks(self) -> Hooks:
        with self._site.database.read() as db:
            return self._site.plugins.bind(self._site.plugins.enabled(db))

    def _run(self, task: Task, hooks: Hooks, every: int) -> Ran:
        """Run one job; its failure is logged and counted, and costs the others nothing."""
        try:
            with self._locks.hold(task.name) as held:
                if not held or not self._book.begin(task.name, every):
                    return Ran.ELSEWHERE
                try:
                    task.job.run(self._context(hooks))
                except Exception:
                    self._book.end(task.name, failed=True)
                    raise
                self._book.end(task.name, failed=False)
        except Exception as error:
            self._site.plugins.failures.note(task.owner, f"job {task.job.name}", error)
            return Ran.FAILED
        return Ran.DONE

    def _context(self, hooks: Hooks) -> JobContext:
        site = self._site
        return JobContext(
            settings=site.settings,
            database=site.database,
            hooks=hooks,
            failures=site.plugins.failures,
            mailer=lambda db: Mailer(db, self._letters, site.settings, self._now()),
            now=self._now,
            stopping=self._stop.is_set,
        )


def tasks(hooks: Hooks) -> list[Task]:
    """Return the jobs of the plugins in the order of their names, then those of the core."""
    found = [Task(plugin, job) for plugin, job in hooks.collect_named("ceres_jobs")]
    return [*found, *(Task(CORE, job) for job in CORE_JOBS)]
