"""Hands the events that were committed to the plugins, in a thread of its own: nobody who is served waits for them.

Events wait in memory, at most `ROOM` of them. What was not handed over when the process is killed, or while a sink
is too slow for too long, is lost to the sinks; the journal in the database has it, and is the proof.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from queue import Full, Queue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any

from ceres.audit.record import AuditRecord, record_of

if TYPE_CHECKING:
    from ceres.config.settings import Settings
    from ceres.db.engine import Database
    from ceres.plugins.hooks import Hooks
    from ceres.plugins.host import PluginHost

HOOK = "ceres_audit_sink"
ROOM = 5000  # events
PATIENCE = 5.0  # seconds that a process which ends waits for its sinks

log = logging.getLogger(__name__)


class AuditSinks:
    """The sinks of one process."""

    def __init__(self, plugins: PluginHost, settings: Settings, database: Database, room: int = ROOM) -> None:
        self._plugins = plugins
        self._settings = settings
        self._database = database
        self._queue: Queue[tuple[Hooks, AuditRecord] | None] = Queue(room)
        self._starting = Lock()
        self._thread: Thread | None = None
        self._lost = 0  # since the queue was full

    def take(self, written: Sequence[Mapping[str, Any]]) -> None:
        """Take the columns of events that were committed; returns at once."""
        hooks = self._hooks()
        if not hooks.implemented(HOOK):
            return
        self._start()
        for columns in written:
            self._put(hooks, record_of(columns))

    def close(self, patience: float = PATIENCE) -> None:
        """Wait for what was taken to be handed over, ``patience`` seconds at most."""
        with self._starting:
            thread, self._thread = self._thread, None
        if thread is None:
            return
        try:
            self._queue.put(None, timeout=patience)
        except Full:
            pass  # its sink is stuck: the thread ends with the process
        else:
            thread.join(patience)
        if thread.is_alive():
            log.error("%s events were not handed over to the audit sinks", self._queue.qsize())

    def _hooks(self) -> Hooks:
        if (known := self._plugins.latest()) is not None:
            return known
        with self._database.read() as db:  # a command that has not asked yet; the portal asks with each request
            return self._plugins.bind(self._plugins.enabled(db))

    def _start(self) -> None:
        with self._starting:
            if self._thread is None:
                self._thread = Thread(target=self._work, name="audit-sinks", daemon=True)
                self._thread.start()

    def _put(self, hooks: Hooks, record: AuditRecord) -> None:
        try:
            self._queue.put_nowait((hooks, record))
        except Full:
            if not self._lost:
                log.error("the audit sinks are too slow: events are not handed over to them")
            self._lost += 1

    def _work(self) -> None:
        while (taken := self._queue.get()) is not None:
            hooks, record = taken
            hooks.tell(HOOK, event=record, settings=self._settings)
            if self._lost and self._queue.empty():
                log.error("%s events were not handed over to the audit sinks", self._lost)
                self._lost = 0
