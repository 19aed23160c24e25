"""``ceres journal seal|verify|export``: one line on stderr and 1 when the journal was touched."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from ceres.app import Site
from ceres.audit.entry import AuditContext, AuditEntry
from ceres.audit.log import AuditLog
from ceres.audit.models import Outcome
from ceres.testing.command_line import CommandLine
from factories.journal import events
from factories.seals import WHO, numbers, seals_of, tamper, write_events, write_sealed


def test_sealing_at_once(site: Site, ceres: CommandLine) -> None:
    write_events(site)
    assert ceres("journal", "seal").stdout == "sceaux posés : 1\n"
    assert ceres("journal", "seal").stdout == "sceaux posés : 0\n"
    assert [seal.event_count for seal in seals_of(site)] == [5]


def test_a_copy_that_fails_makes_the_command_fail(site: Site, tmp_path: Path) -> None:
    settings = replace(site.settings, journal=replace(site.settings.journal, seal_file=str(tmp_path)))
    write_events(site)
    done = CommandLine(settings)("journal", "seal")
    assert done.exit_code == 1
    assert done.stderr.count("\n") == 1
    assert len(seals_of(site)) == 1


def test_verifying_an_intact_journal(site: Site, ceres: CommandLine) -> None:
    write_sealed(site)
    done = ceres("journal", "verify")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "événements vérifiés : 20, sceaux : 4" in done.stdout
    [facts] = ceres("journal", "verify", "--json").json_lines()
    assert facts.items() >= {"intact": True, "events": 20, "seals": 4, "pending": 1, "breaks": []}.items()
    assert [event.outcome for event in events(site, "journal.verify")] == [Outcome.SUCCESS] * 2


def test_verifying_a_journal_that_was_touched(site: Site, ceres: CommandLine) -> None:
    touched = write_sealed(site)[7]
    tamper(site, "UPDATE audit_event SET login = 'x' WHERE id = :id", id=touched)
    done = ceres("journal", "verify")
    assert done.exit_code == 1
    assert done.stderr.startswith(f"ceres : rupture à l’entrée {touched} (événement {touched} modifié)".replace("ceres :", "ceres\u00a0:"))
    assert done.stderr.count("\n") == 1
    [facts] = ceres("journal", "verify", "--json").json_lines()
    assert facts["breaks"] == [{"kind": "altered", "event": touched, "last": touched, "seal": 2}]
    assert {event.outcome for event in events(site, "journal.verify")} == {Outcome.FAILURE}


def test_verifying_with_a_copy(site: Site, ceres: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "seals"
    settings = replace(site.settings, journal=replace(site.settings.journal, seal_file=str(file)))
    last = write_sealed(site)[-1]
    assert CommandLine(settings)("journal", "seal").exit_code == 0
    tamper(site, "DELETE FROM audit_seal WHERE number = 4", "DELETE FROM audit_event WHERE id > :id", id=last - 5)
    assert ceres("journal", "verify").exit_code == 0
    assert f"rupture à l’entrée {last - 4}" in CommandLine(settings)("journal", "verify").stderr
    assert f"rupture à l’entrée {last - 4}" in ceres("journal", "verify", "--from-file", str(file)).stderr
    assert ceres("journal", "verify", "--from-file", str(tmp_path / "none")).exit_code == 2


def test_a_key_that_others_can_read_is_refused(site: Site, tmp_path: Path) -> None:
    settings = replace(site.settings, journal=replace(site.settings.journal, key_file=tmp_path / "key"))
    write_events(site)
    assert CommandLine(settings)("journal", "seal").exit_code == 0
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    (tmp_path / "key").chmod(0o644)
    write_events(site)
    done = CommandLine(settings)("journal", "seal")
    assert (done.exit_code, "chmod 600" in done.stderr) == (1, True)
    assert "chmod 600" in CommandLine(settings)("check").stdout
    (tmp_path / "key").unlink()
    assert "remettre" in CommandLine(settings)("journal", "seal").stderr
    assert "la clé manque" in CommandLine(settings)("journal", "verify").stderr


@pytest.fixture
def told(site: Site, db: Session) -> None:
    """Events of several kinds."""
    who = AuditContext(7, "h.marchand", "192.0.2.7", "S1", "R1")
    log = AuditLog(db)
    log.append(AuditEntry("report.read", object_type="report", object_id="abc", prescriber_id=3, detail={"version": 2}), who)
    log.append(AuditEntry("report.search", detail={"tab": "patient", "rows": 2}), who)
    log.append(AuditEntry("account.login", Outcome.FAILURE, login='=cmd|"x"', detail={"reason": "password"}), AuditContext(ip="192.0.2.9"))
    log.append(AuditEntry("access.refused", Outcome.REFUSED, detail={"list": ["a", "b"]}), who)
    log.append(AuditEntry("intake.message", object_type="message", object_id="f00"), AuditContext())
    db.commit()


def test_exporting_csv_runs_no_formula(told: None, ceres: CommandLine) -> None:
    rows = list(csv.DictReader(io.StringIO(ceres("journal", "export").stdout.lstrip("\ufeff")), delimiter=";"))
    assert [row["action"] for row in rows] == [
        "report.read",
        "report.search",
        "account.login",
        "access.refused",
        "intake.message",
        "journal.export",
    ]
    assert rows[2]["login"] == '\'=cmd|"x"'


def test_exporting_leaves_its_own_event_first(told: None, site: Site, ceres: CommandLine, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    done = ceres("journal", "export", "--format", "jsonl", "--action", "report", "--output", str(file))
    assert (done.exit_code, done.stdout) == (0, "")
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert [line["action"] for line in lines] == ["report.read", "report.search"]
    assert lines[0]["id"] == numbers(site)[0]
    [event] = events(site, "journal.export")
    assert event.detail == {"format": "jsonl", "criteria": ["action"]}


def test_exporting_audit_events_as_ihe_wants_them(told: None, ceres: CommandLine) -> None:
    read, search, failed, refused, received, exported = ceres("journal", "export", "--format", "fhir").json_lines()
    assert {each["resourceType"] for each in (read, search, failed, refused, received, exported)} == {"AuditEvent"}
    assert read["meta"]["profile"] == ["https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.Read"]
    assert (read["type"]["code"], read["subtype"][0]["code"], read["action"], read["outcome"]) == ("rest", "read", "R", "0")
    user, client, server = read["agent"]
    assert (user["altId"], user["requestor"], user["type"]["coding"][0]["code"]) == ("h.marchand", True, "IRCP")
    assert client["network"] == {"address": "192.0.2.7", "type": "2"}
    assert [each["type"]["coding"][0]["code"] for each in (client, server)] == ["110152", "110153"]
    request, prescriber, report = read["entity"]
    assert (request["type"]["code"], request["what"]["identifier"]["value"]) == ("XrequestId", "R1")
    assert prescriber["role"]["code"] == "15"
    assert (report["role"]["code"], report["what"]["identifier"]["value"]) == ("3", "abc")
    assert report["detail"] == [{"type": "version", "valueString": "2"}]
    assert search["meta"]["profile"][0].endswith("IHE.BasicAudit.Query")
    assert [each["type"]["coding"][0]["code"] for each in search["agent"][1:]] == ["110153", "110152"]
    assert search["entity"][-1]["query"]
    assert (failed["outcome"], failed["type"]["code"], failed["subtype"][0]["code"]) == ("4", "110114", "110122")
    assert "meta" not in failed
    assert (refused["outcome"], refused["type"]["code"]) == ("8", "110113")
    assert [agent["requestor"] for agent in received["agent"]] == [True]
    assert exported["type"]["code"] == "110101"
    for each in (read, search, failed, refused, received, exported):
        assert {"id", "type", "recorded", "outcome", "agent", "source"} <= set(each)
        assert each["recorded"].endswith("Z")
        assert sum(agent["requestor"] for agent in each["agent"]) == 1


def test_the_list_tells_numbers_and_hashes(site: Site, ceres: CommandLine) -> None:
    [number] = write_events(site, 1)
    [line] = ceres("journal", "list", "--json").json_lines()
    assert (line["number"], len(line["hash"]), line["login"]) == (number, 64, WHO.login)


def test_a_file_without_seals_proves_nothing(site: Site, ceres: CommandLine, tmp_path: Path) -> None:
    write_sealed(site, 1)
    (tmp_path / "other.jsonl").write_text('{"number": 1}\n', encoding="utf-8")
    done = ceres("journal", "verify", "--from-file", str(tmp_path / "other.jsonl"))
    assert (done.exit_code, done.stderr.count("\n")) == (1, 1)
    assert "ne contient aucun sceau" in done.stderr


def test_one_event_that_was_made_unreadable_hides_no_other(site: Site, ceres: CommandLine) -> None:
    touched = write_sealed(site, 1)[2]
    tamper(site, "UPDATE audit_event SET outcome = 'nonsense' WHERE id = :id", id=touched)
    lines = {line["number"]: line for line in ceres("journal", "list", "--json").json_lines()}
    assert lines[touched]["detail"] == {"unreadable": ["outcome"]}
    assert lines[touched]["login"] == lines[touched - 1]["login"] == WHO.login
    assert ceres("journal", "export", "--format", "fhir").exit_code == 0
