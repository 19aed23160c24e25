"""``ceres plugins`` and ``ceres db``."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import text
from webtest import TestApp

from ceres.app import Site
from ceres.config.settings import Settings
from ceres.db.engine import Database
from ceres.testing.command_line import CommandLine
from factories.journal import events


def state(ceres: CommandLine, name: str) -> str:
    found = json.loads(ceres("plugins", "list", "--json").stdout)
    return next(str(line["state"]) for line in found if line["name"] == name)


def test_the_list_shows_every_plugin(ceres: CommandLine) -> None:
    done = ceres("plugins", "list", "--json")
    found = {line["name"]: line for line in json.loads(done.stdout)}
    assert {"intake", "networks", "search-date"} <= found.keys()
    assert found["search-date"]["category"] == "search"
    assert found["search-date"]["version"]
    assert found["search-date"]["state"] == "enabled"
    assert found["search-date"]["title"]
    assert found["search-date"]["description"]
    assert found["search-date"]["requires"] == []


def test_people_read_the_list_in_french(ceres: CommandLine) -> None:
    lines = ceres("plugins", "list").stdout.splitlines()
    assert any(line.startswith("search-date") and " actif " in line for line in lines)


def test_a_blocked_plugin_is_in_the_list(ceres: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERES_PLUGINS__BLOCKED", "networks,never-heard-of")
    assert state(ceres, "networks") == "blocked"
    assert state(ceres, "never-heard-of") == "blocked"
    refused = ceres("plugins", "enable", "networks")
    assert refused.exit_code == 1
    assert "plugins.blocked" in refused.stderr


def test_a_switch_counts_from_the_next_request_on_and_is_in_the_journal(ceres: CommandLine, site: Site) -> None:
    assert ceres("plugins", "disable", "search-date").exit_code == 0
    assert state(ceres, "search-date") == "disabled"
    assert ceres("plugins", "enable", "search-date").exit_code == 0
    assert state(ceres, "search-date") == "enabled"
    found = events(site, "plugin.disable", "plugin.enable")
    assert [(event.action, event.object_type, event.object_id) for event in found] == [
        ("plugin.disable", "plugin", "search-date"),
        ("plugin.enable", "plugin", "search-date"),
    ]
    assert all(event.login.startswith("cli:") for event in found)


@pytest.mark.parametrize(
    ("act", "sentences"),
    [
        ("disable", ["Recherche par date (search-date) s’arrête :", "  L’onglet « Par date » disparaît."]),
        ("enable", ["rien ne change dans les pages"]),
    ],
)
def test_a_trial_says_what_would_change_and_changes_nothing(ceres: CommandLine, site: Site, act: str, sentences: list[str]) -> None:
    done = ceres("plugins", act, "search-date", "--dry-run")
    assert done.exit_code == 0, done.stderr
    assert [line.replace("\u00a0", " ") for line in done.stdout.splitlines()] == sentences
    assert state(ceres, "search-date") == "enabled"
    assert events(site, "plugin.disable", "plugin.enable") == []


def test_a_trial_of_what_may_not_be_switched_is_refused(ceres: CommandLine) -> None:
    refused = ceres("plugins", "disable", "networks", "--dry-run")
    assert refused.exit_code == 1
    assert "fichier du site" in refused.stderr


def test_one_plugin_is_shown_with_all_there_is_to_know(ceres: CommandLine) -> None:
    shown = ceres("plugins", "show", "notify")
    assert shown.exit_code == 0, shown.stderr
    for piece in ("– actif", "/x/notify/preferences [signed-in]", "notify_preference", "à jour (0001)", "toutes les 30 s", "AGPL-3.0"):
        assert piece in shown.stdout
    found = json.loads(ceres("plugins", "show", "search-nip", "--json").stdout)
    assert (found["state"], found["adds"], found["distribution"]) == ("enabled", ["1 onglet"], "ceres-results")
    assert [(each["name"], each["given"]) for each in found["settings"]] == [("length", False)]


CARD = """
from ceres.api import Category, PluginInfo

