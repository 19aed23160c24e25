"""Reads a template without making a page of it: what it names, the blocks that it fills, and whether the portal still has them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from jinja2 import Environment, nodes

from ceres.config.values import hint
from ceres.i18n import FILTERS

if TYPE_CHECKING:
    from pathlib import Path


UNKNOWN = "?"  # what a template extends whose name is only known when the page is made


@dataclass(frozen=True, slots=True)
class Readable:
    """One template."""

    extends: str  # empty: none
    names: tuple[str, ...]  # of the templates that it needs
    blocks: frozenset[str]
    inner: frozenset[str]  # those of its blocks that stand in another of them: they may be new
    required: frozenset[str]  # those that whoever extends it has to fill


Find = Callable[[str], Readable | None]


def read_template(file: Path) -> Readable:
    """Return what a template says; raises TemplateSyntaxError, or UnicodeDecodeError when it is not UTF-8."""
    environment = Environment(autoescape=True, extensions=["jinja2.ext.i18n"])
    environment.filters |= dict.fromkeys(FILTERS, str)
    tree = environment.parse(file.read_text(encoding="utf-8"))
    environment.compile(tree)  # this is where unknown filters are found
    blocks = list(tree.find_all(nodes.Block))
    extends = [str(each.template.value) if isinstance(each.template, nodes.Const) else UNKNOWN for each in tree.find_all(nodes.Extends)]
    return Readable(
        extends=extends[0] if extends else "",
        names=tuple(sorted(set(_needed(tree)))),
        blocks=frozenset(each.name for each in blocks),
        inner=frozenset(inside.name for each in blocks for inside in each.find_all(nodes.Block)),
        required=frozenset(each.name for each in blocks if each.required),
    )


def misfits(template: Readable, find: Find, known: Collection[str]) -> Iterator[str]:
    """Say what the templates around this one have not, or not any more; ``find`` gives another one by its name."""
    for name in template.names:
        if name not in known:
            yield f"ce modèle fait appel à « {name} », qui n’existe pas{hint(name, known)} ; le reprendre de la version installée."
    above = list(_above(template, find))
    if not above or above[-1].extends:
        return
    there = frozenset[str]().union(*(each.blocks for each in above))
    for block in sorted(template.blocks - there - template.inner):
        yield f"le bloc « {block} » n’est pas dans « {template.extends} »{hint(block, there)} : ce qu’il contient ne s’affiche pas."
    yield from _unfilled(template, above)


def _unfilled(template: Readable, above: list[Readable]) -> Iterator[str]:
    filled = template.blocks.union(*(each.blocks - each.required for each in above))
    for block in sorted(frozenset[str]().union(*(each.required for each in above)) - filled):
        yield f"il manque le bloc « {block} », que « {template.extends} » demande : la page ne se ferait pas."


def _above(template: Readable, find: Find) -> Iterator[Readable]:
    """Yield what it extends, what that extends, and so on."""
    seen = set[str]()
    while template.extends and template.extends not in seen and (found := find(template.extends)):
        seen.add(template.extends)
        yield found
        template = found


def _needed(tree: nodes.Template) -> Iterator[str]:
    """Yield the names of the templates without which no page is made."""
    for kind in (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport):
        for each in tree.find_all(kind):
            name = getattr(each, "template", None)
            if isinstance(name, nodes.Const) and not getattr(each, "ignore_missing", False):
                yield str(name.value)
