"""What every command is given: the site, opened when it is first needed, and who acts."""

from __future__ import annotations

import getpass
import os
from functools import cached_property
from pathlib import Path

import click

from ceres.app import Site, open_site
from ceres.audit.entry import AuditContext
from ceres.cli.errors import Refused
from ceres.config.load import Loaded, load
from ceres.config.settings import Settings
from ceres.db.migrate import pending, upgrade

HERE = Path("ceres.toml")


class CliContext:
    """The site a command works on; nothing is opened before it is asked for."""

    def __init__(self, config: Path | None) -> None:
        """Work on the site of the file ``config``; without one, on ``./ceres.toml``, else on the embedded site in ``./var``."""
        self.config = config or (HERE if HERE.exists() else None)

    @cached_property
    def loaded(self) -> Loaded:
        """The settings with their origins."""
        return load(self.config, os.environ)

    @property
    def settings(self) -> Settings:
        """The settings as the file and the environment state them; ``site.settings`` has the plugins' ones checked."""
        return self.loaded.settings

    @cached_property
    def bare_site(self) -> Site:
        """The site, whatever the state of its tables: for the commands that look after them."""
        return open_site(self.settings)

    @cached_property
    def site(self) -> Site:
        """The site, its tables up to date."""
        make_ready(self.bare_site)
        return self.bare_site

    def close(self) -> None:
        """Close the site, if it was opened."""
        if "bare_site" in vars(self):
            self.bare_site.close()

    @property
    def audit_context(self) -> AuditContext:
        """Who acts: the user of this machine."""
        return AuditContext(login=f"cli:{unix_user()}"[:80])

    def require_enabled(self, plugin: str) -> None:
        """Refuse to go on when ``plugin`` is off.

        Raises:
            Refused: it is.
        """
        with self.site.database.read() as db:
            enabled = self.site.plugins.enabled(db)
        if plugin not in enabled:
            raise Refused(f"le module « {plugin} » est désactivé ; l’activer avec « ceres plugins enable {plugin} ».")


def make_ready(site: Site) -> None:
    """Upgrade the embedded database; refuse another one that is not up to date.

    Raises:
        Refused: migrations wait.
    """
    waiting = pending(site)
    if waiting and site.database.is_sqlite:
        upgrade(site)
    elif waiting:
        raise Refused(f"la base attend {len(waiting)} migration(s) ; la sauvegarder, puis lancer « ceres db upgrade ».")


def unix_user() -> str:
    """Return the name of the user of this process, or its number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return str(os.getuid())


pass_ceres = click.make_pass_decorator(CliContext)
