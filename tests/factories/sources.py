"""The project's own source files, for tests that read them."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGES = [ROOT / "core" / "ceres", *sorted(ROOT.glob("plugins/*/ceres_*"))]


def modules() -> list[Path]:
    """Return every module of the portal and of its plugins."""
    return sorted(file for package in PACKAGES for file in package.rglob("*.py"))


def dotted(file: Path) -> str:
    """Return the name a module is imported by."""
    package = next(each for each in PACKAGES if file.is_relative_to(each))
    parts = file.relative_to(package.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def short(file: Path) -> str:
    """Return the path as test reports show it."""
    return str(file.relative_to(ROOT))


@cache
def tree(file: Path) -> ast.Module:
    """Return the parsed module."""
    return ast.parse(file.read_text(encoding="utf-8"))


def functions(file: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    """Yield every function of a module, methods included."""
    for node in ast.walk(tree(file)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def for_types_only(file: Path) -> set[int]:
    """Return the identities of the nodes under ``if TYPE_CHECKING``."""
    blocks = (node for node in ast.walk(tree(file)) if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING")
    return {id(inner) for block in blocks for child in block.body for inner in ast.walk(child)}


def imports(file: Path) -> Iterator[tuple[str, str]]:
    """Yield (module, name) for what a module really imports; the name is empty for ``import module``."""
    skipped = for_types_only(file)
    for node in ast.walk(tree(file)):
        if id(node) in skipped:
            continue
        if isinstance(node, ast.Import):
            yield from ((each.name, "") for each in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", each.name) for each in node.names)
