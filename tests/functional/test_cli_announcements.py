"""``ceres announcements``."""

from __future__ import annotations

import json
from typing import Any

import pytest
from webtest import TestApp

from ceres.app import Site
from ceres.testing.command_line import CommandLine
from factories.journal import events

TEXT = "Maintenance : CÉRÈS sera indisponible ce soir."


def listed(ceres: CommandLine) -> list[dict[str, Any]]:
    return list(json.loads(ceres("announcements", "list", "--json").stdout))


def test_an_announcement_is_published_listed_and_ended(ceres: CommandLine, app: TestApp, site: Site) -> None:
    added = ceres("announcements", "add", TEXT, "--en", "Tonight.", "--level", "warn", "--audience", "before", "--json")
    assert added.exit_code == 0, added.stderr
    made = json.loads(added.stdout)
    assert made == listed(ceres)[0]
    assert (made["state"], made["level"], made["audience"], made["until"]) == ("online", "warn", "before", None)
    assert (made["fr"], made["en"]) == (TEXT, "Tonight.")
    assert made["created_by"].startswith("cli:")
    assert "indisponible ce soir" in app.get("/login").text

    ended = ceres("announcements", "end", str(made["id"]))
    assert "terminée" in ended.stdout
    assert listed(ceres)[0]["state"] == "ended"
    assert "indisponible ce soir" not in app.get("/login").text
    assert ceres("announcements", "end", str(made["id"])).exit_code == 0
    traced = events(site, "banner.announce", "banner.end")
    assert [(event.action, event.object_type, event.object_id) for event in traced] == [
        ("banner.announce", "announcement", str(made["id"])),
        ("banner.end", "announcement", str(made["id"])),
    ]
    assert all(event.login.startswith("cli:") for event in traced)


def test_days_are_those_of_the_site_and_the_last_one_is_included(ceres: CommandLine) -> None:
    made = json.loads(ceres("announcements", "add", TEXT, "--from", "31/03/2090", "--until", "2090-04-01", "--json").stdout)
    assert (made["from"], made["until"]) == ("2090-03-31T00:00:00+11:00", "2090-04-02T00:00:00+11:00")
    assert made["state"] == "planned"
    (line,) = ceres("announcements", "list").stdout.splitlines()
    assert "programmée" in line
    assert "31/03/2090 00:00 – 02/04/2090 00:00" in line
    assert TEXT in line


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ([""], "1 à 280"),
        (["   "], "1 à 280"),
        (["x" * 281], "1 à 280"),
        (["deux\nlignes"], "une ligne"),
        (["\u202eenvers"], "visibles"),
        ([TEXT, "--en", "y" * 281], "1 à 280"),
        ([TEXT, "--until", "2020-01-01"], "jamais affichée"),
        ([TEXT, "--from", "2090-01-02", "--until", "2090-01-01"], "jamais affichée"),
        ([TEXT, "--from", "bientôt"], "n’est pas une date"),
    ],
)
def test_what_could_not_be_shown_is_refused(ceres: CommandLine, site: Site, options: list[str], reason: str) -> None:
    refused = ceres("announcements", "add", *options)
    assert refused.exit_code == 1
    assert reason in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert listed(ceres) == []
    assert events(site, "banner.announce") == []


def test_spaces_that_do_not_break_are_text(ceres: CommandLine) -> None:
    assert ceres("announcements", "add", "Guide\u00a0: à jour\u202f!").exit_code == 0


def test_a_draft_is_changed_published_changed_again_and_ended(ceres: CommandLine, app: TestApp, site: Site) -> None:
    made = json.loads(ceres("announcements", "add", TEXT, "--draft", "--until", "2020-01-01", "--json").stdout)
    number = str(made["id"])
    assert made["state"] == "draft"
    assert "jamais affichée" in ceres("announcements", "publish", number).stderr
    assert "brouillon" in ceres("announcements", "end", number).stderr
    changed = json.loads(ceres("announcements", "change", number, "--no-end", "--en", "Tonight.", "--level", "crit", "--json").stdout)
    assert (changed["state"], changed["until"], changed["fr"], changed["en"]) == ("draft", None, TEXT, "Tonight.")
    assert (changed["level"], changed["audience"]) == ("crit", "both")
    assert "indisponible" not in app.get("/login").text
    assert "en ligne" in ceres("announcements", "publish", number).stdout
    assert ceres("announcements", "publish", number).exit_code == 0
    assert "indisponible" in app.get("/login").text
    assert ceres("announcements", "change", number, "--fr", "Demain.", "--audience", "after").exit_code == 0
    assert "Demain" not in app.get("/login").text
    assert "ne se supprime pas" in ceres("announcements", "remove", number).stderr
    assert ceres("announcements", "end", number).exit_code == 0
    assert "terminée" in ceres("announcements", "change", number, "--fr", "Hier.").stderr
    traced = events(site, "banner.draft", "banner.change", "banner.announce", "banner.end")
    assert [event.action.partition(".")[2] for event in traced] == ["draft", "change", "announce", "change", "end"]


def test_a_draft_is_removed(ceres: CommandLine, site: Site) -> None:
    number = str(json.loads(ceres("announcements", "add", TEXT, "--draft", "--json").stdout)["id"])
    assert f"brouillon {number} supprimé" in ceres("announcements", "remove", number).stdout
    assert listed(ceres) == []
    assert [event.object_id for event in events(site, "banner.remove")] == [number]


@pytest.mark.parametrize("act", ["change", "publish", "remove"])
def test_no_act_on_an_unknown_number(ceres: CommandLine, act: str) -> None:
    refused = ceres("announcements", act, "7")
    assert refused.exit_code == 1
    assert "numéro 7" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1


def test_an_unknown_number_is_refused(ceres: CommandLine) -> None:
    refused = ceres("announcements", "end", "7")
    assert refused.exit_code == 1
    assert "numéro 7" in refused.stderr


def test_the_commands_of_a_plugin_that_is_off_are_refused(ceres: CommandLine) -> None:
    ceres("plugins", "disable", "banner")
    assert "désactivé" in ceres("announcements", "list").stderr
