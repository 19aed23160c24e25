"""Migrations: they make what the models say, one line of versions an owner, on both databases."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, cast

import pytest
from alembic import command
from sqlalchemy import Integer, String, inspect, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Mapped, mapped_column

from ceres.config.settings import ConfigError
from ceres.db.base import Base
from ceres.db.engine import WRITES, Database
from ceres.db.environment import configuration
from ceres.db.migrate import NewerDatabase, check, owners, pending, upgrade, upgrade_owner
from ceres.db.owners import CORE
from ceres.plugins.host import GROUP, PluginHost
from ceres.testing.databases import make_postgresql_schema
from factories.plugins import FakeEntry, importable, make_info, make_plugin


@dataclass
class Tables:
    """The parts of a site that migrations use."""

    database: Database
    plugins: PluginHost


MakeSite = Callable[..., Any]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path, worker_id: str) -> str:
    """A database without tables."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/empty.sqlite"
    server = str(request.getfixturevalue("postgresql_url")).partition("?")[0]
    return make_postgresql_schema(server, f"ceres_migrations_{worker_id}")


@pytest.fixture
def make_site(empty_url: str) -> Iterator[MakeSite]:
    """Make a site on the empty database, with these plugins."""
    opened: list[Database] = []

    def make(*entries: FakeEntry, **options: Any) -> Tables:
        opened.append(Database(empty_url))
        return Tables(opened[-1], PluginHost(entries, **options))

    yield make
    for database in opened:
        database.dispose()


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeEntry]:
    """A plugin with one table and one migration."""
    package = tmp_path / "notes_package"
    (package / "migrations").mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "migrations" / "0001_initial.py").write_text(FIRST)
    monkeypatch.syspath_prepend(str(tmp_path))
    models = ModuleType("notes_models")

    class Note(Base):
        __tablename__ = "notes_note"
        id: Mapped[int] = mapped_column(Integer, primary_key=True)
        text: Mapped[str] = mapped_column(String(20))

    entry = make_plugin("notes", info=make_info("notes", models="notes_models", migrations="notes_package:migrations"))
    importable(FakeEntry("notes", models), monkeypatch)
    yield entry
    Base.metadata.remove(Note.__table__)  # type: ignore[arg-type]
    Base.registry._dispose_cls(Note)
    sys.modules.pop("notes_package", None)  # the next test has its own


FIRST = """
import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "notes_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=20), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notes_note")),
    )
"""
SECOND = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("notes_note", sa.Column("colour", sa.String(length=20)))
    raise RuntimeError("half-way")
