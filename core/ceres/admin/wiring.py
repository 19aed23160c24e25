"""Wires the pages of the administration: one line a view."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ceres.admin.views import (
    about,
    account,
    account_new,
    accounts,
    accounts_import,
    branding,
    health,
    home,
    journal,
    mail,
    pages,
    plugins,
    prescribers,
)
from ceres.security.permissions import Permission

if TYPE_CHECKING:
    from pyramid.config import Configurator

MANAGE = {"permission": Permission.ADMIN_MANAGE}
READ = {"permission": Permission.JOURNAL_READ}


def includeme(config: Configurator) -> None:
    """Add the views, and the folder of their templates."""
    config.add_jinja2_search_path("ceres.admin:templates")
    config.add_view(home.home, route_name="admin", request_method="GET", permission=Permission.SIGNED_IN)
    config.add_view(home.plugin_page, route_name="admin.page", request_method="GET", permission=Permission.SIGNED_IN)
    config.add_view(plugins.show, route_name="admin.plugins", request_method="GET", renderer=plugins.LIST, **MANAGE)
    how = {"route_name": "admin.plugins/install", "renderer": "ceres/admin/plugins_install.jinja2", **MANAGE}
    config.add_view(plugins.install, request_method="GET", **how)
    one = {"route_name": "admin.plugins/one", **MANAGE}
    config.add_view(plugins.show_one, request_method="GET", renderer="ceres/admin/plugin.jinja2", **one)
    config.add_view(plugins.switch, request_method="POST", **one)
    config.add_view(accounts.show, route_name="admin.accounts", request_method="GET", renderer="ceres/admin/accounts.jinja2", **MANAGE)
    new = {"route_name": "admin.accounts/new", "renderer": "ceres/admin/account_new.jinja2", **MANAGE}
    config.add_view(account_new.NewAccountView, attr="show", request_method="GET", **new)
    config.add_view(account_new.NewAccountView, attr="open", request_method="POST", **new)
    many = {"route_name": "admin.accounts/import", "renderer": "ceres/admin/accounts_import.jinja2", **MANAGE}
    config.add_view(accounts_import.ImportView, attr="show", request_method="GET", **many)
    config.add_view(accounts_import.ImportView, attr="act", request_method="POST", **many)
    config.add_view(accounts_import.model, route_name="admin.accounts/import/model", request_method="GET", **MANAGE)
    one = {"route_name": "admin.accounts/one", "renderer": "ceres/admin/account.jinja2", **MANAGE}
    config.add_view(account.AccountView, attr="show", request_method="GET", **one)
    config.add_view(account.AccountView, attr="act", request_method="POST", **one)
    directory = {"request_method": "GET", **MANAGE}
    config.add_view(prescribers.show, route_name="admin.prescribers", renderer="ceres/admin/prescribers.jinja2", **directory)
    config.add_view(prescribers.show_one, route_name="admin.prescribers/one", renderer="ceres/admin/prescriber.jinja2", **directory)
    config.add_view(pages.show, route_name="admin.pages", request_method="GET", renderer="ceres/admin/pages.jinja2", **MANAGE)
    page = {"route_name": "admin.pages/one", "renderer": "ceres/admin/page.jinja2", **MANAGE}
    config.add_view(pages.PageView, attr="show", request_method="GET", **page)
    config.add_view(pages.PageView, attr="act", request_method="POST", **page)
    version = {"route_name": "admin.pages/version", "renderer": "ceres/admin/page_version.jinja2", **MANAGE}
    config.add_view(pages.VersionView, attr="show", request_method="GET", **version)
    look = {"route_name": "admin.branding", "renderer": "ceres/admin/branding.jinja2", **MANAGE}
    config.add_view(branding.AppearanceView, attr="show", request_method="GET", **look)
    config.add_view(branding.AppearanceView, attr="act", request_method="POST", **look)
    config.add_view(branding.colour_rules, route_name="admin.branding/colour", request_method="GET", **MANAGE)
    config.add_view(mail.show, route_name="admin.mail", request_method="GET", renderer="ceres/admin/mail.jinja2", **MANAGE)
    config.add_view(mail.act, route_name="admin.mail", request_method="POST", renderer="ceres/admin/mail.jinja2", **MANAGE)
    config.add_view(health.show, route_name="admin.health", request_method="GET", renderer="ceres/admin/health.jinja2", **MANAGE)
    config.add_view(about.show, route_name="admin.about", request_method="GET", renderer="ceres/admin/about.jinja2", **MANAGE)
    config.add_view(journal.show, route_name="admin.journal", renderer="ceres/admin/journal.jinja2", **READ)
    config.add_view(journal.export, route_name="admin.journal/export", request_method="POST", **READ)
    config.add_view(journal.verify, route_name="admin.journal/verify", request_method="POST", **READ)
    one_event = {"route_name": "admin.journal/one", "renderer": "ceres/admin/journal_event.jinja2", **READ}
    config.add_view(journal.one, request_method="GET", **one_event)
