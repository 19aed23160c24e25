"""Build the single CÉRÈS distribution from its several source roots.

``core/`` and each ``plugins/<name>/`` are source roots; the folder inside is the import package.
Everything declarative (dependencies, entry points) stands in ``pyproject.toml``; only the source
roots and the compiled catalogues need code.
"""

from __future__ import annotations

from pathlib import Path

from setuptools import find_packages, setup
from setuptools.command.build_py import build_py

ROOTS = ["core", *sorted(f"plugins/{folder.name}" for folder in Path("plugins").iterdir() if folder.is_dir())]


class BuildWithCatalogues(build_py):
    """Compile the message catalogues before they are packed, in editable installs too."""

    def run(self) -> None:
        from babel.messages.frontend import CompileCatalog

        command = CompileCatalog(self.distribution)
        command.initialize_options()
        command.directory, command.domain = "locales", "ceres"
        command.finalize_options()
        command.run()
        super().run()


def packages() -> dict[str, str]:
    """Map every import package to its folder."""
    found = {"ceres_locales": "locales"}
    for root in ROOTS:
        for name in find_packages(root):
            found[name] = f"{root}/{name.replace('.', '/')}"
    return found


FOUND = packages()

setup(
    packages=sorted(FOUND),
    package_dir=FOUND,
    package_data={
        "": [
            "*.jinja2",
            "*.css",
            "*.js",
            "*.svg",
            "*.txt",
            "*.toml",
            "*.mako",
            "*.md",
            "*.pot",
            "py.typed",
            "**/*.jinja2",
            "static/**/*",
            "templates/**/*",
            "**/LC_MESSAGES/*.mo",
        ]
    },
    cmdclass={"build_py": BuildWithCatalogues},
)
