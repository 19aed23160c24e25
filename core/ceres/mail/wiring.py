"""Makes the letters ready: their templates, their line of ``/health``."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.i18n.wiring import TEMPLATES_READY
from ceres.mail.health import MAIL
from ceres.mail.letters import Letters
from ceres.mail.mailer import LETTERS
from ceres.web.health import add_health_check

if TYPE_CHECKING:
    from pyramid.config import Configurator


def includeme(config: Configurator) -> None:
    """Wire the templates of letters."""
    config.add_jinja2_search_path("ceres.mail:templates")
    config.action(None, _make_letters, args=(config,), order=TEMPLATES_READY)
    add_health_check(config, MAIL)


def _make_letters(config: Configurator) -> None:
    config.registry[LETTERS] = Letters(config.registry, config.get_jinja2_environment())
