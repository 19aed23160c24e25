"""Settings as people read them: secrets stay hidden."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy.engine import make_url

HIDDEN = "•••"


def shown(value: Any, *, secret: bool = False) -> str:
    """Return a value as people read it; of a secret, only that there is one."""
    if secret:
        return make_url(value).render_as_string() if "://" in str(value) else (HIDDEN if value else "")
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple | list):
        return ", ".join(str(each) for each in value)
    return json.dumps(value, ensure_ascii=False, default=str) if isinstance(value, dict) else str(value)
