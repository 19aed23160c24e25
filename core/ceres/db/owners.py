"""Who owns which tables: the core, and each plugin that stores something; each has its own line of migrations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from sqlalchemy import inspect

from ceres.db.base import Base

if TYPE_CHECKING:
    from sqlalchemy import Connection

VERSION_TABLE = "alembic_version_"


@dataclass(frozen=True, slots=True)
class Owner:
    """One line of migrations, with its own version table: an owner that is gone stops nobody else's upgrade."""

    name: str  # "core", or the plugin's name
    models: tuple[str, ...]  # dotted modules that declare its tables
    folder: Path  # its Alembic versions

    @property
    def slug(self) -> str:
        """The name as tables spell it."""
        return self.name.replace("-", "_")

    @property
    def version_table(self) -> str:
        """Name of the table that remembers how far this owner's tables are."""
        return VERSION_TABLE + self.slug

    @property
    def has_migrations(self) -> bool:
        """Whether a first migration exists."""
        return any(self.folder.glob("0*.py"))

    def import_models(self) -> None:
        """Declare the owner's tables in the common metadata."""
        for module in self.models:
            import_module(module)


CORE = Owner(
    name="core",
    # By name: these modules stand above this one.
    models=(
        "ceres.plugins.models",
        "ceres.branding.models",
        "ceres.audit.models",
        "ceres.accounts.models",
        "ceres.content.models",
        "ceres.mail.models",
        "ceres.sessions.models",
        "ceres.reports.models",
        "ceres.worker.models",
    ),
    folder=Path(str(files("ceres.db"))) / "migrations" / "versions",
)


class Card(Protocol):
    """The part of a plugin's identity card that concerns its tables."""

    @property
    def name(self) -> str:
        """Name of the plugin."""

    @property
    def models(self) -> str:
        """Dotted module of its models."""

    @property
    def migrations(self) -> str:
        """Folder of its versions as ``package:folder``."""


def owners_of(cards: Iterable[Card]) -> tuple[Owner, ...]:
    """Return the core, then the plugins that have migrations."""
    return CORE, *(_owner(card) for card in cards if card.migrations)


def _owner(card: Card) -> Owner:
    package, _, folder = card.migrations.partition(":")
    return Owner(card.name, (card.models,), Path(str(files(package))) / folder)


class Territory:
    """Tells an owner's tables: a plugin's by their prefix, the core's by what no plugin claims.

    The version tables in the database name the plugins that were there once: their tables are nobody's now.
    """

    def __init__(self, owner: Owner, connection: Connection) -> None:
        tables = inspect(connection).get_table_names()
        slugs = {name.removeprefix(VERSION_TABLE) for name in tables if name.startswith(VERSION_TABLE)} | {owner.slug}
        self._own = owner.slug
        self._plugins = sorted(slugs - {CORE.slug}, key=len, reverse=True)
        self._foreign = _declared_outside_the_core()

    def holds(self, table: str) -> bool:
        """Return whether ``table`` is the owner's."""
        if table.startswith(VERSION_TABLE):
            return False
        claimed = next((slug for slug in self._plugins if table.startswith(f"{slug}_")), "")
        return claimed == self._own if claimed else self._own == CORE.slug and table not in self._foreign


def _declared_outside_the_core() -> frozenset[str]:
    """Return the tables of plugins that are imported, whether the database knows them yet or not."""
    return frozenset(
        str(mapper.persist_selectable) for mapper in Base.registry.mappers if mapper.class_.__module__.partition(".")[0] != "ceres"
    )
