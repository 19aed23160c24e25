"""The stylesheet as a phone reads it."""

from __future__ import annotations

import pytest

from ceres.web.narrow import as_on_a_phone


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("screen and (max-width: 979.98px)", "screen"),
        ("(max-width: 979.98px)", "all"),
        ("screen and (min-width: 1100px)", "not all"),
        ("screen and (min-width: 320px) and (max-width: 979.98px)", "screen"),
        ("screen and (min-width: 980px) and (max-width: 1099.98px)", "not all"),
        ("screen and (prefers-color-scheme: dark)", "screen and (prefers-color-scheme: dark)"),
        ("screen and (prefers-color-scheme: dark) and (max-width: 400px)", "screen and (prefers-color-scheme: dark)"),
        ("print", "print"),
        ("print, screen and (max-width: 500px)", "print, screen"),
    ],
)
def test_conditions_on_the_width_are_answered(asked: str, answered: str) -> None:
    assert (
        as_on_a_phone(f"a {{ b: c; }}\n@media {asked} {{\na {{ b: d; }}\n}}") == f"a {{ b: c; }}\n@media {answered} {{\na {{ b: d; }}\n}}"
    )
