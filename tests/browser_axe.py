"""What axe says of a page: its script is put into a page once, and only violations are told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from axe_playwright_python.base import AXE_SCRIPT, AxeResults

if TYPE_CHECKING:
    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passed is long, and takes longer on its way here than axe takes to look.
RUN = "options => axe.run(options).then(found => ({violations: found.violations}))"


def look(page: Page) -> AxeResults:
    """Look at a page as it now is."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE_SCRIPT)
    return AxeResults(page.evaluate(RUN, {"runOnly": TAGS, "resultTypes": ["violations"]}))
