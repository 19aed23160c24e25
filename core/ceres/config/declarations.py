"""How one key of the site's file is declared, next to the field that holds it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, get_type_hints

METADATA = "ceres"

EMPTY: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Key:
    """One key of one section: what it holds, what it means, what it refuses."""

    section: str
    name: str
    kind: Any  # str, int, bool, Path or tuple[str, ...]
    default: Any
    help: str  # French sentence
    unit: str = ""  # French: "secondes", "octets"
    secret: bool = False
    choices: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None  # None: as much as its unit allows
    check: Callable[[Any], str] | None = None  # French sentence on what is wrong with a value, empty when nothing is
    resolve: Callable[[Any, Path], Any] | None = None  # finds what is relative to the folder of the file

    @property
    def dotted(self) -> str:
        """Name as the messages and the documentation write it."""
        return f"{self.section}.{self.name}"

    @property
    def variable(self) -> str:
        """Environment variable that overrides the file."""
        return f"CERES_{self.section}__{self.name}".upper()


def key(default: Any, help: str, **facts: Any) -> Any:  # noqa: A002 (the word the command line uses too)
    """Return a dataclass field with its declaration; ``facts`` are the other attributes of `Key`."""
    return field(default=default, metadata={METADATA: {"default": default, "help": help, **facts}})


@cache
def keys_of(section: str, declared: type) -> Mapping[str, Key]:
    """Return the keys that the dataclass ``declared`` holds, by name, in their order."""
    return MappingProxyType({each.name: each for each in _keys(section, declared)})


def _keys(section: str, declared: Any) -> Iterator[Key]:
    kinds = get_type_hints(declared)
    for each in fields(declared):
        yield Key(section, each.name, kinds[each.name], **each.metadata[METADATA])
