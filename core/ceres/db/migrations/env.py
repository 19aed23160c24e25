"""Run by Alembic for one owner of tables; `ceres.db.migrate` hands over the owner and an open transaction."""

from __future__ import annotations

from alembic import context

from ceres.db.environment import options

connection = context.config.attributes["connection"]
context.configure(connection=connection, **options(context.config.attributes["owner"], connection))
with context.begin_transaction():
    context.run_migrations()
