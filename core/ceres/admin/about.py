"""What the site runs on: versions and licences, read from what is installed."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import Distribution, PackageNotFoundError, distribution

from ceres.plugins.core_version import CORE

NAME = re.compile(r"[A-Za-z0-9._-]+")
LICENCE = "License :: "
LONGEST = 60  # characters: some put the whole text there


@dataclass(frozen=True, slots=True)
class Component:
    """One installed distribution."""

    name: str
    version: str
    licence: str  # empty: it does not say


def portal() -> Component:
    """Return the portal itself."""
    return component(distribution(CORE))


def python_version() -> str:
    """Return that of the interpreter."""
    return platform.python_version()


@cache
def libraries() -> Sequence[Component]:
    """Return what the portal needs, directly and through others, by name."""
    found: dict[str, Component] = {}
    waiting = list(_needs(distribution(CORE)))
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            each = distribution(name)
        except PackageNotFoundError:  # needed on another system
            continue
        found[name] = component(each)
        waiting.extend(_needs(each))
    return sorted(found.values(), key=lambda each: each.name.lower())


def _needs(each: Distribution) -> Iterator[str]:
    for requirement in each.requires or ():
        name = NAME.match(requirement)
        if name and "extra ==" not in requirement:
            yield re.sub(r"[-_.]+", "-", name[0]).lower()


def component(each: Distribution) -> Component:
    """Return what a distribution says of itself."""
    said = _said(each, "License-Expression") or _classified(each) or _said(each, "License")
    return Component(_said(each, "Name"), each.version, said.strip().split("\n")[0][:LONGEST])


def _said(each: Distribution, name: str) -> str:
    return str((each.metadata.get_all(name) or ("",))[0])


def _classified(each: Distribution) -> str:
    classifiers = each.metadata.get_all("Classifier") or ()
    return ", ".join(text.rpartition(" :: ")[2] for text in classifiers if text.startswith(LICENCE) and text.count("::") > 1)
