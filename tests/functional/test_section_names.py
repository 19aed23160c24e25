"""Names the administration gives to sections: they count for the next message, and never make another report of one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select
from webtest import TestApp, TestResponse

from ceres.accounts.models import Account
from ceres.app import Site, make_app
from ceres.reports.models import Report, ReportStatus
from ceres.security.permissions import Role
from ceres.testing.command_line import CommandLine
from ceres_intake.known import Memory
from ceres_intake.models import IntakeAwaitedSection
from ceres_intake.names import SectionNameTable
from factories.browsers import BROWSER
from factories.desk import Laboratory, prescriber_account, rows
from factories.hl7 import MSH, OBR, make_hl7, pdf_obx, with_fields
from factories.journal import events
from factories.mdm import make_mdm
from factories.mllp import environment_of, frame, listening
from factories.passwords import cheap_hash
from factories.people import add_account

FLOW = "/x/intake/admin"
LAB = "GLIMS/CHT"
LONG = "B" * 121


@pytest.fixture
def lab(ceres: CommandLine, tmp_path: Path) -> Laboratory:
    return Laboratory(ceres, tmp_path)


@pytest.fixture
def waiting_lab(lab: Laboratory, monkeypatch: pytest.MonkeyPatch) -> Laboratory:
    """A site on which what has no name waits."""
    monkeypatch.setenv("CERES_PLUGINS__INTAKE__UNMAPPED", "wait")
    return lab


@pytest.fixture
def boss(site: Site) -> Account:
    with site.database.write() as db:
        return add_account(db, "boss", roles=(Role.ADMINISTRATOR,), password_hash=cheap_hash())


@pytest.fixture
def admin(boss: Account, browse: Callable[[Account], TestApp]) -> TestApp:
    return browse(boss)


def message(code: str = "B7", text: str = "a", order: str = "100", **fields: str) -> bytes:
    obr = with_fields(OBR, f2="", f3=order, f24=code, f25=fields.pop("f25", "F"), f22=fields.pop("f22", "20260303091400"))
    return make_hl7(pdf_obx(text, fields.pop("obx", "F")), obr=obr, orc="", msh=with_fields(MSH, f9=f"{code}{text}{order}"))


def reports(site: Site) -> list[tuple[str, str, int]]:
    with site.database.read() as db:
        return [(row.key, row.section, row.current_version) for row in db.scalars(select(Report).order_by(Report.id))]


def post(admin: TestApp, address: str, **fields: str) -> TestResponse:
    token = admin.get(FLOW).html.select_one("input[name=csrf_token]")["value"]
    return admin.post(address, {"csrf_token": token, **fields})


def test_a_name_counts_for_the_next_message_and_the_report_stays_the_same(lab: Laboratory, ceres: CommandLine, site: Site) -> None:
    lab.send(message())
    assert reports(site) == [("B7", "B7", 1)]
    assert ceres("intake", "sections", "map", LAB, "b7", "BIOCHIMIE").exit_code == 0
    assert lab.outcomes(message(text="b")) == ["version"]
    assert reports(site) == [("B7", "BIOCHIMIE", 2)]
    [renamed] = events(site, "report.renamed")
    assert (renamed.detail["former"], renamed.detail["section"]) == ("B7", "BIOCHIMIE")
    ceres("intake", "sections", "map", LAB, "B7", "CHIMIE SANGUINE")
    lab.send(message(text="c"))
    ceres("intake", "sections", "unmap", LAB, "B7")
    lab.send(message(text="d"), message(text="e", order="101"))
    assert reports(site) == [("B7", "B7", 4), ("B7", "B7", 1)]
    assert [event.action for event in events(site, "intake.map", "intake.unmap")] == ["intake.map", "intake.map", "intake.unmap"]
    assert events(site, "intake.map")[1].detail == {"source": LAB, "section": "CHIMIE SANGUINE", "former": "BIOCHIMIE"}


def test_a_message_that_says_nothing_new_only_renames(lab: Laboratory, ceres: CommandLine, site: Site) -> None:
    lab.send(message())
    ceres("intake", "sections", "map", LAB, "B7", "BIOCHIMIE")
    again = message().replace(b"|B7a100|", b"|AGAIN|")
    assert lab.outcomes(again) == ["duplicate"]
    assert reports(site) == [("B7", "BIOCHIMIE", 1)]


def test_the_prescriber_reads_the_name(lab: Laboratory, ceres: CommandLine, site: Site, browse: Callable[[Account], TestApp]) -> None:
    doctor = prescriber_account(site)
    lab.send(message())
    ceres("intake", "sections", "map", LAB, "B7", "BIOCHIMIE")
    lab.send(message(text="b"))
    [row] = rows(browse(doctor))
    assert "BIOCHIMIE" in row.text
    assert "B7" not in row.text


def test_two_sections_of_one_name_stay_two_reports(lab: Laboratory, ceres: CommandLine, site: Site) -> None:
    lab.send(message(), message("CH", "x"))
    ceres("intake", "sections", "map", LAB, "B7", "BIOCHIMIE")
    lab.send(message(text="b"), message("CH", "y"))
    assert reports(site) == [("B7", "BIOCHIMIE", 2), ("BIOCHIMIE", "BIOCHIMIE", 2)]
    assert lab.outcomes(message("CH", "z", obx="W")) == ["retracted"]
    with site.database.read() as db:
        found = {row.key: row.status for row in db.scalars(select(Report))}
    assert found == {"B7": ReportStatus.FINAL, "BIOCHIMIE": ReportStatus.RETRACTED}


def test_a_withdrawal_after_the_name_reaches_all_documents_of_the_section(lab: Laboratory, ceres: CommandLine, site: Site) -> None:
    obr = with_fields(OBR, f2="", f3="100", f24="B7")
    lab.send(make_hl7(pdf_obx("a"), pdf_obx("b", number=2), obr=obr, orc=""), message("B7/X", "other"))
    assert [key for key, _, _ in reports(site)] == ["B7", "B7#2", "B7/X"]
    ceres("intake", "sections", "map", LAB, "B7", "BIOCHIMIE")
    assert lab.outcomes(message(text="z", obx="W")) == ["retracted"]
    with site.database.read() as db:
        found = {row.key: row.status for row in db.scalars(select(Report))}
    assert found == {"B7": ReportStatus.RETRACTED, "B7#2": ReportStatus.RETRACTED, "B7/X": ReportStatus.FINAL}


def test_a_document_named_by_its_number_alone_stays_on_its_line(lab: Laboratory, ceres: CommandLine, site: Site) -> None:
    obr = with_fields(OBR, f2="", f3="100", f24="B7")
    lab.send(make_mdm("T02", pdf_obx("a"), obr=obr, orc=""))
    ceres("intake", "sections", "map", LAB, "B7", "BIOCHIMIE")
    assert lab.outcomes(make_mdm("T04", obr="", orc="", control_id="R")) == ["retracted"]
    assert [key for key, _, _ in reports(site)] == ["B7"]


def test_who_is_meant_more_precisely_wins(site: Site, ceres: CommandLine) -> None:
    for source, name in ((LAB, "PRECIS"), ("GLIMS/*", "LARGE"), ("*/*", "TOUS")):
        ceres("intake", "sections", "map", source, "B7", name)
    ceres("intake", "sections", "map", "*/*", "GRP", "GROUPES")
    names = SectionNameTable(site.database)
    assert names.of(LAB) == {"B7": "PRECIS", "GRP": "GROUPES"}
    assert names.of("GLIMS/AILLEURS") == {"B7": "LARGE", "GRP": "GROUPES"}
    assert names.of("AUTRE/X") == {"B7": "TOUS", "GRP": "GROUPES"}
    assert names.of("GLI_S/CHT") == {"B7": "TOUS", "GRP": "GROUPES"}


def test_a_name_given_here_wins_over_the_site_s_file_and_names_tests_too(lab: Laboratory, ceres: CommandLine, site: Site) -> None:
    ceres("intake", "sections", "map", LAB, "CH", "CHIMIE")
    ceres("intake", "sections", "map", LAB, "BIO", "BILAN SANGUIN")
    lab.send(message("CH"), message("", "t", "101"), message("CH^BIO", "u", "102"))
    assert [section for _, section, _ in reports(site)] == ["CHIMIE", "BILAN SANGUIN", "BILAN SANGUIN"]
    assert [key for key, _, _ in reports(site)] == ["BIOCHIMIE", "Bilan", "BIOCHIMIE"]


def test_the_command_line_lists_names_and_refuses_bad_ones(ceres: CommandLine, lab: Laboratory) -> None:
    ceres("intake", "sections", "map", LAB, "B7", "BIOCHIMIE")
    [line] = ceres("intake", "sections", "names", "--json").json_lines()
    assert (line["source"], line["code"], line["section"], line["by"][:4]) == (LAB, "B7", "BIOCHIMIE", "cli:")
    assert ceres("intake", "sections", "names").stdout.endswith("BIOCHIMIE\n")
    for arguments in (
        ("GLIMS", "B7", "X"),
        (LAB, " ", "X"),
        (LAB, "B7", " "),
        (LAB, "B7", "X" * 61),
        (LAB, "B7", "a\x00b"),
        (LAB, LONG, "X"),
    ):
        done = ceres("intake", "sections", "map", *arguments)
        assert (done.exit_code, len(done.stderr.splitlines())) == (1, 1)
    refused = ceres("intake", "sections", "unmap", LAB, "GRP")
    assert (refused.exit_code, "n’a pas reçu de nom" in refused.stderr) == (1, True)
    lab.send(message())
    assert ceres("intake", "sections").stdout.strip() == "Toutes les sections reçues ont une traduction."


def test_what_has_no_name_may_wait_and_is_replayed_once_it_has_one(waiting_lab: Laboratory, site: Site) -> None:
    ceres = waiting_lab.ceres
    assert waiting_lab.outcomes(message(), message("CH", "x", "101"), message("BIOCHIMIE", "y", "102"), message("", "z", "103")) == [
        "quarantined unmapped_section",
        "published",
        "published",
        "quarantined unmapped_section",
    ]
    assert waiting_lab.outcomes(message(text="w", obx="W")) == ["retracted"]  # what ends a report never waits
    ceres("intake", "sections", "map", LAB, "B7", "BIOCHIMIE")
    done = ceres("quarantine", "replay", "--reason", "unmapped_section", "--json").json_lines()
    assert [line["outcome"] for line in done] == ["retracted", "quarantined"]


def test_a_source_says_for_itself_what_waits(ceres: CommandLine, lab: Laboratory, tmp_path: Path) -> None:
    config = tmp_path / "ceres.toml"
    config.write_text('[plugins.intake.sources.labo]\nsender = "GLIMS/*"\nunmapped = "wait"\n', encoding="utf-8")
    file = tmp_path / "a.hl7"
    file.write_bytes(message())
    assert ceres("--config", str(config), "intake", str(file), "--json").json_lines()[0]["reason"] == "unmapped_section"
    config.write_text('[plugins.intake.sources.labo]\nsender = "GLIMS/*"\nunmapped = "never"\n', encoding="utf-8")
    assert "n’est pas possible" in ceres("--config", str(config), "check").stdout


def test_the_page_names_a_section_and_takes_the_name_back(admin: TestApp, lab: Laboratory, site: Site) -> None:
    lab.send(message(), message(text="b"))
    page = admin.get(FLOW)
    [form] = page.html.select("#sections form")
    assert form.select_one("input[name=code]")["value"] == "B7"
    assert "BIOCHIMIE" in [option["value"] for option in page.html.select("#section-words option")]
    for bad in (" ", "x" * 61):
        refused = post(admin, f"{FLOW}/sections", action="map", source=LAB, code="B7", section=bad)
        assert "Écrivez un nom" in refused.html.select_one("#sections .error").text
    done = post(admin, f"{FLOW}/sections", action="map", source=LAB, code="B7", section="BIOCHIMIE").follow()
    assert "dès le prochain message" in done.html.select_one("[role=status]").text
    assert done.html.select("#sections form") == []
    assert "BIOCHIMIE" in done.html.select_one("#names tbody").text
    [event] = events(site, "intake.map")
    assert (event.login, event.object_id, event.detail["section"]) == ("boss", "B7", "BIOCHIMIE")
    lab.send(message(text="c"))
    assert reports(site) == [("B7", "BIOCHIMIE", 3)]
    post(admin, f"{FLOW}/sections", action="unmap", source=LAB, code="B7").follow()
    assert len(events(site, "intake.unmap")) == 1
    token = admin.get(FLOW).html.select_one("input[name=csrf_token]")["value"]
    for forged in ({"action": "unmap", "source": LAB, "code": "B7"}, {"source": "x", "code": "B7", "section": "X"}, {"section": "X"}):
        admin.post(f"{FLOW}/sections", {"csrf_token": token, **forged}, status=404)
    admin.post(f"{FLOW}/sections", {"source": LAB, "code": "B7", "section": "X"}, status=400)


def test_the_page_replays_all_messages_that_wait_for_a_section(admin: TestApp, waiting_lab: Laboratory, site: Site) -> None:
    waiting_lab.send(message(), message(text="b", order="101"), message("GRP", "c", "102"))
    page = admin.get(FLOW)
    assert "2 messages l’attendent" in page.html.select_one("#sections").text
    named = post(admin, f"{FLOW}/sections", action="map", source=LAB, code="B7", section="BIOCHIMIE").follow()
    form = named.html.select_one("#names form")
    assert "Rejouer les 2 messages qui attendent" in form.text
    fields = {each["name"]: each["value"] for each in form.select("input")}
    done = admin.post(form["action"], fields)
    assert "2 messages relus." in done.html.select_one("[role=status]").text
    assert [section for _, section, _ in reports(site)] == ["BIOCHIMIE", "BIOCHIMIE"]
    assert len(done.html.select("#quarantine tbody a")) == 1
    assert len(events(site, "intake.replay")) == 2


def test_the_page_of_a_message_names_its_section_and_replays_it(
    site: Site, waiting_lab: Laboratory, boss: Account, admin: TestApp, sign_in: Callable[[TestApp, Account], str]
) -> None:
    waiting_lab.send(message())
    intake = {**site.settings.plugin("intake"), "unmapped": "wait"}
    settings = replace(site.settings, plugins={**site.settings.plugins, "intake": intake})
    waiting_portal = TestApp(make_app(replace(site, settings=settings)), extra_environ=BROWSER)
    sign_in(waiting_portal, boss)
    address = admin.get(FLOW).html.select_one("#quarantine tbody a")["href"]
    to_do = admin.get(address).html.select_one(".to-do")
    assert "Donnez un nom à la section" in to_do.text
    assert to_do.a["href"] == f"{FLOW}#sections"
    form = waiting_portal.get(address).html.select_one("section[aria-labelledby=unnamed] form")
    assert form.select_one("input[name=code]")["value"] == "B7"
    refused = post(waiting_portal, address, action="map", code="B7", section=" ")
    assert "Écrivez un nom" in refused.html.select_one(".error").text
    done = post(waiting_portal, address, action="map", code="B7", section="BIOCHIMIE")
    assert "Publié" in done.html.select_one("[role=status]").text
    assert reports(site) == [("B7", "BIOCHIMIE", 1)]


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_running_listener_knows_the_name_at_once(site: Site, ceres: CommandLine, tmp_path: Path) -> None:
    with listening(environment_of(site.settings, unmapped="wait"), tmp_path) as running, running.sender() as sender:
        sender.socket.sendall(frame(message()))
        assert sender.answer()[0] == "AA"
        ceres("intake", "sections", "map", LAB, "B7", "BIOCHIMIE")
        sender.socket.sendall(frame(message(text="b")))
        assert sender.answer()[0] == "AA"
    assert reports(site) == [("B7", "BIOCHIMIE", 1)]
    assert ceres("quarantine", "replay", "--all", "--json").json_lines()[0]["outcome"] == "version"


def test_explaining_a_message_knows_the_names(ceres: CommandLine, waiting_lab: Laboratory, tmp_path: Path) -> None:
    file = tmp_path / "explained.hl7"
    file.write_bytes(message())

    def explained() -> tuple[str, str, str]:
        [line] = ceres("intake", "explain", str(file), "--json").json_lines()
        section = next(fact["value"] for fact in line["reports"][0] if fact["field"] == "section")
        return line["outcome"], line["reason"], section

    assert explained() == ("quarantined", "unmapped_section", "B7")
    ceres("intake", "sections", "map", LAB, "B7", "BIOCHIMIE")
    assert explained() == ("published", "", "BIOCHIMIE")


def test_what_is_awaited_is_remembered_once(site: Site) -> None:
    memory = Memory.of(site.database)
    for _ in range(2):
        memory.sections.wait(LAB, "0" * 64, ("b7", "B7", "GRP"))
    with site.database.read() as db:
        assert [row.code for row in db.scalars(select(IntakeAwaitedSection).order_by(IntakeAwaitedSection.code))] == ["B7", "GRP"]
