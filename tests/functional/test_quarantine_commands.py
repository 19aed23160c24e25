"""``ceres quarantine``: what waits is shown without the patient, replayed when its cause is gone, dismissed with a reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from ceres.app import Site
from ceres.reports.models import Quarantine, QuarantineState, Report
from ceres.testing.command_line import CommandLine
from factories.cda import make_cda
from factories.desk import Laboratory
from factories.hl7 import MSH, OBR, PID, make_hl7, pdf_obx, value_obx, with_fields
from factories.hprim import FILE, P, make_hprim
from factories.hprim import OBR as HPRIM_OBR
from factories.journal import events
from factories.publishing import Counter

LOST = with_fields(OBR, f16="")
NOTE = value_obx("Vu avec Mme Tufele, née le 19580714", kind="TX", test="C^Commentaire")


@pytest.fixture
def lab(ceres: CommandLine, tmp_path: Path) -> Laboratory:
    return Laboratory(ceres, tmp_path)


def test_the_list_says_why_without_the_patient(lab: Laboratory, ceres: CommandLine) -> None:
    lab.send(make_hl7(pdf_obx(), NOTE, obr=LOST), make_hl7(msh=with_fields(MSH, f8="ZZZ^Z01", f9="MSG2")))
    done = ceres("quarantine", "list", "--json")
    first, second = done.json_lines()
    assert (first["control_id"], first["source"], first["reason"], first["state"]) == ("MSG1", "GLIMS/CHT", "no_prescriber", "waiting")
    assert first["file"].endswith("0000.hl7")
    assert "aucun prescripteur" in first["explanation"]
    assert second["reason"] == "unknown_type"
    text = ceres("quarantine", "list").stdout
    assert "no_prescriber" in text
    assert "TUFELE" not in text + done.stdout
    assert [line["id"] for line in ceres("quarantine", "list", "--reason", "unknown_type", "--json").json_lines()] == [second["id"]]
    assert ceres("quarantine", "list", "--state", "replayed").stdout == ""


def test_the_identity_is_shown_only_when_asked_for_and_then_traced(lab: Laboratory, ceres: CommandLine, site: Site) -> None:
    lab.send(make_hl7(pdf_obx(), NOTE, obr=LOST, pid=PID + "|||12 rue de la Baie^^Koumac"))
    [waiting] = ceres("quarantine", "list", "--json").json_lines()
    [shown] = ceres("quarantine", "show", str(waiting["id"]), "--json").json_lines()
    segments = "\n".join(shown["segments"])
    assert "PID|||•••^^^CHT^PI||•••^•••^^^^^L||•••|F" in segments
    for secret in ("TUFELE", "Tufele", "Maleta", "1980456123", "19580714", "Koumac"):
        assert secret not in segments
    assert "Vu avec Mme •••" in segments
    assert "BIO^Bilan" in segments
    assert "caractères)" in segments
    assert "aucun prescripteur" in ceres("quarantine", "show", str(waiting["id"])).stdout
    assert events(site, "quarantine.identities") == []
    assert "TUFELE^Maleta" in ceres("quarantine", "show", str(waiting["id"]), "--identities").stdout
    [event] = events(site, "quarantine.identities")
    assert event.login.startswith("cli:")


@pytest.mark.parametrize(
    "data", [make_cda(pdf=b"no pdf"), make_hprim(P, HPRIM_OBR, FILE), b"DUPONT TUFELE\nMaleta 1980456123 14/07/1958", b"\xff\xfe\x00"]
)
def test_other_formats_are_shown_without_the_patient_too(lab: Laboratory, ceres: CommandLine, data: bytes) -> None:
    lab.send(data, extension="dat")
    [waiting] = ceres("quarantine", "list", "--json").json_lines()
    text = ceres("quarantine", "show", str(waiting["id"])).stdout
    for secret in ("TUFELE", "Maleta", "1980456123", "19580714"):
        assert secret not in text
    assert ceres("quarantine", "show", str(waiting["id"]), "--identities").exit_code == 0


def test_a_message_is_replayed_when_its_cause_is_gone(lab: Laboratory, ceres: CommandLine, site: Site) -> None:
    other = make_hl7(msh=with_fields(MSH, f9="MSG2"), pid=with_fields(PID, f3="1970111222^^^CHT^PI", f5="WAMO^Jean", f7="19700101"))
    lab.send(make_hl7(), other)
    [waiting] = ceres("quarantine", "list", "--json").json_lines()
    [still] = ceres("quarantine", "replay", str(waiting["id"]), "--json").json_lines()
    assert (still["outcome"], still["reason"], still["id"]) == ("quarantined", "other_patient", waiting["id"])
    lab.send(make_hl7(pdf_obx(status="W"), msh=with_fields(MSH, f9="MSG3")))
    [done] = ceres("quarantine", "replay", "--all", "--json").json_lines()
    assert done["outcome"] == "published"
    [row] = Counter(site).all(Quarantine)
    assert (row.state, row.resolved_by[:4]) == (QuarantineState.REPLAYED, "cli:")
    assert ceres("quarantine", "replay", str(waiting["id"]), "--json").json_lines()[0]["outcome"] == "duplicate"
    assert [event.object_id for event in events(site, "intake.replay")] == [waiting["sha256"]]


def test_replaying_reads_again_with_todays_program(lab: Laboratory, ceres: CommandLine, site: Site) -> None:
    lab.send(make_hl7(obr=LOST), make_hl7(msh=with_fields(MSH, f8="ZZZ^Z01", f9="MSG2")), make_hl7(msh=with_fields(MSH, f9="M3"), pid=""))
    lines = ceres("quarantine", "replay", "--reason", "no_prescriber", "--json").json_lines()
    assert [(line["control_id"], line["outcome"], line["reason"]) for line in lines] == [("MSG1", "quarantined", "no_prescriber")]
    text = ceres("quarantine", "replay", "--all").stdout
    assert text.count("en quarantaine") == 3
    assert Counter(site).count(Report) == 0


def test_a_merge_is_replayed_too(lab: Laboratory, ceres: CommandLine) -> None:
    merge = b"MSH|^~\\&|GLIMS|CHT|||20260304||ADT^A40|A40|P|2.5\rPID|||NEW^^^CHT^PI||WAMO^Jean||19700101\rMRG|1980456123^^^CHT^PI\r"
    gone = make_hl7(msh=with_fields(MSH, f9="MSG2"), pid=with_fields(PID, f5="WAMO^Jean", f7="19700101"))
    lab.send(make_hl7(), merge)
    [waiting] = ceres("quarantine", "list", "--json").json_lines()
    assert waiting["reason"] == "merge_conflict"
    assert ceres("quarantine", "replay", "--all", "--json").json_lines()[0]["reason"] == "merge_conflict"
    assert lab.outcomes(gone)[0].startswith("quarantined")


def test_a_message_is_dismissed_with_a_reason(lab: Laboratory, ceres: CommandLine, site: Site) -> None:
    lab.send(make_hl7(obr=LOST))
    [waiting] = ceres("quarantine", "list", "--json").json_lines()
    number = str(waiting["id"])
    assert ceres("quarantine", "dismiss", number).exit_code == 2
    assert "dire pourquoi" in ceres("quarantine", "dismiss", number, "--why", " ").stderr
    [done] = ceres("quarantine", "dismiss", number, "--why", "message d’essai", "--json").json_lines()
    assert (done["state"], done["id"]) == ("dismissed", waiting["id"])
    assert ceres("quarantine", "list", "--json").stdout == ""
    assert len(ceres("quarantine", "list", "--state", "all", "--json").json_lines()) == 1
    [event] = events(site, "intake.dismiss")
    assert (event.detail["why"], event.object_id) == ("message d’essai", waiting["sha256"])
    again = ceres("quarantine", "dismiss", number, "--why", "encore")
    assert (again.exit_code, "n’attend plus (classé)" in again.stderr) == (1, True)
    assert ceres("quarantine", "replay", number, "--json").json_lines()[0]["outcome"] == "duplicate"


def test_what_does_not_exist_is_refused(ceres: CommandLine) -> None:
    for command in (("show", "7"), ("replay", "7"), ("dismiss", "7", "--why", "x")):
        done = ceres("quarantine", *command)
        assert (done.exit_code, "aucun message en quarantaine" in done.stderr) == (1, True)
    assert "dire quels messages" in ceres("quarantine", "replay").stderr
