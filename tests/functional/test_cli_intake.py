"""``ceres intake``: files and folders through the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from ceres.app import Site
from ceres.testing.command_line import CommandLine
from factories.hl7 import MSH, OBR, ORC, make_hl7, pdf_obx, with_fields
from factories.journal import events

KEYS = {"file", "control_id", "outcome", "reason", "order_number", "section", "status", "sha256"}


def write(folder: Path, name: str, content: bytes) -> str:
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    return str(file)


def message(control_id: str = "MSG1", number: str = "114000000", status: str = "F") -> bytes:
    orc, obr = with_fields(ORC, f3=number), with_fields(OBR, f25=status)
    return make_hl7(pdf_obx(control_id), msh=with_fields(MSH, f9=control_id), orc=orc, obr=obr)


def test_every_message_has_its_line(ceres: CommandLine, tmp_path: Path) -> None:
    file = write(tmp_path, "a.hl7", message("A", "1") + message("B", "2"))
    done = ceres("intake", file, "--json")
    lines = done.json_lines()
    assert done.exit_code == 0
    assert [set(line) for line in lines] == [KEYS, KEYS]
    assert [(line["file"], line["control_id"], line["outcome"]) for line in lines] == [(file, "A", "published"), (file, "B", "published")]
    assert all(len(str(line["sha256"])) == 64 for line in lines)


def test_options_may_come_before_the_paths(ceres: CommandLine, tmp_path: Path) -> None:
    assert len(ceres("intake", "--json", write(tmp_path, "a.hl7", message())).json_lines()) == 1


def test_folders_are_taken_in_the_order_of_names_hidden_files_left_alone(ceres: CommandLine, tmp_path: Path) -> None:
    for number, name in enumerate(("b.hl7", "a/z.hl7", ".hidden.hl7"), start=1):
        write(tmp_path, name, message(name, str(number)))
    lines = ceres("intake", str(tmp_path), "--json").json_lines()
    assert [Path(str(line["file"])).name for line in lines] == ["b.hl7", "z.hl7"]


def test_the_table_counts_what_became_of_the_messages(ceres: CommandLine, tmp_path: Path) -> None:
    files = [
        write(tmp_path, "1.hl7", message("A")),
        write(tmp_path, "2.hl7", message("B", status="C")),
        write(tmp_path, "3.hl7", message("A")),
        write(tmp_path, "4.txt", b"Bonjour"),
    ]
    done = ceres("intake", *files)
    words = {line[:18].strip(): line[18:].split() for line in done.stdout.splitlines()}
    assert done.exit_code == 0
    assert words["messages"] == ["4"]
    assert [words[label] for label in ("publié", "nouvelle version", "doublon", "en quarantaine")] == [["1"]] * 4
    assert "not_hl7" in done.stdout


@pytest.mark.parametrize(("name", "reason"), [("missing.hl7", "unreadable"), ("empty.hl7", "empty"), ("large.hl7", "too_large")])
def test_what_is_refused_fails_the_command_and_the_others_are_taken(ceres: CommandLine, tmp_path: Path, name: str, reason: str) -> None:
    write(tmp_path, "empty.hl7", b"\r\n")
    write(tmp_path, "large.hl7", message() + b"x" * (21 * 1024 * 1024))
    done = ceres("intake", str(tmp_path / name), write(tmp_path, "good.hl7", message("GOOD")), "--json")
    assert done.exit_code == 1
    assert [(line["outcome"], line["reason"]) for line in done.json_lines()] == [("refused", reason), ("published", "")]
    assert len(done.stderr.splitlines()) >= 1


def test_a_run_is_traced_without_the_names_of_its_files(ceres: CommandLine, tmp_path: Path, site: Site) -> None:
    ceres("intake", write(tmp_path, "TUFELE Maleta.hl7", message()))
    (run,) = events(site, "intake.files")
    assert (run.detail, run.login.partition(":")[0]) == ({"published": 1}, "cli")
    assert "TUFELE" not in str([event.detail for event in events(site)])


def test_the_stored_versions_are_listed(ceres: CommandLine, tmp_path: Path) -> None:
    ceres("intake", write(tmp_path, "1.hl7", message("A")), write(tmp_path, "2.hl7", message("B", status="C")))
    lines = ceres("intake", "list", "--json").json_lines()
    assert [(line["control_id"], line["version"], line["status"], line["document_ok"]) for line in lines] == [
        ("A", 1, "final", True),
        ("B", 2, "corrected", True),
    ]
    assert str(lines[0]["sha256"]) in ceres("intake", "list").stdout


def test_a_path_named_like_a_command_is_taken_with_its_folder(ceres: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, "list", message())
    monkeypatch.chdir(tmp_path)
    assert [line["outcome"] for line in ceres("intake", "./list", "--json").json_lines()] == ["published"]


def test_intake_alone_says_how_it_is_used(ceres: CommandLine) -> None:
    assert ceres("intake").exit_code == 2
    assert "CHEMIN" in ceres("intake", "--help").stdout
