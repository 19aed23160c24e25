"""Refusals of the command line: one sentence on stderr, exit code 1, never a traceback."""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click
from sqlalchemy.exc import DatabaseError, InterfaceError, OperationalError

from ceres.config.settings import ConfigError
from ceres.config.system import system_words
from ceres.db.migrate import NewerDatabase
from ceres.storage import StorageError

DATABASE_TROUBLES = (DatabaseError, InterfaceError)
DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY)


class Refused(click.ClickException):
    """The command does not do what it was asked; ``message`` is a French sentence that says why and what to do."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        """Print the sentence, each line signed."""
        for line in self.message.splitlines():
            click.echo(f"ceres : {line}", file=file or sys.stderr)


@contextmanager
def refusals() -> Iterator[None]:
    """Turn the errors that a site's owner can mend into refusals."""
    try:
        yield
    except ConfigError as error:
        raise Refused("\n".join(error.problems)) from error
    except NewerDatabase as error:
        raise Refused(f"la base vient d’une version plus récente de CÉRÈS ({error.owner}) ; mettre le programme à jour.") from error
    except DATABASE_TROUBLES as error:
        if not _its_own(error):
            raise  # a statement of ours is wrong: that is no refusal
        raise Refused(f"{database_trouble(error)} ; vérifier {_where_to_look(error)}, puis « ceres check ».") from error
    except StorageError as error:
        raise Refused(f"les documents ne peuvent pas être rangés ni lus ({error}) ; vérifier storage.path.") from error
    except BrokenPipeError:
        raise  # « ceres … | head »: click ends quietly
    except OSError as error:
        raise Refused(os_trouble(error)) from error


def database_trouble(error: DatabaseError | InterfaceError) -> str:
    """Return what the database says, in one line, without the statement or its values."""
    said = str(error.orig).strip().splitlines() or [type(error.orig).__name__]
    return f"la base de données refuse ou ne répond pas ({said[0]})"


def _its_own(error: DatabaseError | InterfaceError) -> bool:
    # The bare kind is what SQLite raises for a file that is damaged or holds something else.
    return isinstance(error, (InterfaceError, OperationalError)) or type(error) is DatabaseError


def _where_to_look(error: DatabaseError | InterfaceError) -> str:
    full = isinstance(error.orig, sqlite3.OperationalError) and error.orig.sqlite_errorcode & 0xFF in DISK
    return "la place sur le disque et ses droits" if full else "database.url"


def os_trouble(error: OSError) -> str:
    """Return what the system says, with the file's name."""
    where = f"{error.filename} : " if error.filename else ""
    return f"{where}{system_words(error)}."
