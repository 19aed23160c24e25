"""Add delivery tally.

There is no way down: going back is restoring the back-up taken before the upgrade.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "delivery_tally",
        sa.Column("prescriber_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
        sa.Column("reports", sa.BigInteger(), nullable=False),
        sa.Column("through", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.ForeignKeyConstraint(["prescriber_id"], ["prescriber.id"], name=op.f("fk_delivery_tally_prescriber_id")),
        sa.PrimaryKeyConstraint("prescriber_id", name=op.f("pk_delivery_tally")),
    )
