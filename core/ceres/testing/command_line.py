"""The command line on a test site, run in the same process, configured by the environment as a site may be."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from click.testing import CliRunner

from ceres.cli.main import main
from ceres.config.settings import Settings


@dataclass(frozen=True)
class Done:
    """What a command printed and how it ended."""

    exit_code: int
    stdout: str
    stderr: str

    def json_lines(self) -> list[dict[str, Any]]:
        """Parse the output of a command run with ``--json``, one object a line."""
        return [json.loads(line) for line in self.stdout.splitlines() if line.strip()]


@dataclass(frozen=True)
class CommandLine:
    """Calls ``ceres`` as a shell would, on the site that ``settings`` describes."""

    settings: Settings

    def __call__(self, *arguments: str, stdin: str | None = None) -> Done:
        """Run one command; an unforeseen exception is not hidden."""
        environment = {
            "CERES_DATABASE__URL": self.settings.database.url,
            "CERES_STORAGE__PATH": str(self.settings.storage.path),
            "CERES_MAIL__FOLDER": str(self.settings.mail.folder),
            "CERES_JOURNAL__KEY_FILE": str(self.settings.journal.key_file),
            "CERES_JOURNAL__SEAL_FILE": self.settings.journal.seal_file,
            "CERES_JOURNAL__SYSLOG": self.settings.journal.syslog,
            "CERES_JOURNAL__KEEP_MONTHS": str(self.settings.journal.keep_months),
        }
        result = CliRunner().invoke(main, list(arguments), env=environment, input=stdin, prog_name="ceres")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return Done(result.exit_code, result.stdout, result.stderr)
