"""Finds what the site's file names relatively: everything starts at the folder of the file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError


def folder(value: Path, base: Path) -> Path:
    """Return ``value`` as an absolute path."""
    return base / _at_home(value)


def branding(value: str, base: Path) -> str:
    """Return the folder of that name beside the file, or the name itself: a package, or nothing."""
    found = base / _at_home(Path(value))
    return str(found) if value and found.is_dir() else value


def database(value: str, base: Path) -> str:
    """Return the URL with the path of an SQLite file made absolute; anything else as it is."""
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        return value
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return value
    return url.set(database=str(base / _at_home(Path(str(url.database))))).render_as_string(hide_password=False)


def _at_home(path: Path) -> Path:
    """Return ``path`` with « ~ » replaced; that of a user this machine does not know stays a name like another."""
    try:
        return path.expanduser()
    except RuntimeError:
        return path
