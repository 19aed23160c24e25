"""Whether what a plugin hands over is of the kinds that its dataclass declares: Python itself does not look."""

from __future__ import annotations

import builtins
import re
import sys
from dataclasses import fields
from functools import cache
from types import NoneType
from typing import Any, TypeVar

Kind = TypeVar("Kind")

INSIDE = re.compile(r"\[.*\]")  # « Mapping[str, str] | None » is looked at as « Mapping | None »


class WrongContribution(TypeError):
    """A plugin handed over something else than asked for; ``str()`` names kinds and fields only, never what is in them."""


def fitting(item: object, kind: type[Kind]) -> Kind:
    """Return ``item`` when it is a ``kind`` whose fields hold what they say.

    Raises:
        WrongContribution: it is something else, or one of its fields is.
    """
    if not isinstance(item, kind):
        raise WrongContribution(f"{type(item).__name__} instead of {kind.__name__}")
    for name, types in _declared(kind):  # type: ignore[arg-type]  # a class can be hashed, whatever mypy says
        if not isinstance(getattr(item, name), types):
            raise WrongContribution(f"{kind.__name__}.{name} is {type(getattr(item, name)).__name__}, not {types[0].__name__}")
    return item


@cache
def _declared(kind: type[Any]) -> tuple[tuple[str, tuple[type, ...]], ...]:
    """Return the fields of a dataclass whose kind is known while the program runs, each with what it may hold."""
    known = {**vars(builtins), "None": NoneType, **vars(sys.modules[kind.__module__])}
    found = []
    for each in fields(kind):
        names = INSIDE.sub("", str(each.type)).split(" | ")
        types = tuple(one for name in names if isinstance(one := known.get(name), type) and one is not Any)
        if len(types) == len(names):
            found.append((each.name, types))
    return tuple(found)
