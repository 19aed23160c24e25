"""Finds what the site's file names relatively: everything starts at the folder of the file."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError


def folder(value: Path, base: Path) -> Path:
    """Return ``value`` as an absolute path."""
    return base / at_home(value)


def at_home(value: Path) -> Path:
    """Return ``value`` with « ~ » replaced by the folder it stands for, where it stands for one."""
    try:
        return value.expanduser()
    except RuntimeError:  # « ~somebody » whom this machine does not know
        return value


def file(value: str, base: Path) -> str:
    """Return ``value`` as an absolute path; an empty one stays empty."""
    return str(folder(Path(value), base)) if value else ""


def branding(value: str, base: Path) -> str:
    """Return the folder of that name beside the file, or the name itself: a package, or nothing."""
    found = base / at_home(Path(value))
    return str(found) if value and found.is_dir() else value


def database(value: str, base: Path) -> str:
    """Return the URL with the path of an SQLite file made absolute; anything else as it is."""
    try:
        url = make_url(value)
    except (ArgumentError, ValueError):
        return value
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return value
    return url.set(database=str(base / at_home(Path(str(url.database))))).render_as_string(hide_password=False)
