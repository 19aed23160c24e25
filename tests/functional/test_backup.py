"""``ceres backup`` and ``ceres restore``: what comes back is what was there, from either database into either."""

from __future__ import annotations

import gzip
import io
import json
import stat
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import MetaData
from sqlalchemy.orm import Session

from ceres.accounts.models import Account
from ceres.app import Site, open_site
from ceres.audit.purging import Purge
from ceres.backup.making import BackupMaker
from ceres.backup.rows import Rows
from ceres.backup.snapshot import sha256_of
from ceres.config.settings import Settings
from ceres.db.clock import utcnow
from ceres.db.migrate import check
from ceres.reports.models import ReportVersion
from ceres.testing.command_line import CommandLine
from ceres.testing.databases import make_postgresql_schema
from conftest import POSTGRESQL
from factories.announcements import add_announcement
from factories.journal import events
from factories.people import add_account, add_mandate, add_prescriber
from factories.publishing import Counter
from factories.seals import WHO, make_sealer, write_events
from factories.servers import Processes
from factories.statements import statements

Target = Callable[[str], Site]


@pytest.fixture
def lived(site: Site, db: Session) -> Site:
    """A site with a bit of everything."""
    account = add_account(db, "doctor")
    add_mandate(db, account, add_prescriber(db, "DR1"))
    add_announcement(db, "Maintenance : ce soir.")
    db.commit()
    assert Counter(site).send() == "published"
    return site


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "kept"


@pytest.fixture
def target(settings: Settings, tmp_path: Path, worker_id: str, request: pytest.FixtureRequest) -> Target:
    """Make an empty site on the database of a kind."""

    def make(kind: str) -> Site:
        if kind == "postgresql":
            request.getfixturevalue("postgresql_url")  # is there a server?
            url = make_postgresql_schema(POSTGRESQL, f"ceres_restored_{worker_id}")
        else:
            url = f"sqlite:///{tmp_path}/restored.sqlite"
        database, storage = replace(settings.database, url=url), replace(settings.storage, path=tmp_path / "restored")
        made = open_site(replace(settings, database=database, storage=storage))
        request.addfinalizer(made.database.dispose)
        return made

    return make


def rows_of(site: Site) -> list[bytes]:
    """Return all rows but the traces of the back-up itself, as they are dumped."""
    stream = io.BytesIO()
    with site.database.read() as db:
        Rows(db.connection()).dump(stream)
    return [line for line in stream.getvalue().splitlines() if b'"backup.' not in line]


def documents_of(root: Path) -> set[str]:
    return {file.name for file in root.rglob("*") if file.is_file() and len(file.name) == 64}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_restored_site_is_the_site(lived: Site, ceres: CommandLine, root: Path, target: Target, kind: str) -> None:
    before = rows_of(lived)
    made = ceres("backup", str(root))
    assert (made.exit_code, made.stderr) == (0, "")
    restored = target(kind)
    done = CommandLine(restored.settings)("restore", str(root))
    assert (done.exit_code, done.stderr) == (0, "")
    assert "2 documents" in done.stdout, "the report, and the message it came in"
    assert rows_of(restored) == before
    assert check(restored) == []
    assert documents_of(restored.settings.storage.path) == documents_of(root / "documents")
    assert [event.action for event in events(restored, "backup.make", "backup.restore")] == ["backup.restore"]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_restored_site_goes_on(lived: Site, ceres: CommandLine, root: Path, target: Target, kind: str) -> None:
    ceres("backup", str(root))
    restored = target(kind)
    CommandLine(restored.settings)("restore", str(root))
    counter = Counter(restored)
    assert counter.send() == "duplicate"
    assert counter.send(order_number="another") == "published"
    with restored.database.write() as db:
        add_account(db, "newcomer")
    assert {account.login for account in counter.all(Account)} == {"doctor", "newcomer"}


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_journal_of_a_restored_site_is_still_proved(
    lived: Site, ceres: CommandLine, root: Path, target: Target, kind: str, tmp_path: Path
) -> None:
    assert ceres("journal", "seal").exit_code == 0
    assert list(Purge(lived.database, make_sealer(lived), 12, lambda: utcnow() + timedelta(days=400)).run(WHO))
    write_events(lived)
    assert ceres("backup", str(root)).exit_code == 0
    restored = target(kind)
    key = tmp_path / "elsewhere" / "journal.key"
    settings = replace(restored.settings, journal=replace(restored.settings.journal, key_file=key))
    assert CommandLine(settings)("restore", str(root)).exit_code == 0
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    for _ in range(2):
        done = CommandLine(settings)("journal", "verify")
        assert (done.exit_code, done.stderr) == (0, "")
        assert CommandLine(settings)("journal", "seal").stdout == "sceaux posés : 1\n"


