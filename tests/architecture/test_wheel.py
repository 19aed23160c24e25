"""What is built is what was written: every template, static file, catalogue and migration is in the wheel."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

import pytest

from factories.sources import PACKAGES
from factories.wheels import Workshop

OPEN_TEMPLATES = """
import sys
from pathlib import Path
import ceres
from ceres.app import configure, open_site
from ceres.config.settings import Settings

unpacked, data = Path(sys.argv[1]), Path(sys.argv[2])
assert Path(ceres.__file__).is_relative_to(unpacked), ceres.__file__
config = configure(open_site(Settings.embedded(data)))
config.commit()
environment = config.get_jinja2_environment()
for file in unpacked.rglob("templates/**/*.jinja2"):
    folder = next(parent for parent in file.parents if parent.name == "templates")
    print(environment.get_template(str(file.relative_to(folder))).name)
"""


@pytest.fixture(scope="module")
def wheel(workshop: Workshop, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that the wheel unpacks to."""
    folder = tmp_path_factory.mktemp("wheel")
    with ZipFile(workshop.portal()) as built:
        built.extractall(folder / "unpacked")
    return folder / "unpacked"


@pytest.mark.slow
def test_every_file_is_in_the_wheel(wheel: Path) -> None:
    written = {
        str(file.relative_to(package.parent))
        for package in PACKAGES
        for file in package.rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    built = {str(file.relative_to(wheel)) for file in wheel.rglob("*")}
    assert written - built == set()
    for language in ("fr", "en"):
        assert f"ceres_locales/{language}/LC_MESSAGES/ceres.mo" in built


@pytest.mark.slow
def test_every_template_opens_from_the_wheel(wheel: Path, tmp_path: Path) -> None:
    written = {file.name for package in PACKAGES for file in package.rglob("templates/**/*.jinja2")}
    environment = {**os.environ, "PYTHONPATH": str(wheel)}
    command = [sys.executable, "-P", "-c", OPEN_TEMPLATES, str(wheel), str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert {Path(name).name for name in done.stdout.split()} == written
