"""One colour gives the others, all of them readable."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres.branding.colours import READABLE, contrast, dark, is_colour, light, nearest_readable, readable, stylesheet

COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("#000000", "#ffffff", 21.0), ("#0b5563", "#ffffff", 8.42), ("#4b3a9b", "#ffffff", 8.83)]
)
def test_contrasts_are_those_of_wcag(one: str, other: str, expected: float) -> None:
    assert round(contrast(one, other), 2) == round(contrast(other, one), 2) == expected


@given(COLOURS)
def test_any_colour_has_a_readable_shade(colour: str) -> None:
    shade = nearest_readable(colour)
    assert readable(shade)
    assert shade == colour.lower() or not readable(colour)


@given(COLOURS)
def test_what_is_derived_is_readable(colour: str) -> None:
    pages, night = light(nearest_readable(colour)), dark(nearest_readable(colour))
    assert min(contrast(pages.brand, pages.tint), contrast(pages.strong, pages.on_brand), contrast(pages.brand, "#ffffff")) >= READABLE
    assert min(contrast(night.brand, "#172126"), contrast(night.brand, night.tint), contrast(night.brand, night.on_brand)) >= READABLE


@pytest.mark.parametrize("text", ["#0b5563", "#FFFFFF"])
def test_colours_as_they_are_written(text: str) -> None:
    assert is_colour(text)


@pytest.mark.parametrize("text", ["", "#fff", "teal", "#0b556", "#0b5563;", "#0b55６3"])
def test_anything_else_is_no_colour(text: str) -> None:
    assert not is_colour(text)


def test_a_site_changes_its_own_colours_only() -> None:
    css = stylesheet("#4b3a9b")
    assert "--brand: #4b3a9b;" in css
    assert {word.partition(":")[0] for word in css.split() if word.startswith("--")} == {
        *("--brand", "--brand-strong", "--brand-tint", "--brand-line", "--on-brand")
    }
