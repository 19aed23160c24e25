"""From an empty site to one that works: what an administrator does in a browser, what the prescriber sees of it, what the journal keeps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from browser_moves import follow, next_page
from browser_windows import Visit, Windows
from factories.hl7 import MSH, OBR, ORC, make_hl7, with_fields
from factories.servers import Processes

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

BOSS, DOCTOR = "k.lebreton", "h.marchand"
BOSS_PASSWORD, DOCTOR_PASSWORD = "quatre mots tout simples", "une autre phrase de passe"
SITE = """
[site]
url = "http://127.0.0.1"

[mail]
transport = "folder"
folder = "mail"

[plugins.intake]
unmapped = "wait"
"""
LINK = re.compile(r"/password/new\?key=\S+")
TRACED = {
    ("Création d’un compte", DOCTOR),
    ("Invitation à choisir un mot de passe", DOCTOR),
    ("Ouverture d’un accès aux comptes rendus d’un prescripteur", DOCTOR),
    ("Désactivation d’un module", "export"),
    ("Publication d’une annonce", "1"),
    ("Modification d’une page de texte", "faq.fr v1"),
}
"""What the journal says that the administrator did, and to what."""


class Laboratory:
    """Sends messages to the site."""

    def __init__(self, site: Processes, folder: Path) -> None:
        self._site = site
        self._folder = folder

    def send(self, number: str, section: str, prescriber: str = "DR1") -> str:
        """Send one report and return what became of it."""
        message = make_hl7(
            msh=with_fields(MSH, f9=f"MSG{number}"),
            orc=with_fields(ORC, f3=number),
            obr=with_fields(OBR, f3=number, f16=f"{prescriber}^MARCHAND^Hélène", f24=section),
        )
        file = self._folder / f"{number}.hl7"
        file.write_bytes(message)
        return self._site.run("intake", str(file), "--json")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where an empty site lives."""
    (tmp_path / "ceres.toml").write_text(SITE, encoding="utf-8")
    return tmp_path


@pytest.fixture
def site(chromium: Browser, folder: Path) -> Processes:
    """An empty site with its first administrator."""
    site = Processes(folder / "ceres.toml")
    words = "--name", "Karim LEBRETON", "--email", "k@exemple.nc", "--role", "administrator", "--password-stdin"
    site.run("accounts", "add", BOSS, *words, given=f"{BOSS_PASSWORD}\n")
    return site


@pytest.fixture
def laboratory(site: Processes, folder: Path) -> Laboratory:
    """The laboratory of the site."""
    return Laboratory(site, folder)


@pytest.fixture
def window(chromium: Browser, site: Processes) -> Iterator[Callable[[], Visit]]:
    """Opens windows on the site, nobody signed in."""
    with site.serving() as address:
        windows = Windows(chromium, address, lambda who: "")
        yield windows.new
        windows.close()


def sign_in(page: Page, login: str, password: str) -> None:
    page.goto("/login")
    page.fill("#login", login)
    page.fill("#password", password)
    with next_page(page):
        page.keyboard.press("Enter")
    assert "/login" not in page.url


def invitation(folder: Path, page: Page) -> str:
    """Wait for the letter, and return the address that it leads to."""
    for _ in range(100):
        for file in sorted((folder / "mail").glob("*.eml")):
            letter = message_from_bytes(file.read_bytes(), policy=policy.default)
            body = letter.get_body(("plain",))
            if body and (link := LINK.search(body.get_content())):
                return link[0]
        page.wait_for_timeout(100)
    raise AssertionError("no invitation came")


def choose_password(page: Page, address: str) -> None:
    page.goto(address)
    for field in page.locator("input[type=password]").all():
        field.fill(DOCTOR_PASSWORD)
    follow(page, "form.card button[type=submit]")


def create_prescriber(page: Page) -> None:
    page.goto("/admin/accounts")
    follow(page, "text=Ajouter un compte")
    for name, value in {"login": DOCTOR, "name": "Dr Hélène MARCHAND", "email": "h@exemple.nc"}.items():
        page.fill(f"#{name}", value)
    page.check("input[name=password][value=invite]")
    follow(page, "button:has-text('Ouvrir le compte')")


