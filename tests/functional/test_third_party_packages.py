"""A plugin and a branding that others wrote: built, installed, used, switched off, taken away, brought back."""

from __future__ import annotations

import ast
import json
import re
import shutil
import sqlite3
import time
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from factories.hl7 import MSH, OBR, make_hl7, with_fields
from factories.passwords import PASSWORD
from factories.servers import Browser, Processes
from factories.sources import ROOT
from factories.wheels import LEFT_OUT, Environment, Workshop

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGES = ROOT / "tests" / "packages"
PLUGIN, BRANDING = PACKAGES / "ceres-exemple-plugin", PACKAGES / "ceres-exemple-branding"
TAB, FOLLOW, STYLE = "/search/followup", "/x/followup/follow", r"/static/ceres_followup/[^\"]*followup[^\"]*\.css"
DUE = "1 compte rendu suivi est à revoir."


def test_a_plugin_of_others_needs_nothing_but_the_api() -> None:
    for file in (PLUGIN / "ceres_followup").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else [each.name for each in getattr(node, "names", ())]
            assert {name for name in names if isinstance(node, ast.Import | ast.ImportFrom) and name.startswith("ceres.")} <= {"ceres.api"}


class Installed:
    """A site, and the programs of the environment it runs in."""

    def __init__(self, folder: Path) -> None:
        self.environment = Environment(folder / "venv")
        self.site = folder / "site"
        self.ceres = Processes(self.site / "ceres.toml", command=[str(self.environment.bin / "ceres")])

    def begin(self) -> None:
        """Begin a site that two doctors read reports on."""
        self.ceres.run("init", str(self.site))
        for login, code, role in (("marchand", "DR1", "prescriber"), ("autre", "DR2", "prescriber"), ("admin", "", "administrator")):
            who = ("--name", login, "--email", f"{login}@exemple.nc", "--role", role, *(("--prescriber", code) if code else ()))
            self.ceres.run("accounts", "add", login, *who, "--password-stdin", given=PASSWORD)
        for number, code in enumerate(("DR1", "DR1", "DR2")):
            obr = with_fields(OBR, f3=f"11400000{number}", f16=f"{code}^MARCHAND^Hélène", f24="BIOCHIMIE")
            message = make_hl7(msh=with_fields(MSH, f9=f"MSG{number}"), obr=obr, orc="")
            (self.site / f"{number}.hl7").write_bytes(message)
        self.ceres.run("intake", *(str(file) for file in sorted(self.site.glob("*.hl7"))))

    def configure(self, **changes: str) -> None:
        """Write into the site's file, as its owner does: uncomment a line, add a table."""
        file = self.site / "ceres.toml"
        text = file.read_text(encoding="utf-8").replace('# branding = ""', f'branding = "{changes["branding"]}"')
        file.write_text(f"{text}\n{changes['table']}\n", encoding="utf-8")

    def rows(self, statement: str) -> list[tuple[object, ...]]:
        """Look into the database."""
        with closing(sqlite3.connect(self.site / "ceres.sqlite")) as db:
            return db.execute(statement).fetchall()

    @contextmanager
    def browsing(self, *options: str, login: str = "marchand") -> Iterator[Browser]:
        """Serve the site, and sign in."""
        with self.ceres.serving(*options) as address:
            yield signed_in(Browser(address), login)


def signed_in(browser: Browser, login: str) -> Browser:
    assert browser.submit("/login", {"login": login, "password": PASSWORD}).status == 200
    return browser


def listed(browser: Browser, path: str = "/results") -> list[str]:
    return re.findall(r'data-report="([^"]+)"', browser.get(path).text)


def followed(browser: Browser, which: str = "all") -> list[str]:
    """Search with the tab."""
    return re.findall(r'data-report="([^"]+)"', browser.submit(TAB, {"which": which}).text)


def address_of(pattern: str, page: str) -> str:
    found = re.search(pattern, page)
    assert found, f"{pattern} is not on the page"
    return found[0]


@pytest.mark.slow
def test_packages_of_others_come_and_go(tmp_path: Path, workshop: Workshop) -> None:  # one test: each step begins where the last one ended
    site = Installed(tmp_path)
    copies = [shutil.copytree(project, tmp_path / project.name, ignore=LEFT_OUT) for project in (PLUGIN, BRANDING)]
    portal, plugin, branding = workshop.portal(), *map(workshop.build, copies)
    site.environment.install(portal)
    site.begin()
    site.environment.install(plugin, branding)
    for file in site.environment.files_of("ceres", "ceres_export", "ceres_followup", "ceres_exemple_branding"):
        assert Path(file).is_relative_to(tmp_path / "venv")
    assert "0.1.0" in site.ceres.run("--version")

    site.configure(branding="ceres_exemple_branding", table="[plugins.followup]\ndays = 7")
    assert site.ceres.run("db", "upgrade").startswith("followup 0001")
    assert site.rows("SELECT version_num FROM alembic_version_followup") == [("0001",)]
    listing = json.loads(site.ceres.run("plugins", "list", "--json"))
    assert [(each["version"], each["state"]) for each in listing if each["name"] == "followup"] == [("1.0.0", "enabled")]

    with site.browsing("--no-worker") as browser:
        the_branding_shows(browser)
        the_plugin_works(site, browser)
    with site.browsing() as browser:
        the_reminder_is_written(site)
        the_switch_counts_at_once(site, browser)

    site.environment.uninstall("ceres-exemple-plugin")
    the_site_goes_on_without_the_plugin(site)
    site.environment.install(plugin)
    assert json.loads(site.ceres.run("followup", "--json")) == [{"login": "marchand", "followed": 1, "due": 1}]
    with site.browsing() as browser:
        assert len(followed(browser)) == 1

    site.environment.uninstall("ceres-exemple-branding")
    said = site.ceres.run("check", fails=True).replace("\u00a0", " ")
    assert re.search("erreur .*site.branding .*ni dossier ni paquet Python de ce nom.*pip install", said)


