"""The colours keep their contrasts, and nothing that pages use is missing."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any, cast

import pytest

from ceres.web.static_files import HashInName
from ceres.web.stylesheet import PARTS, Stylesheet

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "core/ceres/web/static"
TOKENS = STATIC / "css/tokens.css"
DECLARED = re.compile(r"--([a-z0-9-]+): (#[0-9a-f]{6});")
TEXT, CONTROL = 4.5, 3.0

PAIRS = [
    ("brand", "surface", TEXT),
    ("brand", "brand-tint", TEXT),
    ("on-brand", "brand", TEXT),
    ("on-brand", "brand-strong", TEXT),
    ("text", "bg", TEXT),
    ("text", "surface", TEXT),
    ("text", "surface-2", TEXT),
    ("text", "brand-tint", TEXT),
    ("text", "tab", TEXT),
    ("text", "crit-bg", TEXT),
    ("text", "info-bg", TEXT),
    ("text", "abn-bg", TEXT),
    ("muted", "bg", TEXT),
    ("muted", "surface", TEXT),
    ("muted", "surface-2", TEXT),
    ("muted", "brand-tint", TEXT),
    ("on-crit", "crit", TEXT),
    ("crit", "surface", TEXT),
    ("crit", "crit-bg", TEXT),
    ("abn", "abn-bg", TEXT),
    ("info", "info-bg", TEXT),
    ("amend", "amend-bg", TEXT),
    ("ok", "ok-bg", TEXT),
    ("old", "old-bg", TEXT),
    ("old", "surface", TEXT),
    ("line-strong", "surface", CONTROL),
    ("focus", "surface", CONTROL),
    ("focus", "bg", CONTROL),
]


def themes() -> dict[str, dict[str, str]]:
    light, dark = TOKENS.read_text(encoding="utf-8").split("@media screen and (prefers-color-scheme: dark)")
    return {"light": dict(DECLARED.findall(light)), "dark": dict(DECLARED.findall(light)) | dict(DECLARED.findall(dark))}


def luminance(colour: str) -> float:
    """Relative luminance (WCAG 2.2)."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    dark, light = sorted([luminance(first), luminance(second)])
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("above", "below", "least"), PAIRS)
def test_contrast(theme: str, above: str, below: str, least: float) -> None:
    colours = themes()[theme]
    assert contrast(colours[above], colours[below]) >= least


def test_every_part_of_the_stylesheet_is_served() -> None:
    assert sorted(PARTS) == sorted(file.stem for file in (STATIC / "css").iterdir())


def test_every_drawing_that_pages_use_is_in_the_sprite() -> None:
    sources = [*ROOT.glob("core/**/*.jinja2"), *ROOT.glob("plugins/**/*.jinja2"), ROOT / "core/ceres/web/error_pages.py"]
    used = {name for file in sources for name in re.findall(r"icon(?:\(|=)\"([a-z]+)\"", file.read_text(encoding="utf-8"))}
    drawn = set(re.findall(r"<symbol id=\"([a-z]+)\"", (STATIC / "icons.svg").read_text(encoding="utf-8")))
    assert used <= drawn
    # Others are named where what they belong to is declared: a page of the administration, a button of a plugin.
    texts = [file.read_text(encoding="utf-8") for file in (*sources, *ROOT.glob("core/**/*.py"), *ROOT.glob("plugins/**/*.py"))]
    assert [name for name in drawn if not any(f'"{name}"' in text for text in texts)] == []


def test_the_hash_follows_the_content(tmp_path: Path) -> None:
    file, hashes = tmp_path / "a.css", HashInName()
    file.write_text("one")
    first = hashes.hash_of(file)
    assert hashes.hash_of(file) == first
    file.write_text("two!")
    assert hashes.hash_of(file) != first


def test_pages_look_at_the_files_once_a_second(tmp_path: Path) -> None:
    file, at = tmp_path / "a.css", [0.0]
    file.write_text("a { top: 0 }")
    stylesheet, hashes = Stylesheet([str(file)], clock=lambda: at[0]), HashInName(clock=lambda: at[0])

    def named() -> tuple[str, str]:
        return stylesheet.hash, hashes(cast(Any, None), "a.css", {"rawspec": str(file)})[0]

    first = named()
    file.write_text("a { top: 1px }")
    os.utime(file, ns=(1, 1))
    assert named() == first
    at[0] = 1.0
    assert all(now != before for now, before in zip(named(), first, strict=True))
