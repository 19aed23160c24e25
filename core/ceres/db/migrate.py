"""Brings the tables of the core and of each plugin up to date, and says whether they are."""

from __future__ import annotations

import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory
from alembic.script.revision import RevisionError
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import InterfaceError

from ceres.config.settings import ConfigError
from ceres.db.base import Base
from ceres.db.engine import WRITES, Database
from ceres.db.environment import configuration, options
from ceres.db.owners import CORE, Owner, owners_of

if TYPE_CHECKING:
    from ceres.app import Site

LOCK = 0x43E8E5  # PostgreSQL advisory lock: two processes that start together upgrade one after the other


@dataclass(frozen=True, slots=True)
class Pending:
    """A migration that the database still waits for."""

    owner: str
    revision: str
    title: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the tables of one owner are."""

    applied: str  # the last migration; empty before the first
    waiting: int


class NewerDatabase(Exception):
    """The database was upgraded by a newer program than this one."""

    def __init__(self, owner: str, revisions: Sequence[str]) -> None:
        super().__init__(f"{owner}: {', '.join(revisions)}")
        self.owner = owner


def upgrade(site: Site) -> None:
    """Apply what is pending, one transaction an owner, the core first.

    Raises:
        NewerDatabase: the database is ahead of this program.
        ConfigError: a plugin's migration fails; nothing of it stays.
    """
    for owner in owners(site):
        with _blamed(owner):
            upgrade_owner(site.database, owner)


def pending(site: Site) -> list[Pending]:
    """Return the migrations that wait, in the order they would be applied.

    Raises:
        NewerDatabase: the database is ahead of this program.
    """
    with site.database.engine.connect() as connection:
        return [each for owner in owners(site) for each in _pending(owner, connection)]


def progress(site: Site, name: str) -> Progress | None:
    """Return how far the tables of an owner are; None for a plugin without tables.

    Raises:
        NewerDatabase: the database is ahead of this program.
    """
    owner = next((each for each in owners(site) if each.name == name), None)
    if owner is None:
        return None
    with site.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": owner.version_table})
        return Progress(", ".join(context.get_current_heads()), len(_pending(owner, connection)))


def check(site: Site) -> list[str]:
    """Return the differences between the tables and the models, one line each; empty when there is none."""
    found = []
    with site.database.engine.connect() as connection:
        for owner in owners(site):
            context = MigrationContext.configure(connection, opts=options(owner, connection))
            found += [f"{owner.name}: {line}" for line in _lines(compare_metadata(context, Base.metadata))]
    return found


def owners(site: Site) -> tuple[Owner, ...]:
    """Return the owners of tables on this site, their models imported; a disabled plugin still owns its tables."""
    found = owners_of(plugin.info for plugin in site.plugins.loaded())
    for owner in found:
        with _blamed(owner):
            owner.import_models()
    return found


@contextmanager
def _blamed(owner: Owner) -> Iterator[None]:
    """Turn what goes wrong with the tables of a plugin into a sentence that says how to do without it; the core has no such excuse."""
    try:
        yield
    except (NewerDatabase, InterfaceError):
        raise
    except Exception as error:
        if owner is CORE:
            raise
        frames = traceback.extract_tb(error.__traceback__)
        place = next((each for each in reversed(frames) if Path(each.filename).is_relative_to(owner.folder)), frames[-1])
        what = f"ses tables ne peuvent pas être mises à jour, rien n’est changé ({type(error).__name__}, {place.filename}:{place.lineno})."
        mend = f'Pour démarrer sans lui, mettre blocked = ["{owner.name}"] sous [plugins].'
        raise ConfigError((f"module « {owner.name} » : {what} {mend}",)) from error


def upgrade_owner(database: Database, owner: Owner, revision: str = "head") -> None:
    """Bring the tables of one owner up to date, or to the state that an earlier program left them in.

    Raises:
        NewerDatabase: this program does not know the revision.
    """
    with _schema_transaction(database) as connection:
        if not _pending(owner, connection):
            return
        try:
            command.upgrade(configuration(owner, connection), revision)
        except CommandError as error:
            if isinstance(error.__cause__, RevisionError):
                raise NewerDatabase(owner.name, [revision]) from error
            raise


def draft(owner: Owner, message: str) -> Path:
    """Write the owner's next migration from the difference between its migrations and its models."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/draft.sqlite")
        for each in {CORE.name: CORE, owner.name: owner}.values():
            each.import_models()
            upgrade_owner(database, each)
        with _schema_transaction(database) as connection:
            number = f"{len(_scripts(owner, connection)) + 1:04}"
            made: Any = command.revision(configuration(owner, connection), message, autogenerate=True, rev_id=number)
        database.dispose()
    return Path(made.path)


def _scripts(owner: Owner, connection: Connection) -> list[Script]:
    return list(ScriptDirectory.from_config(configuration(owner, connection)).walk_revisions())


def _pending(owner: Owner, connection: Connection) -> list[Pending]:
    script = ScriptDirectory.from_config(configuration(owner, connection))
    heads = MigrationContext.configure(connection, opts={"version_table": owner.version_table}).get_current_heads()
    try:
        missing = list(script.iterate_revisions("head", heads or "base"))
    except RevisionError as error:
        raise NewerDatabase(owner.name, heads) from error
    return [Pending(owner.name, each.revision, each.doc) for each in reversed(missing)]


@contextmanager
def _schema_transaction(database: Database) -> Iterator[Connection]:
    """Open the one transaction an owner's upgrade runs in; everything or nothing of it stays."""
    with database.engine.execution_options(**{WRITES: True}).connect() as connection:
        if not database.is_sqlite:
            with connection.begin():
                connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": LOCK})
                yield connection
            return
        with _without_foreign_keys(connection), connection.begin():
            yield connection
            _refuse_orphans(connection)


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    # Copying a table drops the old one, which would delete the rows that point to it. SQLite ignores the
    # switch inside a transaction, so it goes straight to the driver, before BEGIN.
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        driver.execute("PRAGMA foreign_keys=ON")


def _refuse_orphans(connection: Connection) -> None:
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        tables = sorted({str(row[0]) for row in orphans})
        raise CommandError(f"the migration would leave rows that point nowhere in {', '.join(tables)}")


def _lines(differences: Sequence[Any]) -> Iterator[str]:
    for each in differences:
        if isinstance(each, list):
            yield from _lines(each)
        else:
            yield " ".join(str(part) for part in each)


@click.group()
def main() -> None:
    """Commands for developers."""


@main.command()
@click.option("--owner", "name", default=CORE.name, show_default=True, help="core, or the name of a plugin")
@click.option("-m", "--message", required=True)
def revision(name: str, message: str) -> None:
    """Write a migration from the models; read it before committing it."""
    cards = [entry.load().INFO for entry in entry_points(group="ceres.plugins", name=name)]
    owner = next((each for each in owners_of(cards) if each.name == name), None)
    if owner is None:
        raise click.ClickException(f"{name} has no tables of its own")
    click.echo(draft(owner, message))


if __name__ == "__main__":
    main()
