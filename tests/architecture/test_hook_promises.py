"""Each hook has a specification, a section of the reference, a test and a plugin of ours that uses it."""

from __future__ import annotations

import ast
import inspect
import re
from functools import cache
from importlib import import_module

import pytest

from ceres.plugins import hookspecs
from ceres.plugins.implementation import CONTRIBUTIONS
from ceres.plugins.loading import RESERVED
from factories.sources import ROOT, dotted, functions, modules, tree

HOOKS = sorted(name for name in vars(hookspecs) if name.startswith("ceres_"))


def signature(name: str) -> str:
    return f"def {name}{inspect.signature(getattr(hookspecs, name))}".replace("'", "")


@cache
def sections() -> dict[str, str]:
    """Return the text of each hook's section of the reference."""
    page = (ROOT / "docs/reference/hooks.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^### `(\w+)`\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL))


@cache
def users() -> dict[str, set[str]]:
    """Return the modules of our plugins that implement each hook."""
    found: dict[str, set[str]] = {}
    for file in modules():
        for function in functions(file) if not dotted(file).startswith("ceres.") else ():
            if any(ast.unparse(each).startswith("hookimpl") for each in function.decorator_list):
                found.setdefault(function.name, set()).add(dotted(file))
    return found


@cache
def names_of_tests() -> set[str]:
    """Return the names of the tests of hooks."""
    return {function.name for file in (ROOT / "tests/hooks").glob("test_*.py") for function in functions(file)}


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_specified(name: str) -> None:
    text = inspect.getdoc(getattr(hookspecs, name)) or ""
    for question in ("Called", "raises"):
        assert question in text
    assert "->" in signature(name)


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_is_documented_with_its_signature(name: str) -> None:
    assert f"```python\n{signature(name)}\n```" in sections()[name]
    assert "raises" in sections()[name]


@pytest.mark.parametrize("name", HOOKS)
def test_the_reference_names_the_users_of_a_hook(name: str) -> None:
    named = re.search(r"^Used by (.*)\.$", sections()[name], re.MULTILINE)
    assert named
    assert set(re.findall(r"`([a-z-]+)`", named[1])) == {import_module(module).INFO.name for module in users()[name]}


def test_the_reference_speaks_of_no_other_hook() -> None:
    assert sorted(sections()) == HOOKS


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_has_a_test(name: str) -> None:
    assert f"test_hook_{name}" in names_of_tests()


@pytest.mark.parametrize("name", HOOKS)
def test_a_hook_has_a_user_of_ours(name: str) -> None:
    assert users().get(name), f"no plugin of ours implements {name}: ship a hook with its first user"


def test_what_a_collecting_hook_returns_is_checked() -> None:
    collecting = {name: signature(name) for name in HOOKS if "Sequence[" in signature(name)}
    assert {name: f"Sequence[{kind.__name__}]" for name, kind in CONTRIBUTIONS.items()} == {
        name: text.rpartition("-> ")[2] for name, text in collecting.items()
    }


def test_the_first_words_of_the_tables_of_the_core_are_no_plugin_name() -> None:
    names = set()
    for file in modules():
        if dotted(file).startswith("ceres.") and "models" in dotted(file):
            names |= set(re.findall(r'__tablename__ = "([a-z]+)', ast.unparse(tree(file)).replace("'", '"')))
    assert names <= RESERVED
