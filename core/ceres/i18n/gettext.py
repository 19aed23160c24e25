"""What templates and views call to translate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from jinja2 import pass_context

from ceres.i18n import DOMAIN
from ceres.i18n.numbers import write_number

if TYPE_CHECKING:
    from jinja2.runtime import Context

    from ceres.web.request import Request


class ContextGettext:
    """``_()`` and ``{% trans %}``: the language is that of the request in the template's context, not of a thread."""

    def __init__(self, domain: str) -> None:
        self._domain = domain

    @pass_context
    def gettext(self, context: Context, message: str) -> str:
        """Translate a msgid."""
        return str(context["request"].localizer.translate(message, domain=self._domain))

    @pass_context
    def ngettext(self, context: Context, singular: str, plural: str, n: int) -> str:
        """Translate a msgid with a number."""
        return str(context["request"].localizer.pluralize(singular, plural, n, domain=self._domain))


def translate(request: Request, text: str, **mapping: str) -> str:
    """Translate a msgid; ``${name}`` in it stands for ``mapping["name"]``."""
    return str(request.localizer.translate(text, domain=DOMAIN, mapping=mapping or None))


def pluralize(request: Request, singular: str, plural: str, n: int, **mapping: str) -> str:
    """Translate a msgid with a number, which is ``${n}`` in it."""
    return str(request.localizer.pluralize(singular, plural, n, domain=DOMAIN, mapping={"n": write_number(request, n), **mapping}))
