"""Texts in the languages that a branding adds.

There is no way down: going back is restoring the back-up taken before the upgrade.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("banner_announcement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("other_texts", sa.JSON(), server_default="{}", nullable=False))
