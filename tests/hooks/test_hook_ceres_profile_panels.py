"""``ceres_profile_panels``: panels of « Mon profil »."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site, make_app
from factories.browsers import BROWSER
from factories.people import add_account
from factories.plugins import make_package, with_plugins

PLUGIN = """
from ceres.api import Category, Place, PluginInfo, ProfilePanel, hookimpl

INFO = PluginInfo("garden", "Jardin", "1.0", Category.PROFILE, "Essai.")


@hookimpl
def ceres_profile_panels(request, account):
    if request.GET.get("fails"):
        raise RuntimeError
    done = {"watered": "Jardin arrosé."}
    return [
        ProfilePanel("garden", "Jardin", "ceres_garden/panel.jinja2", 15, Place.LEFT, {"owner": account.login}, done),
        ProfilePanel("broken", "Cassé", "ceres_garden/broken.jinja2", 16),
    ]
"""
FILES = {
    "plugin.py": PLUGIN,
    "templates/ceres_garden/panel.jinja2": "<p>Le jardin de {{ panel.values.owner }} &amp; {{ '<b>' }}</p>",
    "templates/ceres_garden/broken.jinja2": "{{ nothing.of_the_kind }}",
}


def test_hook_ceres_profile_panels(
    site: Site, db: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sign_in: Callable[[TestApp, Account], str]
) -> None:
    account = add_account(db)
    db.commit()
    changed = with_plugins(site, make_package(tmp_path, monkeypatch, "garden", FILES))
    browser = TestApp(make_app(changed), extra_environ=BROWSER)
    sign_in(browser, account)
    page = browser.get("/profile", {"done": "watered"})
    assert [each.get_text() for each in page.html.select(".stack:first-child h2")] == ["Adresse électronique", "Jardin", "Mot de passe"]
    assert "Le jardin de h.marchand &amp; &lt;b&gt;" in page
    assert page.html.select_one("[role=status]").get_text(strip=True) == "Jardin arrosé."
    assert "Cassé" not in page
    assert changed.plugins.failures.counts() == {("garden", "ceres_profile_panels"): 1}
    assert "Jardin" not in browser.get("/profile", {"fails": "1"})
    assert "Adresse électronique" in browser.get("/profile", {"fails": "1"})