def give_mandate(page: Page, code: str) -> None:
    page.goto(f"/admin/accounts/of/{DOCTOR}")
    page.fill("input[name=code]", code)
    follow(page, ".filters button:has-text('Ajouter')")
    assert code in page.locator(".mandates").inner_text()


def switch_off(page: Page, module: str) -> None:
    page.goto("/admin/plugins")
    follow(page, f"#{module} [role=switch]")
    assert "Télécharger (ZIP)" in page.locator("main").inner_text(), "what changes is told first"
    follow(page, "main button.primary")
    assert page.locator(f"#{module} [role=switch]").get_attribute("aria-checked") == "false"


def announce(page: Page, text: str) -> None:
    page.goto("/admin/announcements")
    page.fill("#fr", text)
    follow(page, "button[value=publish]")


def edit_faq(page: Page, text: str) -> None:
    page.goto("/admin/pages/faq/fr")
    page.fill("textarea[name=text]", text)
    follow(page, "button[value=write]")


def name_section_and_replay(page: Page, name: str) -> None:
    page.goto("/admin/intake")
    follow(page, "#quarantine tbody a")
    page.fill("input[name=section]", name)
    follow(page, "button:has-text('Associer et rejouer')")


def done_by(page: Page, login: str) -> set[tuple[str, str]]:
    """Return what the journal says that somebody did, and to what."""
    page.goto("/admin/journal")
    page.fill("input[name=login]", login)
    follow(page, ".filters button")
    rows = [row.locator("td, th").all_inner_texts() for row in page.locator(".journal tbody tr").all()]
    return {(cells[3].strip(), cells[4].strip()) for cells in rows}


def test_an_administrator_makes_an_empty_site_work(window: Callable[[], Visit], laboratory: Laboratory, folder: Path) -> None:
    office, practice = window(), window()
    admin, doctor = office.page, practice.page
    sign_in(admin, BOSS, BOSS_PASSWORD)

    create_prescriber(admin)
    give_mandate(admin, "DR1")
    choose_password(doctor, invitation(folder, doctor))
    assert doctor.url.endswith("/results"), "who has chosen a password is signed in"
    assert '"published"' in laboratory.send("114000001", "CH")
    doctor.goto("/results")
    assert doctor.locator("#results tbody tr").count() == 1

    doctor.locator("input[name=report]").check()
    switch_off(admin, "export")
    follow(doctor, "button:has-text('Télécharger (ZIP)')")
    assert doctor.locator("h1").inner_text() == "Fonction désactivée"
    follow(doctor, "main a.primary")
    assert doctor.locator("#results tbody tr").count() == 1
    assert doctor.locator("text=Télécharger (ZIP)").count() == 0

    announce(admin, "Le laboratoire ferme à midi le 24 décembre.")
    doctor.reload()
    assert doctor.locator("text=ferme à midi").is_visible()

    edit_faq(admin, "## Où est le laboratoire ?\n\nAu rez-de-chaussée.")
    doctor.goto("/pages/faq")
    assert doctor.locator("text=Au rez-de-chaussée.").is_visible()

    assert '"quarantined"' in laboratory.send("114000002", "ZZ9")
    name_section_and_replay(admin, "GÉNÉTIQUE MOLÉCULAIRE")
    doctor.goto("/results")
    assert doctor.locator("#results tbody tr").count() == 2
    assert doctor.locator("td.section:has-text('GÉNÉTIQUE MOLÉCULAIRE')").is_visible()
    assert '"published"' in laboratory.send("114000003", "ZZ9"), "the next one finds its name by itself"

    assert done_by(admin, BOSS) >= TRACED
    assert {"Nom donné à une section", "Reprise d’un message mis en quarantaine"} <= {action for action, _ in done_by(admin, BOSS)}
    assert office.complaints == practice.complaints == []
