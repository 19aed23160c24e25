"""Add invitations.

There is no way down: going back is restoring the back-up taken before the upgrade.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

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
