"""What a request translates with: Pyramid's localizer, which remembers what it has said."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from markupsafe import Markup
from pyramid.i18n import Localizer

from ceres.i18n import DOMAIN

MOST = 4096  # texts remembered for each language: more than the portal and its plugins say


class RememberingLocalizer(Localizer):  # type: ignore[misc]
    """One language of the site; its catalogues never change while the process lives."""

    def __init__(self, locale_name: str, translations: Any) -> None:
        super().__init__(locale_name, translations)
        self.said = lru_cache(MOST)(self._said)
        self.written = lru_cache(MOST)(self._written)
        self.counted = lru_cache(MOST)(self._counted)

    def _said(self, text: str) -> str:
        """Translate a msgid that is a plain string: what else one carries, a message of its own domain or with values, is no key."""
        return str(self.translate(text, domain=DOMAIN))

    def _written(self, text: str) -> Markup:
        """Translate a msgid of a template without values, in which « %% » stands for a percent sign."""
        return Markup(self._said(text)) % {}  # noqa: S704 (catalogues are ours and the site's)

    def _counted(self, singular: str, plural: str, n: int) -> str:
        """Translate a msgid with a number."""
        return str(self.pluralize(singular, plural, n, domain=DOMAIN))
