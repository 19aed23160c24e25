"""« Version mobile »: the one stylesheet, read as a phone reads it, whatever the width of the window."""

from __future__ import annotations

import re

PHONE = 390.0  # pixels
MEDIA = re.compile(r"@media\s+([^{]+?)\s*\{")
WIDTH = re.compile(r"\((min|max)-width:\s*([0-9.]+)px\)")
NEVER = "not all"


def as_on_a_phone(css: str) -> str:
    """Return ``css`` with every condition on the width of the window already answered for a phone's."""
    return MEDIA.sub(lambda found: f"@media {_answered(found[1])} {{", css)


def _answered(queries: str) -> str:
    return ", ".join(_answered_one(query.strip()) for query in queries.split(","))


def _answered_one(query: str) -> str:
    conditions = query.split(" and ")
    kept = [condition for condition in conditions if not WIDTH.fullmatch(condition.strip())]
    holds = all(_holds(bound, float(width)) for bound, width in WIDTH.findall(query))
    return (" and ".join(kept) or "all") if holds else NEVER


def _holds(bound: str, width: float) -> bool:
    return width >= PHONE if bound == "max" else width <= PHONE
