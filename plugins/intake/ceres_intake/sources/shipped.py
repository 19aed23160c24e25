"""The profiles that come with the plugin, one TOML file for each system seen."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

FOLDER = files("ceres_intake") / "vendors"
SUFFIX = ".toml"


@cache
def shipped_names() -> tuple[str, ...]:
    """Return the names of the profiles, sorted."""
    return tuple(sorted(file.name.removesuffix(SUFFIX) for file in FOLDER.iterdir() if file.name.endswith(SUFFIX)))


@cache
def shipped_file(name: str) -> dict[str, Any]:
    """Return the whole file of a profile: what it is for, and its keys."""
    return tomllib.loads((FOLDER / f"{name}{SUFFIX}").read_text(encoding="utf-8"))


def shipped_table(name: str) -> dict[str, Any]:
    """Return the keys of a profile, as a site would write them."""
    table: dict[str, Any] = shipped_file(name)["source"]
    return table
