"""``ceres intake explain``: which path gave each value, which profile was chosen, why a message would wait."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy import func, select

from ceres.api import Receipt
from ceres.app import Site
from ceres.testing.command_line import CommandLine
from factories.hl7 import MSH, OBR, make_hl7, pdf_obx, value_obx, with_fields

SITE = """
[plugins.intake.sources.labo]
sender = "GLIMS/*"
profile = "glims"

[plugins.intake.sources.depot]
via = "depot"
placer_reference = []
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    file = tmp_path / "ceres.toml"
    file.write_text(SITE, encoding="utf-8")
    return file


def explained(ceres: CommandLine, config: Path, *messages: bytes, options: tuple[str, ...] = ()) -> list[dict[str, object]]:
    file = config.parent / "a.hl7"
    file.write_bytes(b"".join(messages))
    done = ceres("--config", str(config), "intake", "explain", str(file), "--json", *options)
    assert done.exit_code == 0, done.stderr
    return done.json_lines()


def facts(line: dict[str, object]) -> dict[str, tuple[str, str]]:
    (report,) = line["reports"]  # type: ignore[misc]
    return {fact["field"]: (fact["value"], fact["path"]) for fact in report}


def test_each_value_and_its_path(ceres: CommandLine, config: Path) -> None:
    [line] = explained(ceres, config, make_hl7(pdf_obx(), value_obx()))
    assert (line["outcome"], line["reason"], line["source"], line["profile"]) == ("published", "", "GLIMS/CHT", "labo")
    assert line["why_profile"] == "[plugins.intake.sources.labo] : sender = « GLIMS/* », à partir du profil « glims »"
    found = facts(line)
    assert found["order_number"] == ("582016", "ORC-2.1")
    assert found["nip"] == ("1980456123", "PID-3.1 (PI)")
    assert found["section"] == ("BIOCHIMIE", "OBR-24")
    assert found["status"] == ("final", "final (OBR-25 = F, à défaut OBX-11 ou ORC-5)")
    assert found["issued_at"] == ("2026-03-02T22:14:00+00:00", "OBR-22")
    assert found["prescriber"] == ("MARCHAND Hélène (code DR1)", "OBR-16")
    assert found["document"][0].startswith("PDF complet, ")
    assert found["observations"] == ("1", "OBX")


def test_why_a_message_would_wait(ceres: CommandLine, config: Path) -> None:
    waiting, other, merge = explained(
        ceres,
        config,
        make_hl7(obr=with_fields(OBR, f16="^MARCHAND")),
        make_hl7(msh=with_fields(MSH, f8="ADT^A01")),
        make_hl7(msh=with_fields(MSH, f8="XXX")),
    )
    assert (waiting["outcome"], waiting["reason"]) == ("quarantined", "prescriber_without_code")
    assert str(waiting["explanation"]).startswith("Le prescripteur est nommé sans code")
    assert facts(waiting)["order_number"] == ("582016", "ORC-2.1")
    assert (other["outcome"], other["reason"], other["reports"]) == ("ignored", "not_a_report", [])
    assert (merge["outcome"], merge["reason"]) == ("quarantined", "unknown_type")


def test_a_withdrawal_is_said(ceres: CommandLine, config: Path) -> None:
    assert explained(ceres, config, make_hl7(pdf_obx(status="D")))[0]["outcome"] == "retracted"


def test_the_door_may_choose_the_profile(ceres: CommandLine, config: Path) -> None:
    other = make_hl7(msh=with_fields(MSH, f2="AUTRE"))
    assert explained(ceres, config, other)[0]["profile"] == ""
    [line] = explained(ceres, config, other, options=("--via", "depot"))
    assert (line["profile"], facts(line)["placer_reference"]) == ("depot", ("", ""))


def test_people_read_it_too(ceres: CommandLine, config: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.hl7"
    file.write_bytes(make_hl7(value_obx()))
    shown = ceres("--config", str(config), "intake", "explain", str(file)).stdout
    assert "  sort            serait publié\n" in shown
    assert "  numéro          582016   ← ORC-2.1\n" in shown
    assert "composé des résultats" in shown


def test_nothing_is_written(ceres: CommandLine, config: Path, site: Site) -> None:
    explained(ceres, config, make_hl7(), b"\r", make_hl7(msh=""))
    with site.database.read() as db:
        assert db.scalar(select(func.count()).select_from(Receipt)) == 0


def test_a_file_that_cannot_be_read_is_refused(ceres: CommandLine, config: Path) -> None:
    done = ceres("--config", str(config), "intake", "explain", str(config.parent / "rien.hl7"))
    assert (done.exit_code, done.stdout) == (1, "")
    assert "Le fichier ne peut pas être lu" in done.stderr


def test_a_bad_table_is_told_when_the_site_opens(ceres: CommandLine, config: Path) -> None:
    config.write_text('[plugins.intake.sources.labo]\nsender = "GLIMS/*"\nsecton = "OBR-24"\n', encoding="utf-8")
    done = ceres("--config", str(config), "check")
    assert done.exit_code != 0
    assert "plugins.intake.sources : labo.secton : clé inconnue (peut-être « section »)" in done.stdout.replace("\xa0", " ")