def the_branding_shows(browser: Browser) -> None:
    page = browser.get("/results").text
    for words in ("Résultats des Trois-Îles", "N° de dossier", "Quitter mes résultats", "Trois-Îles, imprimé le"):
        assert words in page
    assert "#7a2e0e" in browser.get(address_of(r"/static/brand/[^\"]*trois-iles[^\"]*\.svg", page)).text
    assert "--brand: #7a2e0e" in browser.get(address_of(r"/[^\"]*\.css", page)).text


def the_plugin_works(site: Installed, browser: Browser) -> None:
    page = browser.get("/results").text
    assert TAB in page
    assert f'formaction="{FOLLOW}"' in page
    mine = listed(browser)
    assert len(mine) == 2
    assert DUE not in page

    kept = browser.submit("/x/followup/preferences", {"days": "0", "by_mail": "1"}, shown_at="/profile").text
    assert "Préférence de suivi enregistrée." in kept
    assert 'name="days" value="0"' in kept
    refused = browser.submit("/x/followup/preferences", {"days": "400"}, shown_at="/profile").text
    assert "le délai va de 0 à 365 jours" in refused

    with_another = signed_in(browser.another(), "autre")
    [theirs] = listed(with_another)
    for report in (mine[0], theirs):  # somebody else's is followed by nobody
        assert "Tous ceux que vous suivez" in browser.submit(FOLLOW, {"report": report, "list": "/results"}, shown_at="/results").text
    assert followed(browser) == followed(browser, "due") == [mine[0]]
    assert followed(with_another) == []
    assert DUE in browser.get("/results").text
    assert DUE not in with_another.get("/results").text
    assert "Vous suivez 1 compte rendu de cette page." in browser.get("/results").text

    report = browser.get(f"/reports/{mine[0]}").text
    assert "À revoir à partir du" in report
    assert browser.get(address_of(STYLE, report)).status == 200
    assert "Suivre ce compte rendu" in browser.get(f"/reports/{mine[1]}").text
    with_another.get("/language/en")
    assert "Follow-up of reports" in with_another.get("/profile").text

    assert json.loads(site.ceres.run("followup", "--json")) == [{"login": "marchand", "followed": 1, "due": 1}]
    assert json.loads(browser.get("/health").text)["checks"]["followup"] == {"status": "ok", "followed": 1, "due": 1}
    assert browser.get("/admin/followup").status == 404
    assert "marchand" in signed_in(browser.another(), "admin").get("/admin/followup").text


def the_reminder_is_written(site: Installed) -> None:
    """The worker inside « ceres serve » does the job."""
    for _ in range(100):
        if letters := site.rows("SELECT recipient, subject FROM mail_message WHERE kind = 'ceres_followup/reminder'"):
            assert letters == [("marchand@exemple.nc", "Résultats des Trois-Îles – 1 compte rendu suivi à revoir")]
            return
        time.sleep(0.1)
    pytest.fail("nobody was reminded")


def the_switch_counts_at_once(site: Installed, browser: Browser) -> None:
    report = browser.get(f"/reports/{followed(browser)[0]}").text
    site.ceres.run("plugins", "disable", "followup")
    page = browser.get("/results").text
    for piece in (TAB, FOLLOW, DUE):
        assert piece not in page
    for path in (TAB, address_of(STYLE, report), "/admin/followup"):
        assert browser.get(path).status == 404
    assert browser.submit(FOLLOW, {}, shown_at="/results").status == 404
    assert "est désactivé" in site.ceres.run("followup", fails=True)
    site.ceres.run("plugins", "enable", "followup")
    assert DUE in browser.get("/results").text


def the_site_goes_on_without_the_plugin(site: Installed) -> None:
    site.ceres.run("db", "upgrade")
    site.ceres.run("db", "check")
    assert "plugins.followup" in site.ceres.run("check")  # the table that is left is told of
    assert "followup" not in site.ceres.run("plugins", "list")
    assert "followup" in site.ceres.run("followup", fails=True)
    with site.browsing() as browser:
        assert len(listed(browser)) == 2
        page = browser.get("/results").text
        assert browser.get(f"/reports/{listed(browser)[0]}").status == browser.get("/profile").status == 200
        assert "ollowup" not in page + browser.get("/health").text
        assert browser.get(TAB).status == browser.get("/x/followup/admin").status == 404
    assert site.rows("SELECT count(*) FROM followup_report") == [(1,)]