def test_documents_are_copied_once_and_belong_to_their_owner(lived: Site, ceres: CommandLine, root: Path) -> None:
    ceres("backup", str(root))
    first = {file: file.stat().st_mtime_ns for file in (root / "documents").rglob("*") if file.is_file()}
    Counter(lived).send(order_number="another")
    newest = max(root.glob("snapshots/*"))
    newest.rename(newest.with_name("20200101T000000Z"))  # made long ago
    assert ceres("backup", str(root), "--keep", "1").exit_code == 0
    assert len(list(root.glob("snapshots/*"))) == 1
    assert all(file.stat().st_mtime_ns == at for file, at in first.items())
    assert len(documents_of(root)) == 3
    for each in [root / "snapshots", *(root / "snapshots").rglob("*")]:
        assert stat.S_IMODE(each.stat().st_mode) & 0o077 == 0, each
    assert len(events(lived, "backup.make")) == 2


def test_what_is_lost_is_named_and_the_rest_is_kept(lived: Site, ceres: CommandLine, root: Path, target: Target) -> None:
    file = Path(lived.documents.path(Counter(lived).one(ReportVersion).document_sha256) or "")
    file.chmod(0o600)
    file.write_bytes(b"damaged")
    made = ceres("backup", str(root))
    assert made.exit_code == 1
    assert f"document {file.name} abîmé" in made.stderr
    file.unlink()
    restored = CommandLine(target("sqlite").settings)("restore", str(root))
    assert restored.exit_code == 1
    assert f"document {file.name} manquant" in restored.stderr
    assert "doctor" in CommandLine(target("sqlite").settings)("accounts", "list").stdout


def test_only_a_whole_and_unchanged_snapshot_is_restored(lived: Site, ceres: CommandLine, root: Path, target: Target) -> None:
    ceres("backup", str(root))
    restore = CommandLine(target("sqlite").settings)
    snapshot = next(root.glob("snapshots/*"))
    (root / "snapshots" / "29991231T235959Z").mkdir()  # interrupted
    refused = restore("restore", str(root), "--snapshot", "29991231T235959Z")
    assert (refused.exit_code, "n’y est pas" in refused.stderr) == (1, True)
    content = (snapshot / "rows.jsonl.gz").read_bytes()
    (snapshot / "rows.jsonl.gz").write_bytes(gzip.compress(b"{}"))
    refused = restore("restore", str(root))
    assert (refused.exit_code, "n’est plus celui qui a été sauvegardé" in refused.stderr) == (1, True)
    (snapshot / "rows.jsonl.gz").write_bytes(content)
    assert restore("restore", str(root)).exit_code == 0
    again = restore("restore", str(root))
    assert (again.exit_code, "n’est pas vide" in again.stderr) == (1, True)
    assert restore("restore", str(root / "nowhere")).exit_code == 1


def test_a_newer_program_s_snapshot_is_refused(lived: Site, ceres: CommandLine, root: Path, target: Target) -> None:
    ceres("backup", str(root))
    manifest = next(root.glob("snapshots/*/manifest.json"))
    said = json.loads(manifest.read_text())
    restore = CommandLine(target("sqlite").settings)
    for change in ({"format": 99}, {"revisions": said["revisions"] | {"core": "9999"}}):
        manifest.write_text(json.dumps(said | change))
        refused = restore("restore", str(root))
        assert (refused.exit_code, "plus récente" in refused.stderr) == (1, True)
        assert len(refused.stderr.splitlines()) == 1


def test_rows_of_a_module_that_is_gone_are_left_out_on_demand(lived: Site, ceres: CommandLine, root: Path, target: Target) -> None:
    ceres("backup", str(root))
    snapshot = next(root.glob("snapshots/*"))
    gone = b'{"table":"garden_rose","columns":["id"]}\n[1]\n'
    rows = gzip.compress(gone + gzip.decompress((snapshot / "rows.jsonl.gz").read_bytes()))
    (snapshot / "rows.jsonl.gz").write_bytes(rows)
    manifest = snapshot / "manifest.json"
    said = json.loads(manifest.read_text())
    said |= {"revisions": said["revisions"] | {"garden": "0001"}, "rows_sha256": sha256_of(snapshot / "rows.jsonl.gz")}
    manifest.write_text(json.dumps(said))
    restore = CommandLine(target("sqlite").settings)
    refused = restore("restore", str(root))
    assert (refused.exit_code, "garden" in refused.stderr) == (1, True)
    assert restore("restore", str(root), "--without", "garden").exit_code == 0


def test_a_back_up_looks_up_the_tables_once(lived: Site, root: Path) -> None:
    with statements(lived) as once, lived.database.read() as db:
        MetaData().reflect(db.connection())
    with statements(lived) as sent:
        BackupMaker(lived.database, lived.documents, []).make(root, utcnow())
    assert len(once) == len([each for each in sent if each in once])


def test_the_settings_go_with_the_rest(tmp_path: Path) -> None:
    config = tmp_path / "site" / "ceres.toml"
    config.parent.mkdir()
    config.write_text('[site]\nname = "CH de l’Anse"\n', encoding="utf-8")
    Processes(config).run("backup", str(tmp_path / "kept"))
    kept = next((tmp_path / "kept").glob("snapshots/*/files/ceres.toml"))
    assert kept.read_text(encoding="utf-8") == config.read_text(encoding="utf-8")
