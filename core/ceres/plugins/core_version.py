"""Which versions of the core a plugin works with, and whether this one is among them."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version

from packaging.specifiers import SpecifierSet
from packaging.version import Version

CORE = "ceres-results"
"""The distribution that holds the core and the plugins shipped with it."""

SIGNS = {">=": "≥", "<=": "≤", "==": "=", "!=": "≠"}


@cache
def core_version() -> Version:
    """Return the version of the core that is installed."""
    return Version(version(CORE))


def admits(required: str, core: Version) -> bool:
    """Tell whether ``core`` is a version that ``required`` (">=1.0", "" for any) asks for; a trial version counts like the others.

    Raises:
        InvalidSpecifier: ``required`` is not a requirement.
    """
    return SpecifierSet(required).contains(core, prereleases=True)


def written(required: str) -> str:
    """Return a requirement as people read it: « ≥ 1.0, < 2 »."""
    parts = sorted(SpecifierSet(required), key=lambda each: (Version(each.version.removesuffix(".*")), each.operator))
    return ", ".join(f"{SIGNS.get(each.operator, each.operator)}\u00a0{each.version}" for each in parts)


def asked(required: str) -> str:
    """Return the version that a requirement asks for: « 1.2 » for the usual « at least 1.2 », else as `written`."""
    parts = list(SpecifierSet(required))
    return parts[0].version if len(parts) == 1 and parts[0].operator == ">=" else written(required)
