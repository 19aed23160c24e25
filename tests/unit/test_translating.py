"""Words of templates: remembered for each language, and said as Jinja2 says them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from jinja2 import Environment
from pyramid.i18n import Translations
from translationstring import TranslationString

from ceres.i18n.gettext import gettext, ngettext, translate
from ceres.i18n.localizer import RememberingLocalizer
from ceres.i18n.names import PersonName, write_name


class Catalogue(Translations):  # type: ignore[misc]
    """Knows no message."""

    def __init__(self) -> None:
        super().__init__()
        self._catalog: dict[str, str] = {}


class Backwards(Catalogue):
    """Says everything backwards, and counts what it is asked."""

    asked = 0

    def gettext(self, message: str) -> str:
        self.asked += 1
        return message[::-1]


@pytest.fixture
def request_() -> Any:
    return SimpleNamespace(localizer=RememberingLocalizer("fr", Catalogue()))


def said(request: Any, template: str, *, escape: bool = True, **values: Any) -> str:
    environment = Environment(extensions=["jinja2.ext.i18n"], autoescape=escape)
    environment.newstyle_gettext = True  # type: ignore[attr-defined]
    environment.globals |= {"_": gettext, "gettext": gettext, "ngettext": ngettext}
    return environment.from_string(template).render(request=request, **values)


@pytest.mark.parametrize(
    ("template", "written"),
    [
        ("{{ _('100 %%') }}", "100 %"),
        ("{{ _('<b>') }}", "<b>"),  # catalogues are trusted, values are not
        ("{{ _('de %(name)s', name=name) }}", "de &lt;i&gt;"),
        ("{% trans name=name %}de {{ name }}, 5 %{% endtrans %}", "de &lt;i&gt;, 5 %"),
        ("{% trans n=2 %}{{ n }} ligne{% pluralize n %}{{ n }} lignes{% endtrans %}", "2 lignes"),
        ("{{ ngettext('%(n)s ligne', '%(n)s lignes', 1, n='#') }}", "# ligne"),
        ("{{ ngettext('%(num)s ligne', '%(num)s lignes', 3) }}", "3 lignes"),
    ],
)
def test_templates_say_what_they_said(request_: Any, template: str, written: str) -> None:
    assert said(request_, template, name="<i>") == written


def test_letters_are_no_markup(request_: Any) -> None:
    assert said(request_, "{{ _('de %(name)s : 100 %%', name='<i>') }}", escape=False) == "de <i> : 100 %"


def test_a_word_is_looked_up_once_in_each_language() -> None:
    backwards = Backwards()
    both = [SimpleNamespace(localizer=RememberingLocalizer("x", each)) for each in (backwards, Catalogue())]
    assert [translate(cast(Any, each), "abc") for each in both * 2] == ["cba", "abc"] * 2
    assert backwards.asked == 1


def test_messages_that_bring_values_are_not_mixed_up(request_: Any) -> None:
    messages = [TranslationString("${n} fois", mapping={"n": n}) for n in ("deux", "trois")]
    assert [translate(request_, each) for each in messages] == ["deux fois", "trois fois"]
    assert [translate(request_, "${n} fois", n=n) for n in ("${n}", "%(n)s")] == ["${n} fois", "%(n)s fois"]


def test_a_name_stays_what_it_is(request_: Any) -> None:
    request_.translate = lambda text: translate(request_, text)
    assert write_name(request_, PersonName("a${given}", "%s ${family}")) == "A${GIVEN} %s ${family}"
