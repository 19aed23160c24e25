"""The pictures of the documentation: those of « make screenshots », all there, and not too heavy."""

from __future__ import annotations

import re
from pathlib import Path

from browser_sights import SIGHTS

ROOT = Path(__file__).parents[2]
PICTURES = ROOT / "docs/screenshots"
SHOWN = re.compile(r"!\[[^\]]+\]\(([^)]+\.png)\)")
MOST = 3 * 1024 * 1024  # bytes, all together


def test_each_page_has_its_pictures() -> None:
    wanted = {f"{sight.name}{suffix}.png" for sight in SIGHTS if sight.pictured for suffix in ("", "-phone")}
    assert {file.name for file in PICTURES.glob("*")} == wanted
    assert sum(file.stat().st_size for file in PICTURES.glob("*")) < MOST


def test_the_documentation_shows_pictures_that_exist() -> None:
    shown = [(page, link) for page in [ROOT / "README.md", *ROOT.glob("docs/**/*.md")] for link in SHOWN.findall(page.read_text("utf-8"))]
    assert shown
    assert [str(page) for page, link in shown if not (page.parent / link).exists()] == []
