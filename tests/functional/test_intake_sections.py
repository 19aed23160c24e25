"""``ceres intake sections``: the codes that no table translates, counted as reports are published."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import select

from ceres.app import Site
from ceres.testing.command_line import CommandLine
from ceres_intake.models import IntakeSection
from factories.hl7 import MSH, OBR, make_hl7, pdf_obx, with_fields


def take(ceres: CommandLine, folder: Path, *sections: str, text: str = "a") -> None:
    for number, section in enumerate(sections):
        obr = with_fields(OBR, f2="", f3=f"N{number}{section}", f24=section)
        (folder / f"{number}.hl7").write_bytes(make_hl7(pdf_obx(text), obr=obr, orc="", msh=with_fields(MSH, f9=f"{number}{text}")))
    assert ceres("intake", *map(str, sorted(folder.glob("*.hl7")))).exit_code == 0


def listed(ceres: CommandLine, *options: str) -> list[tuple[object, ...]]:
    lines = ceres(*options, "intake", "sections", "--json").json_lines()
    return [(line["source"], line["code"], line["reports"], line["translated_since"]) for line in lines]


def test_unknown_words_are_listed_by_frequency(ceres: CommandLine, tmp_path: Path) -> None:
    take(ceres, tmp_path, "B7", "CH", "GRP", "B7", "")
    assert listed(ceres) == [("GLIMS/CHT", "B7", 2, False), ("GLIMS/CHT", "Bilan", 1, False), ("GLIMS/CHT", "GRP", 1, False)]
    shown = ceres("intake", "sections").stdout
    assert shown.startswith("GLIMS/CHT  « B7 »  2 fois, vu le ")


def test_new_versions_count_and_duplicates_do_not(ceres: CommandLine, tmp_path: Path) -> None:
    take(ceres, tmp_path, "B7")
    take(ceres, tmp_path, "B7")
    take(ceres, tmp_path, "B7", text="b")
    assert listed(ceres) == [("GLIMS/CHT", "B7", 2, False)]


def test_a_word_that_the_table_knows_now_is_marked(ceres: CommandLine, tmp_path: Path) -> None:
    take(ceres, tmp_path, "B7", "GRP")
    config = tmp_path / "ceres.toml"
    config.write_text('[plugins.intake.sources.labo]\nsender = "GLIMS/*"\nsections = {B7 = "BIOCHIMIE"}\n', encoding="utf-8")
    assert listed(ceres, "--config", str(config)) == [("GLIMS/CHT", "B7", 1, True), ("GLIMS/CHT", "GRP", 1, False)]


def test_nothing_to_translate_is_said(ceres: CommandLine, site: Site, tmp_path: Path) -> None:
    take(ceres, tmp_path, "CH")
    assert ceres("intake", "sections").stdout == "Toutes les sections reçues ont une traduction.\n"
    with site.database.read() as db:
        assert [(row.section, row.reports) for row in db.scalars(select(IntakeSection))] == [("BIOCHIMIE", 1)]
