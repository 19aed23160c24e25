"""What is written about accounts, in both languages: a subject, a text, a page, the same way on, and no patient."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pyramid.config import Configurator

from ceres.accounts.models import Account
from ceres.app import Site, configure
from ceres.mail.letters import Letter, Letters
from ceres.mail.mailer import LETTERS
from ceres.profile.letters import changed, confirmation, warning
from ceres.recovery.demands import Demand
from ceres.recovery.letters import demand, password_changed, reset_link, temporary_password
from ceres.testing.command_line import CommandLine
from factories.letters import last_letter

NEW = "new@cabinet.example"
URL = "https://ceres.exemple.nc"
WRITTEN: dict[str, tuple[Callable[[Account], Letter], str, str, str]] = {
    "temporary password": (lambda of: temporary_password(of, "abcdefgh", 60), "mot de passe temporaire", "temporary password", "/login"),
    "link": (lambda of: reset_link(of, "/password/new?key=K", 60), "choisir un nouveau", "choose a new", "/password/new?key=K"),
    "password changed": (password_changed, "a été changé", "was changed", "/password"),
    "confirmation": (lambda of: confirmation(of, NEW, "/c?key=K", 24), "confirmez", "confirm your", "/c?key=K"),
    "warning": (lambda of: warning(of, NEW, "/o?key=K", 24), "changement d’adresse", "change of address", "/o?key=K"),
    "address changed": (lambda of: changed(of, "old@cabinet.example"), "adresse a été changée", "address was changed", ""),
}


@pytest.fixture(scope="module")
def make_letters(shared_site: Site) -> Callable[[str], Letters]:
    """The templates of a site with this address."""
    made: dict[str, Letters] = {}

    def letters_for(url: str) -> Letters:
        if url not in made:
            settings = replace(shared_site.settings, site=replace(shared_site.settings.site, url=url))
            config: Configurator = configure(replace(shared_site, settings=settings))
            config.commit()
            made[url] = config.registry[LETTERS]
        return made[url]

    return letters_for


@pytest.mark.parametrize("name", WRITTEN)
@pytest.mark.parametrize("language", ["fr", "en"])
def test_a_letter_says_the_same_in_text_and_page(make_letters: Callable[[str], Letters], name: str, language: str) -> None:
    make, french, english, way = WRITTEN[name]
    account = Account(id=1, login="h.<b>", email="old@cabinet.example", language=language)
    written = make_letters(URL).write(make(account))
    assert (english if language == "en" else french) in written.subject
    assert "h.<b>" in written.text
    assert "h.&lt;b&gt;" in written.html
    assert "h.<b>" not in written.html
    for body in (written.text, written.html):
        assert not way or f"{URL}{way}" in body.replace("&amp;", "&")


@pytest.mark.parametrize("name", [name for name in WRITTEN if WRITTEN[name][3]])
def test_without_an_address_of_the_site_a_letter_names_the_page(make_letters: Callable[[str], Letters], name: str) -> None:
    make, _, _, way = WRITTEN[name]
    written = make_letters("").write(make(Account(id=1, login="h.marchand", email="old@cabinet.example", language="fr")))
    for body in (written.text, written.html):
        assert "À ouvrir à la suite de l’adresse du serveur" in body
        assert way in body
    assert 'href="/' not in written.html


def test_a_demand_is_text(make_letters: Callable[[str], Letters]) -> None:
    wanted = Demand("<i>A</i>", "{{ 7 * 7 }}", "Nouméa", "a@b.nc")
    written = make_letters(URL).write(demand("ceres@exemple.nc", wanted))
    assert "{{ 7 * 7 }}" in written.text
    assert "<i>" not in written.html


def test_a_password_given_by_the_administrator_is_announced(ceres: CommandLine, site: Site) -> None:
    options: dict[str, Any] = {"stdin": "trois roussettes sous la pluie\n"}
    words = ("--name", "Dr H", "--email", "h@exemple.nc", "--password-stdin")
    assert ceres("accounts", "add", "h.marchand", *words, **options).exit_code == 0
    assert ceres("accounts", "reset", "h.marchand").exit_code == 0
    assert last_letter(site, "password_changed").recipient == "h@exemple.nc"
