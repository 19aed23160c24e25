"""Gives requests and templates their language."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pyramid.config import PHASE3_CONFIG
from pyramid.events import NewResponse

from ceres.i18n import FILTERS
from ceres.i18n.ages import age
from ceres.i18n.dates import DateFilters
from ceres.i18n.gettext import gettext, ngettext, pluralize, translate
from ceres.i18n.localizers import add_localizers
from ceres.i18n.names import named, write_name
from ceres.i18n.negotiation import negotiate
from ceres.i18n.numbers import number, write_number

if TYPE_CHECKING:
    from pyramid.config import Configurator


TEMPLATES_READY = PHASE3_CONFIG + 1  # the environment of the templates is made in phase 3


def includeme(config: Configurator) -> None:
    """Wire the languages of the site, the one of a request, ``request.translate`` and the filters of templates.

    Raises:
        ConfigError: a catalogue that the site brings is not right, or it lacks that of its own language.
    """
    site = config.registry["ceres.site"]
    languages = site.languages
    config.add_request_method(lambda _: languages, "languages", property=True)
    config.add_translation_dirs(str(files("ceres_locales")))  # as a path: an asset's own root is no resource for setuptools
    config.set_locale_negotiator(negotiate)
    config.add_request_method(translate)
    config.add_request_method(pluralize)
    config.add_settings({"jinja2.newstyle": True})
    dates = DateFilters({code: language.dates for code, language in languages.items()})
    config.add_request_method(lambda request, value: dates.day_for(request, value), "write_day")
    config.add_request_method(lambda request, value: dates.lately(request, value), "write_moment")
    config.add_request_method(write_name)
    config.add_request_method(write_number)
    config.add_subscriber(name_language, NewResponse)
    # Once every plugin has brought its catalogues.
    config.action(None, add_localizers, args=(config, languages, site.settings.site.language), order=TEMPLATES_READY)
    config.action(None, _prepare_templates, args=(config, dates), order=TEMPLATES_READY)


def name_language(event: Any) -> None:
    """Say in the headers of a page which language it is in, and what that depends on (subscriber of ``NewResponse``)."""
    response = event.response
    if response.content_type == "text/html":
        response.content_language = event.request.locale_name
        response.vary = sorted({*(response.vary or ()), "Accept-Language", "Cookie"})


def _prepare_templates(config: Configurator, dates: DateFilters) -> None:
    environment = config.get_jinja2_environment()
    environment.policies["ext.i18n.trimmed"] = True  # as babel.cfg reads them: lines of a text are joined by one space
    # Ours in the place of the extension's, which calls twice as many functions for each word of a page.
    environment.globals |= {"_": gettext, "gettext": gettext, "ngettext": ngettext}
    made = (dates.day, dates.moment, dates.instant, dates.longmoment, age, named, number)
    environment.filters |= dict(zip(FILTERS, made, strict=True))
