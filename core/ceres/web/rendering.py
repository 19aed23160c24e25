"""How templates are found: by whole names, « ceres/results.jinja2 », in the one search path."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pyramid.interfaces import IRendererFactory

if TYPE_CHECKING:
    from collections.abc import Callable

    from jinja2 import Environment
    from pyramid.registry import Registry


class TemplateRenderers:
    """Renderer factory. pyramid_jinja2's looks for each template beside its view first, on every page, where none is."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment

    def __call__(self, info: Any) -> Callable[[dict[str, Any], dict[str, Any]], str]:
        """Return what makes a page of a view's values and Pyramid's own."""

        def render(value: dict[str, Any], system: dict[str, Any]) -> str:
            return self._environment.get_template(info.name).render(system | value)

        return render


def use_whole_names(registry: Registry, environment: Environment) -> None:
    """Let a template that stands in many pages be compiled once, not once for each page."""
    environment.join_path = whole_name  # type: ignore[method-assign]
    registry.registerUtility(TemplateRenderers(environment), IRendererFactory, name=".jinja2")


def whole_name(template: str, parent: str) -> str:
    """Return the name of a template that another one asks for."""
    return template
