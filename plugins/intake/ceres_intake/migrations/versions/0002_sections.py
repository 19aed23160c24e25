"""Names of sections given by the administration, and the messages that wait for one."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "intake_section_name",
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("section", sa.String(length=120), nullable=False),
        sa.Column("said_by", sa.String(length=80), nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "code", name=op.f("pk_intake_section_name")),
    )
    op.create_table(
        "intake_awaited_section",
        sa.Column("source", sa.String(length=120), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("message_sha256", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("source", "code", "message_sha256", name=op.f("pk_intake_awaited_section")),
    )
    op.create_index(op.f("ix_intake_awaited_section_message_sha256"), "intake_awaited_section", ["message_sha256"])
