"""Compile the translations before they are packed; everything else stands in pyproject.toml."""

from __future__ import annotations

from babel.messages.frontend import CompileCatalog
from setuptools import setup
from setuptools.command.build_py import build_py


class BuildWithCatalogues(build_py):
    """Build the package with its translations."""

    def run(self) -> None:
        command = CompileCatalog(self.distribution)
        command.initialize_options()
        command.directory, command.domain = "ceres_followup/locales", "ceres"
        command.finalize_options()
        command.run()
        super().run()


setup(cmdclass={"build_py": BuildWithCatalogues})
