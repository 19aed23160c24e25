"""Gives requests and templates their language."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from pyramid.config import PHASE3_CONFIG

from ceres.i18n import DOMAIN
from ceres.i18n.ages import age
from ceres.i18n.dates import DateFilters, make_styles
from ceres.i18n.gettext import ContextGettext, pluralize, translate
from ceres.i18n.negotiation import negotiate

if TYPE_CHECKING:
    from pyramid.config import Configurator


TEMPLATES_READY = PHASE3_CONFIG + 1  # the environment of the templates is made in phase 3


def includeme(config: Configurator) -> None:
    """Wire the catalogues, the locale of a request, ``request.translate`` and the filters of templates."""
    config.add_translation_dirs(str(files("ceres_locales")))  # as a path: an asset's own root is no resource for setuptools
    config.set_locale_negotiator(negotiate)
    config.add_request_method(translate)
    config.add_request_method(pluralize)
    config.add_settings({"jinja2.newstyle": True, "jinja2.i18n.domain": DOMAIN, "jinja2.i18n.gettext": ContextGettext})
    dates = DateFilters(make_styles())
    config.add_request_method(lambda request, value: dates.day_for(request, value), "write_day")
    config.add_request_method(lambda request, value: dates.lately(request, value), "write_moment")
    config.action(None, _prepare_templates, args=(config, dates), order=TEMPLATES_READY)


def _prepare_templates(config: Configurator, dates: DateFilters) -> None:
    environment = config.get_jinja2_environment()
    environment.policies["ext.i18n.trimmed"] = True  # as babel.cfg reads them: lines of a text are joined by one space
    environment.filters |= {"day": dates.day, "moment": dates.moment, "instant": dates.instant, "longmoment": dates.longmoment, "age": age}
