"""From Markdown to HTML that is safe whoever wrote it: no raw HTML, no image, no link that runs something."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template

from markdown_it import MarkdownIt
from markupsafe import Markup

DEEPEST = 6
ABOVE = 1  # titles that the page itself has

_reader = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image", "html_inline", "html_block"])


def to_html(text: str, words: Mapping[str, str]) -> Markup:
    """Return ``text`` as HTML, the ``words`` of the site in the place of their names (``${site}``); unknown ones stay."""
    tokens = _reader.parse(Template(text).safe_substitute(words))
    for token in tokens:
        if token.type in {"heading_open", "heading_close"}:
            # The title of the page is the only one of its rank.
            token.tag = f"h{min(max(int(token.tag[1:]), ABOVE + 1), DEEPEST)}"
        if token.type == "th_open":
            token.attrSet("scope", "col")
    return Markup(_reader.renderer.render(tokens, _reader.options, {}))  # noqa: S704 (made by the library, html off)
