"""The archives as the tools of every system open them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site
from factories.documents import make_pdf
from factories.hostile import HOSTILE
from factories.practice import Practice, make_practice, send_selection
from factories.reports import add_patient, add_report

Browse = Callable[[Account], TestApp]
TOOLS = {
    "unzip": ("unzip", "-tqq"),
    "7z": ("7z", "t", "-bd"),
    "bsdtar": ("bsdtar", "-tf"),
    "jar": ("jar", "tf"),
    "python": (sys.executable, "-m", "zipfile", "-t"),
}
UNPACK = (("unzip", "-qd", "out-unzip"), ("7z", "x", "-bd", "-oout-7z"), ("bsdtar", "-C", "out-bsdtar", "-xf"))
UTF8 = {**os.environ, "LC_ALL": "C.UTF-8"}
REQUIRED = "archive-tools" in os.environ.get("CERES_TEST_REQUIRE", "").split(",")


def run(*command: str | Path, folder: Path) -> str:
    done = subprocess.run(list(map(str, command)), cwd=folder, env=UTF8, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def opens(tool: str, file: Path) -> None:
    """Let a tool test the archive; one that is not installed is left out, unless all are required (Java is never)."""
    command = TOOLS[tool]
    if shutil.which(command[0]):
        run(*command, file, folder=file.parent)
    elif REQUIRED and tool != "jar":
        pytest.fail(f"{tool} is not installed")


def downloaded(browse: Browse, practice: Practice, ids: list[str], file: Path) -> Path:
    answer = send_selection(browse(practice.doctor), *ids)
    assert int(answer.headers["Content-Length"]) == len(answer.body)
    file.write_bytes(answer.body)
    return file


@pytest.fixture
def practice(site: Site, db: Session) -> Practice:
    return make_practice(site, db)


@pytest.mark.parametrize("count", [1, 25, pytest.param(500, marks=pytest.mark.slow)])
def test_every_tool_opens_the_archive(practice: Practice, browse: Browse, tmp_path: Path, count: int) -> None:
    patient = add_patient(practice.db, family_name="NGUYỄN", given_name="Thi Lan")
    documents = [make_pdf(f"document {number % 50}") for number in range(count)]
    for document in set(documents):
        practice.site.documents.put(document)
    ids = [add_report(practice.db, practice.prescriber, patient=patient, documents=(each,)).public_id for each in documents]
    practice.db.commit()
    file = downloaded(browse, practice, ids, tmp_path / "h.marchand.zip")
    for tool in TOOLS:
        opens(tool, file)
    with ZipFile(file) as opened:
        assert [opened.read(name) for name in opened.namelist()] == documents


def test_every_tool_opens_forty_hostile_names_and_unpacks_them_where_it_is_told(practice: Practice, browse: Browse, tmp_path: Path) -> None:
    ids = []
    for number, name in enumerate(HOSTILE):
        family_name = name.replace("\x00", "").encode("utf-8", "ignore").decode()[:100]
        patient = add_patient(practice.db, family_name=family_name, given_name="")
        ids.append(practice.add(make_pdf(f"hostile {number}"), patient=patient, section="").public_id)
    file = downloaded(browse, practice, ids, tmp_path / "h.marchand.zip")
    for tool in TOOLS:
        opens(tool, file)
    with ZipFile(file) as opened:
        names = set(opened.namelist())
    for command in UNPACK:
        if shutil.which(command[0]):
            folder = tmp_path / f"out-{command[0]}"
            folder.mkdir()
            run(*command, file, folder=tmp_path)
            assert {each.name for each in folder.iterdir()} == names
    assert {each.name for each in tmp_path.iterdir()} <= {file.name, "out-unzip", "out-7z", "out-bsdtar"}
