"""Hands the demonstration's messages to ``ceres intake``, as files: the way a laboratory's would come."""

from __future__ import annotations

import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout, suppress
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from ceres.cli.context import CliContext
from ceres.cli.demo.message import write_message
from ceres.cli.demo.plan import Event
from ceres.cli.demo.sheet import draw_sheet
from ceres.cli.errors import Refused
from ceres.cli.plugin_commands import PluginCommands
from ceres.reports.models import ReportStatus

COMMAND = "intake"
BATCH = 25  # files a call: the bar moves about once a second


class Feeder:
    """Runs the intake command on files it writes and removes."""

    def __init__(self, context: CliContext) -> None:
        """Feed the site of ``context``.

        Raises:
            Refused: nothing there takes files in.
        """
        command = PluginCommands(context).get(COMMAND)
        if command is None:
            raise Refused("le module « intake » manque ou est bloqué : la démonstration passe par lui.")
        self._command = command
        self._context = context

    def feed(self, events: Iterable[Event]) -> Iterator[Counter[str]]:
        """Take ``events`` in, in order; yield the outcomes of each batch."""
        numbered = iter(enumerate(events, 1))
        while batch := list(islice(numbered, BATCH)):
            with TemporaryDirectory() as folder:
                yield self._take([_write(Path(folder), number, event) for number, event in batch])

    def _take(self, files: list[Path]) -> Counter[str]:
        said = io.StringIO()
        arguments = [*map(str, files), "--json"]
        # A refused message ends the command with 1: its outcome says so.
        with (
            redirect_stdout(said),
            suppress(click.exceptions.Exit),
            self._command.make_context(COMMAND, arguments, obj=self._context) as ctx,
        ):
            self._command.invoke(ctx)
        return Counter(json.loads(line)["outcome"] for line in said.getvalue().splitlines())


def _write(folder: Path, number: int, event: Event) -> Path:
    document = None if event.status is ReportStatus.RETRACTED else draw_sheet(event)
    file = folder / f"demo-{number:04}.hl7"
    file.write_bytes(write_message(event, f"DEMO{number:06}", document))
    return file
