"""« ceres check »: what is good, what is wrong, and the mend beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from ceres.cli.main import main
from ceres.testing.databases import make_postgresql_schema
from conftest import POSTGRESQL


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)

    def _run(*arguments: str, **env: str) -> Result:
        return CliRunner().invoke(main, arguments, env=env)

    return _run


def text(result: Result) -> str:
    return result.output.replace("\u00a0", " ")


def test_a_new_embedded_site_gets_its_tables_with_the_first_command(run):
    result = run("check")
    assert result.exit_code == 0
    assert re.search(r"conseil migrations : \d+ en attente ; la prochaine commande les appliquera\.", text(result))
    assert run("plugins", "list").exit_code == 0
    assert "bon     migrations : à jour" in text(run("check"))


def test_a_production_database_waits_for_its_tables(run, postgresql_url: str, worker_id: str):
    del postgresql_url  # skips where there is no server
    result = run("check", CERES_DATABASE__URL=make_postgresql_schema(POSTGRESQL, f"ceres_check_{worker_id}"))
    assert result.exit_code == 1
    assert "erreur  migrations : " in text(result)
    assert "ceres db upgrade" in text(result)


def test_a_site_that_is_ready_says_so(run):
    assert run("db", "upgrade").exit_code == 0
    result = run("check")
    assert result.exit_code == 0, result.output
    said = text(result)
    for subject in ("configuration", "base", "migrations", "modules", "courriels", "documents", "droits"):
        assert f"bon     {subject} : " in said
    assert "erreur" not in said
    assert "aucun administrateur" in said


def test_the_table_of_a_plugin_that_is_gone_is_told(run, tmp_path: Path):
    (tmp_path / "ceres.toml").write_text("[plugins.garden]\nroses = 3\n", encoding="utf-8")
    result = run("check")
    assert result.exit_code == 0
    assert "conseil modules : plugins.garden : aucun module de ce nom" in text(result)


def test_every_problem_of_the_file_is_listed(run, tmp_path: Path):
    (tmp_path / "ceres.toml").write_text("[site]\nnme = 1\n[sessions]\nidle = 0\n", encoding="utf-8")
    result = run("check")
    assert result.exit_code == 1
    assert text(result).count("erreur  configuration : ") == 2


def test_a_database_that_does_not_answer(run):
    result = run("check", CERES_DATABASE__URL="postgresql://u:s3cret@127.0.0.1:1/b")
    assert result.exit_code == 1
    assert "erreur  base : la base de données refuse ou ne répond pas" in text(result)
    assert "s3cret" not in result.output


def test_a_folder_of_documents_that_cannot_be_used(run, tmp_path: Path):
    (tmp_path / "fichier").write_text("pas un dossier", encoding="utf-8")
    result = run("check", CERES_STORAGE__PATH="fichier")
    assert result.exit_code == 1
    assert "erreur  documents : " in text(result)


def test_loose_permissions_are_found(run, tmp_path: Path):
    run("db", "upgrade")
    (tmp_path / "var" / "ceres.sqlite").chmod(0o644)
    result = run("check")
    assert result.exit_code == 1
    assert "chmod o-rwx" in text(result)


def test_risky_settings_are_advice(run):
    run("db", "upgrade")
    result = run("check", CERES_SECURITY__INSECURE="true")
    assert result.exit_code == 0
    assert "conseil sécurité : security.insecure = true" in text(result)
    said = text(run("check", CERES_SITE__URL="https://ceres.exemple.nc"))
    assert "security.proxies" in said
    assert "conseil courriels : mail.transport = folder" in said


def test_a_file_that_is_no_database_is_told_in_one_line(run, tmp_path: Path):
    (tmp_path / "var").mkdir()
    (tmp_path / "var" / "ceres.sqlite").write_text("a letter, not a database\n" * 200, encoding="utf-8")
    refused = run("accounts", "list")
    assert (refused.exit_code, text(refused).count("\n")) == (1, 1)
    assert "database.url" in text(refused)
    assert "erreur  base : " in text(run("check"))


def test_the_key_of_another_journal_is_told(run, tmp_path: Path):
    for command in (("plugins", "disable", "banner"), ("journal", "seal")):
        assert run(*command).exit_code == 0
    (tmp_path / "var" / "journal.key").write_text("ab" * 32 + "\n", encoding="ascii")
    result = run("check")
    assert result.exit_code == 1
    assert "n’est pas celle qui a signé le dernier sceau" in text(result)


def test_a_copy_of_the_seals_that_is_gone_or_cannot_be_made_is_told(run, tmp_path: Path):
    (tmp_path / "ceres.toml").write_text('[journal]\nseal_file = "seals.jsonl"\n', encoding="utf-8")
    for command in (("plugins", "disable", "banner"), ("journal", "seal")):
        assert run(*command).exit_code == 0
    assert run("check").exit_code == 0
    (tmp_path / "seals.jsonl").unlink()
    assert "seals.jsonl a disparu" in text(run("check"))
    (tmp_path / "seals.jsonl").mkdir()
    assert "seals.jsonl ne peut pas être écrit" in text(run("check"))
    assert run("plugins", "enable", "banner").exit_code == 0
    assert run("journal", "seal").exit_code == 1
    assert "journal.seal_file : les sceaux ne s’y copient plus (c’est un dossier)" in text(run("check"))


def test_a_blocked_plugin_that_nobody_installed_is_told(run, tmp_path: Path):
    (tmp_path / "ceres.toml").write_text('[plugins]\nblocked = ["intak"]\n', encoding="utf-8")
    assert run("db", "upgrade").exit_code == 0
    assert "aucun module « intak » n’est installé (peut-être « intake »)" in text(run("check"))
