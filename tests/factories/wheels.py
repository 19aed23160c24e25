"""Wheels, and a virtual environment in which nothing of ours is installed but them."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

from factories.sources import ROOT

PORTAL = ("core", "plugins", "locales", "setup.py", "pyproject.toml", "README.md", "LICENSE")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.egg-info", "build")


class Workshop:
    """Builds wheels with what the portal’s says it is built with; all tests of a run share its folder, and fetch and build once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def portal(self) -> Path:
        """Return the portal’s wheel."""
        with self._alone():
            return _wheel_in(self._folder / "wheel-of-source") or self._build(self._portal_source())

    def build(self, source: Path) -> Path:
        """Return the wheel of a project that nobody else builds: a build leaves files behind."""
        with self._alone():
            return self._build(source)

    def _build(self, source: Path) -> Path:
        target = self._folder / f"wheel-of-{source.name}"
        self._builder().pip("wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(target), str(source))
        made = _wheel_in(target)
        assert made, f"{source} makes no wheel"
        return made

    def _builder(self) -> Environment:
        folder = self._folder / "builder"
        ready = folder / "ready"
        if not ready.exists():
            tools = _project()["build-system"]["requires"]
            Environment(folder).pip("install", "--no-compile", "--constraint", str(ROOT / "constraints.txt"), *tools)
            ready.touch()
        return Environment(folder, new=False)

    def _portal_source(self) -> Path:
        source = self._folder / "source"
        shutil.rmtree(source, ignore_errors=True)
        source.mkdir()
        for name in PORTAL:
            if (ROOT / name).is_dir():
                shutil.copytree(ROOT / name, source / name, ignore=LEFT_OUT)
            else:
                shutil.copy(ROOT / name, source / name)
        return source

    @contextmanager
    def _alone(self) -> Iterator[None]:
        self._folder.mkdir(exist_ok=True)
        with (self._folder / "lock").open("w") as lock:
            flock(lock, LOCK_EX)  # given back when the file is closed
            yield


def _wheel_in(folder: Path) -> Path | None:
    return next(folder.glob("*.whl"), None)


def _project() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


class Environment:
    """A virtual environment: our wheels are its own, the libraries they need are those that the tests run with."""

    def __init__(self, folder: Path, *, new: bool = True) -> None:
        if new:
            subprocess.run([sys.executable, "-m", "venv", "--without-pip", "--clear", str(folder)], check=True)
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
