"""Add organisation of accounts.

There is no way down: going back is restoring the back-up taken before the upgrade.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.add_column(sa.Column("organisation", sa.String(length=200), server_default="", nullable=False))
        batch_op.add_column(sa.Column("organisation_key", sa.String(length=400), server_default="", nullable=False))
