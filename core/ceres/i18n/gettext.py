"""What templates and views call to translate."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jinja2 import pass_context
from markupsafe import Markup
from translationstring import TranslationString

from ceres.i18n import DOMAIN
from ceres.i18n.numbers import write_number

if TYPE_CHECKING:
    from jinja2.runtime import Context

    from ceres.web.request import Request


@pass_context
def gettext(context: Context, message: str, /, **values: Any) -> str:
    """Translate a msgid: ``_()`` and ``{% trans %}``.

    The language is that of the request in the template's context, not of a thread. As with Jinja2's own, the text is markup
    where the template escapes, and « %% » in it a percent sign.
    """
    request: Request = context["request"]
    if not values and type(message) is str and context.eval_ctx.autoescape:
        return request.localizer.written(message)
    return _filled(context, translate(request, message), values)


@pass_context
def ngettext(context: Context, singular: str, plural: str, number: int, /, **values: Any) -> str:
    """Translate a msgid with a number, which is ``%(num)s`` in it."""
    return _filled(context, context["request"].localizer.counted(singular, plural, number), {"num": number, **values})


def translate(request: Request, text: str, **mapping: str) -> str:
    """Translate a msgid; ``${name}`` in it stands for ``mapping["name"]``."""
    if type(text) is not str:  # it may bring its own domain and values
        return str(request.localizer.translate(text, domain=DOMAIN, mapping=mapping or None))
    said = request.localizer.said(text)
    return TranslationString(said, mapping=mapping).interpolate() if mapping else said


def pluralize(request: Request, singular: str, plural: str, n: int, **mapping: str) -> str:
    """Translate a msgid with a number, which is ``${n}`` in it."""
    said = request.localizer.counted(singular, plural, n)
    return str(TranslationString(said, mapping={"n": write_number(request, n), **mapping}).interpolate())


def _filled(context: Context, text: str, values: dict[str, Any]) -> str:
    shown = Markup(text) if context.eval_ctx.autoescape else text  # noqa: S704 (catalogues are ours and the site's)
    return shown % values