"""


def tables(site: Tables) -> set[str]:
    return set(inspect(site.database.engine).get_table_names())


def test_migrations_make_what_the_models_say(make_site: MakeSite) -> None:
    site = make_site()
    assert {each.owner for each in pending(site)} == {"core"}
    assert check(site) != []
    upgrade(site)
    assert pending(site) == []
    assert check(site) == []
    assert {"report", "audit_event", "plugin_state", "alembic_version_core"} <= tables(site)


def test_an_upgrade_may_be_repeated(make_site: MakeSite) -> None:
    site = make_site()
    upgrade(site)
    upgrade(site)
    assert check(site) == []


def test_what_was_there_before_invitations_is_kept(make_site: MakeSite) -> None:
    site = make_site()
    with site.database.engine.execution_options(**{WRITES: True}).connect() as connection, connection.begin():
        command.upgrade(configuration(CORE, connection), "0001")
        for statement in (
            "INSERT INTO account VALUES (1, 'h.marchand', 'h.marchand', 'Dr Hélène', 'h@exemple.nc', '', NULL, NULL, :now, NULL, NULL, '')",
            "INSERT INTO account_role VALUES (1, 'prescriber')",
            "INSERT INTO password_reset VALUES (1, NULL, 'ticket', :now, :now)",
        ):
            connection.execute(text(statement), {"now": datetime(2026, 3, 3)})  # noqa: DTZ001 (SQLite keeps none)
    upgrade(site)
    with site.database.engine.connect() as connection:
        assert connection.execute(text("SELECT name_key FROM account")).scalars().all() == ["dr helene"]
        assert connection.execute(text("SELECT role FROM account_role")).scalars().all() == ["prescriber"]
        assert connection.execute(text("SELECT account_id, kind, ticket_hash FROM password_reset")).all() == [(1, "lost", "ticket")]


def test_a_difference_is_named(make_site: MakeSite) -> None:
    site = make_site()
    upgrade(site)
    with site.database.engine.begin() as connection:
        connection.execute(text("ALTER TABLE patient ADD COLUMN colour VARCHAR(10)"))
    assert len(check(site)) == 1
    assert "colour" in check(site)[0]


def test_a_plugin_has_its_own_version_table(make_site: MakeSite, notes: FakeEntry) -> None:
    site = make_site(notes)
    assert {each.owner for each in pending(site)} == {"core", "notes"}
    upgrade(site)
    assert {"notes_note", "alembic_version_notes"} <= tables(site)
    assert pending(site) == []
    assert check(site) == []


@pytest.mark.parametrize("gone", ["uninstalled", "blocked"])
def test_a_plugin_that_is_gone_blocks_no_upgrade(make_site: MakeSite, notes: FakeEntry, gone: str) -> None:
    upgrade(make_site(notes))
    site = make_site(notes, blocked=frozenset({"notes"})) if gone == "blocked" else make_site()
    Base.metadata.remove(Base.metadata.tables["notes_note"])  # as if never imported
    with site.database.engine.begin() as connection:
        connection.execute(text("DELETE FROM alembic_version_core"))
        for table in reversed(inspect(connection).get_table_names()):
            if not table.startswith(("alembic", "notes")):
                connection.execute(text(f'DROP TABLE "{table}"' + ("" if site.database.is_sqlite else " CASCADE")))
    upgrade(site)
    assert pending(site) == []
    assert check(site) == []
    assert "notes_note" in tables(site)  # its data waits for its return


def test_a_failed_migration_leaves_nothing_behind(make_site: MakeSite, notes: FakeEntry, tmp_path: Path) -> None:
    site = make_site(notes)
    upgrade(site)
    (tmp_path / "notes_package" / "migrations" / "0002_colour.py").write_text(SECOND)
    with pytest.raises(ConfigError, match=r"module « notes ».*RuntimeError, .*0002_colour\.py:11.*blocked = ..notes"):
        upgrade(site)
    assert [(each.owner, each.revision) for each in pending(site)] == [("notes", "0002")]
    assert check(site) == []


def test_models_that_cannot_be_imported_name_their_plugin(make_site: MakeSite, notes: FakeEntry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "notes_models", None)
    with pytest.raises(ConfigError, match=r"module « notes ».*blocked = ..notes"):
        upgrade(make_site(notes))


def test_a_database_newer_than_the_program_is_refused(make_site: MakeSite) -> None:
    site = make_site()
    upgrade(site)
    with site.database.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version_core SET version_num = '9999'"))
    with pytest.raises(NewerDatabase):
        pending(site)
    with pytest.raises(NewerDatabase):
        upgrade(site)


def test_copying_a_table_keeps_the_rows_that_point_to_it(make_site: MakeSite, notes: FakeEntry, tmp_path: Path) -> None:
    site = make_site(notes)
    upgrade(site)
    with site.database.write() as db:
        db.execute(text("INSERT INTO notes_note (id, text) VALUES (1, 'a')"))
        db.execute(text("CREATE TABLE notes_child (id INTEGER PRIMARY KEY, note INTEGER REFERENCES notes_note (id) ON DELETE CASCADE)"))
        db.execute(text("INSERT INTO notes_child (id, note) VALUES (1, 1)"))
    (tmp_path / "notes_package" / "migrations" / "0002_wider.py").write_text(WIDER)
    upgrade(site)
    with site.database.write() as db:
        assert db.execute(text("SELECT count(*) FROM notes_child")).scalar_one() == 1
        with pytest.raises(SQLAlchemyError):  # foreign keys are watched again
            db.execute(text("INSERT INTO notes_child (id, note) VALUES (2, 99)"))


def test_announcements_from_before_drafts_stay_published(make_site: MakeSite) -> None:
    (banner,) = entry_points(group=GROUP, name="banner")
    site = make_site(cast(Any, banner))
    owner = next(each for each in owners(cast(Any, site)) if each.name == "banner")
    upgrade_owner(site.database, CORE)
    with site.database.engine.begin() as connection:
        command.upgrade(configuration(owner, connection), "0001")
        columns = "text_fr, text_en, level, audience, starts_at, created_at, created_by"
        values = "'a', '', 'info', 'both', '2026-03-02 18:42:00+00:00', '2026-03-01 18:42:00+00:00', 'boss'"
        connection.execute(text(f"INSERT INTO banner_announcement ({columns}) VALUES ({values})"))
    upgrade(site)
    with site.database.engine.connect() as connection:
        assert connection.execute(text("SELECT count(*) FROM banner_announcement WHERE published_at = created_at")).scalar_one() == 1


WIDER = """
import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("notes_note") as batch:
        batch.alter_column("text", type_=sa.String(length=40))
"""
