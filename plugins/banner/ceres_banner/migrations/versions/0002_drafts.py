"""Drafts: an announcement that nobody is shown yet.

There is no way down: going back is restoring the back-up taken before the upgrade.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply the change: what is there was published when it was written."""
    op.add_column("banner_announcement", sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("UPDATE banner_announcement SET published_at = created_at")
