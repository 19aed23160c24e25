"""Failures of plugins: logged without any data of the call, and counted for the administration and ``/health``."""

from __future__ import annotations

import logging
import traceback
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from threading import Lock

from ceres.plugins.fitness import WrongContribution

HERE = Path(__file__).parent

log = logging.getLogger(__name__)


class HookFailures:
    """Counts what plugins failed at since the process started; shared by all its threads."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[str, str]] = Counter()
        self._lock = Lock()

    def note(self, plugin: str, hook: str, error: Exception) -> None:
        """Log and count one failure.

        The exception's message is left out: it may quote a patient's name or a value of the request.
        """
        with self._lock:
            self._counts[plugin, hook] += 1
        what = f"{error}" if isinstance(error, WrongContribution) else f"{type(error).__name__} at {_where(error)}"
        log.error("plugin %s failed in %s: %s", plugin, hook, what)

    def counts(self) -> Mapping[tuple[str, str], int]:
        """Return the number of failures for each (plugin, hook)."""
        with self._lock:
            return dict(self._counts)

    def total(self) -> int:
        """Return the number of failures of all plugins."""
        return sum(self.counts().values())


def _where(error: Exception) -> str:
    """Return the line of the plugin's function: what it called in libraries says less."""
    frames = traceback.extract_tb(error.__traceback__)
    outside = [frame for frame in frames if Path(frame.filename).parent != HERE] or frames
    return f"{outside[0].filename}:{outside[0].lineno}" if outside else "an unknown place"
