"""${message[0].upper()}${message[1:]}.

There is no way down: going back is restoring the back-up taken before the upgrade.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
${imports if imports else ""}
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """Apply the change."""
    ${"\n".join(line for line in upgrades.splitlines() if "###" not in line).strip()}
