"""No page in English says anything in French, unless it says that it does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from browser_site import make_site
from ceres.i18n.extraction import read
from ceres.i18n.messages import PLACEHOLDER, messages, texts
from factories.sources import ROOT
from factories.walking import every_page, visible_texts

SHORTEST = 5  # characters: shorter pieces stand in other words
# Words that no English sentence has; names of people, sections and files of the test site have none of them.
FRENCH = re.compile(
    r"\b([Ll]es?|la|des|une|du|aux?|est|sont|pour|avec|dans|[Vv]otre|[Vv]os|cette|sur|par|ou|et|[Aa]ucune?)\b|[«»]|[\u00a0\u202f][:;?!]|\b[dlnqs]’[a-zé]"
)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of a filled site."""
    return make_site(tmp_path_factory.mktemp("english"))


def french_pieces() -> set[str]:
    """Return what is only said in French: the pieces, between placeholders, of the messages that are translated otherwise."""
    found: dict[str, set[str]] = {"fr": set(), "en": set()}
    for language, pieces in found.items():
        for message in messages(read(ROOT, language)):
            said = " ".join(texts(message.string))
            pieces |= {piece.strip() for text in texts(message.string) for piece in PLACEHOLDER.split(text)} | {said}
    english = " ".join(found["en"])
    return {piece for piece in found["fr"] if len(piece) >= SHORTEST and not re.search(rf"(?<!\w){re.escape(piece)}(?!\w)", english)}


def test_no_page_in_english_has_a_word_of_french(config: Path) -> None:
    french = re.compile("|".join(rf"(?<!\w){re.escape(piece)}(?!\w)" for piece in sorted(french_pieces(), key=len, reverse=True)))
    wrong: dict[str, str] = {}
    for name, page in every_page(config, "en"):
        assert page.html.html["lang"] == "en"
        assert page.headers["Content-Language"] == "en"
        for text in visible_texts(page, "en"):
            if french.search(text) or FRENCH.search(text):
                wrong.setdefault(text, name)
    assert wrong == {}