INFO = PluginInfo("card", "Carte", "0.3.1", Category.SECURITY, "Par carte.", requires_core=">=99.2")
"""


def test_a_third_party_plugin_for_another_core_is_listed_and_left_out(
    ceres: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "hospital_card.py").write_text(CARD, encoding="utf-8")
    facts = tmp_path / "hospital_card-0.3.1.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text("Metadata-Version: 2.1\nName: hospital-card\nVersion: 0.3.1\nLicense-Expression: MIT\n")
    (facts / "entry_points.txt").write_text("[ceres.plugins]\ncard = hospital_card\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    found = next(line for line in json.loads(ceres("plugins", "list", "--json").stdout) if line["name"] == "card")
    assert (found["state"], found["reason"], found["distribution"]) == ("blocked", "incompatible", "hospital-card")
    assert "incompatible : demande le cœur 99.2" in ceres("plugins", "list").stdout.replace("\u00a0", " ")
    assert "hospital-card 0.3.1, MIT" in ceres("plugins", "show", "card").stdout
    assert "« card » demande le cœur 99.2" in ceres("check").stdout.replace("\u00a0", " ")
    refused = ceres("plugins", "enable", "card")
    assert refused.exit_code == 1
    assert "autre version du cœur" in refused.stderr


def test_an_unknown_plugin_is_not_shown(ceres: CommandLine) -> None:
    refused = ceres("plugins", "show", "ghost")
    assert refused.exit_code == 1
    assert "n’est installé" in refused.stderr
    assert ceres("plugins", "show").exit_code == 2


def test_a_blocked_plugin_is_shown_with_its_reason(ceres: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CERES_PLUGINS__BLOCKED", "search-date")
    assert "plugins.blocked" in ceres("plugins", "show", "search-date").stdout
    assert "bloqué" in ceres("plugins", "list").stdout


def test_switching_what_is_already_so_says_so_and_leaves_no_trace(ceres: CommandLine, site: Site) -> None:
    done = ceres("plugins", "enable", "search-date")
    assert done.exit_code == 0
    assert "déjà actif" in done.stdout
    assert events(site, "plugin.enable") == []


@pytest.mark.parametrize(("name", "reason"), [("ghost", "n’est installé"), ("networks", "fichier du site")])
def test_a_switch_that_is_refused_says_why(ceres: CommandLine, site: Site, name: str, reason: str) -> None:
    refused = ceres("plugins", "disable", name)
    assert refused.exit_code == 1
    assert reason in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert events(site, "plugin.disable") == []


def test_the_command_of_a_plugin_that_is_off_is_refused(ceres: CommandLine, tmp_path: Path) -> None:
    ceres("plugins", "disable", "intake")
    refused = ceres("intake", str(tmp_path))
    assert refused.exit_code == 1
    assert "désactivé" in refused.stderr


def test_the_site_answers_without_any_plugin(ceres: CommandLine, app: TestApp) -> None:
    for name in ("intake", "search-date"):
        assert ceres("plugins", "disable", name).exit_code == 0
    assert app.get("/login").status_int == 200
    assert app.get("/health").status_int == 200


def test_a_database_is_made_checked_and_found_in_order(tmp_path: Path) -> None:
    ceres = CommandLine(Settings.embedded(tmp_path))
    behind = ceres("db", "check")
    assert behind.exit_code == 1
    assert "ceres db upgrade" in behind.stderr
    made = ceres("db", "upgrade")
    assert made.exit_code == 0
    assert "core 0001" in made.stdout
    assert [event["action"] for event in ceres("journal", "list", "--json").json_lines()] == ["database.upgrade"]
    assert ceres("db", "upgrade").stdout == "la base de données est à jour\n"
    assert ceres("db", "check").exit_code == 0


def test_tables_that_differ_are_named(tmp_path: Path) -> None:
    settings = Settings.embedded(tmp_path)
    ceres = CommandLine(settings)
    ceres("db", "upgrade")
    database = Database(settings.database.url)
    with database.write() as db:
        db.execute(text("DROP TABLE saved_search"))
    database.dispose()
    refused = ceres("db", "check")
    assert refused.exit_code == 1
    assert "saved_search" in refused.stderr
