"""Wheels, and a virtual environment in which nothing of ours is installed but them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path
from typing import Any

from factories.sources import ROOT

PORTAL = ("core", "plugins", "locales", "setup.py", "pyproject.toml", "README.md", "LICENSE")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")


def portal_source(folder: Path) -> Path:
    """Return a copy of what the portal is built from: a build leaves files behind."""
    source = folder / "source"
    source.mkdir()
    for name in PORTAL:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=LEFT_OUT)
        else:
            shutil.copy(ROOT / name, source / name)
    return source


def build_wheels(folder: Path, *sources: Path) -> list[Path]:
    """Build projects with what the portal's says it is built with, fetched once; return the wheels, in the same order."""
    builder = Environment(folder / "builder")
    builder.pip("install", "--no-compile", "--constraint", str(ROOT / "constraints.txt"), *_project()["build-system"]["requires"])
    made = []
    for source in sources:
        target = folder / f"wheel-of-{source.name}"
        builder.pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(target), str(source))
        made += target.glob("*.whl")
    return made


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


class Environment:
    """A virtual environment: our wheels are its own, the libraries they need are those that the tests run with."""

    def __init__(self, folder: Path) -> None:
        subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
        self.bin = folder / "bin"
        self._libraries = Path(sysconfig.get_path("purelib", vars={"base": str(folder)})) / "libraries.pth"

    def install(self, *wheels: Path) -> None:
        """Install wheels; nothing is fetched."""
        self._libraries.unlink(missing_ok=True)  # pip is to see what is really in there, and nothing else
        self.pip("install", "--no-deps", "--no-index", "--no-compile", *map(str, wheels))
        self._libraries.write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")

    def uninstall(self, name: str) -> None:
        """Take a distribution away."""
        self.pip("uninstall", "--yes", name)

    def files_of(self, *modules: str) -> list[str]:
        """Return where modules are imported from."""
        program = f"import {', '.join(modules)}; print({', '.join(f'{module}.__file__' for module in modules)}, sep='\\n')"
        return subprocess.run([self.bin / "python", "-P", "-c", program], check=True, capture_output=True, text=True).stdout.splitlines()

    def pip(self, *words: str) -> None:
        """Run pip on what is in there."""
        command = [sys.executable, "-m", "pip", "--python", str(self.bin / "python"), "--quiet", "--disable-pip-version-check", *words]
        subprocess.run(command, check=True, capture_output=True)
