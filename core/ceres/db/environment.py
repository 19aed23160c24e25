"""How Alembic works for one owner of tables: no ``alembic.ini``, everything is said here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from alembic.config import Config
from sqlalchemy import Enum

from ceres.db.base import Base, UtcDateTime
from ceres.db.owners import CORE, Owner, Territory

if TYPE_CHECKING:
    from sqlalchemy import Connection

ENVIRONMENT = CORE.folder.parent


def configuration(owner: Owner, connection: Connection) -> Config:
    """Return Alembic's configuration for ``owner``; ``env.py`` finds the connection in its attributes."""
    config = Config(attributes={"owner": owner, "connection": connection})
    for key, value in (("script_location", ENVIRONMENT), ("version_locations", owner.folder)):
        config.set_main_option(key, str(value).replace("%", "%%"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    return config


def options(owner: Owner, connection: Connection) -> dict[str, Any]:
    """Return how a migration context of ``owner`` works: its version table, and its own tables only."""
    territory = Territory(owner, connection)

    def own(_item: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return kind != "table" or territory.holds(str(name))

    return {
        "target_metadata": Base.metadata,
        "version_table": owner.version_table,
        "include_object": own,
        "compare_type": True,
        "render_as_batch": owner.has_migrations,  # SQLite changes a column by copying its table
        "render_item": render_type,
        "transactional_ddl": True,
    }


def render_type(kind: str, item: Any, _context: object) -> str | Literal[False]:
    """Return the source of our column types; False leaves the others to Alembic.

    Plain SQLAlchemy is written, so that an old migration outlives our own types.
    """
    if kind != "type":
        return False
    if isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if isinstance(item, Enum):
        return f"sa.String(length={item.length})"
    return False
