"""Templates compiled once a process: many tests build a portal of their own, out of the same templates."""

from __future__ import annotations

from types import CodeType
from typing import Any

from jinja2 import Environment

_compile = Environment.compile
_made: dict[object, CodeType] = {}


def share_compiled_templates() -> None:
    """Let environments that read templates in the same way share what they compiled.

    Jinja’s own caches of byte code go by name and source alone; here what a template is folded with counts too.
    """
    Environment.compile = _compiled_once  # type: ignore[method-assign,assignment]


def _compiled_once(
    environment: Environment, source: Any, name: str | None = None, filename: str | None = None, *how: bool, **more: bool
) -> Any:
    key = source, name, filename, how, tuple(more.items()), _manner(environment)
    if key not in _made:
        _made[key] = _compile(environment, source, name, filename, *how, **more)  # type: ignore[call-overload]
    return _made[key]


def _manner(environment: Environment) -> tuple[object, ...]:
    """Return what decides how a template is compiled."""
    functions = frozenset(environment.filters.items()), frozenset(environment.tests.items())
    spaces = environment.trim_blocks, environment.lstrip_blocks, environment.keep_trailing_newline
    return environment.autoescape, environment.undefined, tuple(environment.extensions), *spaces, *functions
