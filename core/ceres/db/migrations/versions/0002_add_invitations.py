"""Add invitations, and names as they are looked for.

There is no way down: going back is restoring the back-up taken before the upgrade.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from ceres.i18n.folding import fold

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("password_reset") as table:
        table.add_column(sa.Column("kind", sa.String(length=20), nullable=False, server_default="lost"))
        table.drop_constraint(op.f("pk_password_reset"), type_="primary")
        table.create_primary_key(op.f("pk_password_reset"), ["account_id", "kind"])
    with op.batch_alter_table("password_reset") as table:
        table.alter_column("kind", existing_type=sa.String(length=20), existing_nullable=False, server_default=None)
    op.add_column("account", sa.Column("name_key", sa.String(length=400), nullable=False, server_default=""))
    _fold_names(op.get_bind())


def _fold_names(connection: sa.Connection) -> None:
    account = sa.table("account", sa.column("id"), sa.column("name"), sa.column("name_key"))
    for number, name in connection.execute(sa.select(account.c.id, account.c.name)).all():
        connection.execute(sa.update(account).where(account.c.id == number).values(name_key=fold(name)[:400]))
