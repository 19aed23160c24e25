"""``ceres init``: a new site stands as it is written, and says everything that can be said."""

from __future__ import annotations

import re
import stat
import tomllib
from pathlib import Path

from ceres.config.load import load
from ceres.config.settings import declared_keys
from ceres.testing.command_line import CommandLine


def test_a_new_site_is_private_complete_and_sound(ceres: CommandLine, tmp_path: Path) -> None:
    site = tmp_path / "site"
    assert ceres("init", str(site)).exit_code == 0
    text = (site / "ceres.toml").read_text(encoding="utf-8")
    for section, keys in declared_keys().items():
        assert f"[{section}]" in text
        assert all(re.search(rf"^(# )?{name} = ", text, re.MULTILINE) for name in keys)
    assert {stat.S_IMODE((site / name).stat().st_mode) for name in (".", "documents", "mail")} == {0o700}
    settings = load(site / "ceres.toml", {}).settings
    assert settings.storage.path == site / "documents"
    assert settings.database.url.endswith(f"{site}/ceres.sqlite")


def test_every_commented_line_is_a_default_that_may_be_uncommented(ceres: CommandLine, tmp_path: Path) -> None:
    ceres("init", str(tmp_path))
    text = re.sub(r"^# (\w+ = )", r"\1", (tmp_path / "ceres.toml").read_text(encoding="utf-8"), flags=re.MULTILINE)
    tables = tomllib.loads(text)
    assert {section: set(table) for section, table in tables.items()} == {name: set(keys) for name, keys in declared_keys().items()}


def test_a_site_is_not_begun_twice(ceres: CommandLine, tmp_path: Path) -> None:
    ceres("init", str(tmp_path))
    refused = ceres("init", str(tmp_path))
    assert refused.exit_code == 1
    assert "existe déjà" in refused.stderr
