"""Documents are stored whole or not at all, durably, once, and what comes out is what went in."""

from __future__ import annotations

import hashlib
import os
import resource
import stat
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ceres.config.settings import StorageSettings
from ceres.storage import DamagedDocument, MissingDocument, StorageError
from ceres.storage.files import FileStore, make_store

CONTENT = b"%PDF-1.7 un compte rendu" * 500
DIGEST = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return tmp_path / "var" / "documents"


@pytest.fixture
def store(root: Path) -> FileStore:
    return FileStore(root)


def files(root: Path) -> list[Path]:
    return [path for path in root.rglob("*") if path.is_file()]


@contextmanager
def largest_file(size: int) -> Iterator[None]:
    """Let the system refuse to write beyond ``size`` bytes: a real short write, then a real error."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def fill(file: Path) -> None:
    """Write until the disk is full."""
    with file.open("wb", buffering=0) as writer:
        while writer.write(bytes(512)):
            pass


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 64 KiB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(disk)]
    try:
        mounted = subprocess.run(command, capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        mounted = False
    if not mounted:
        pytest.skip("this account may not mount a file system")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_document_is_stored_under_its_digest(store: FileStore, root: Path) -> None:
    document = store.put(CONTENT)
    assert (document.sha256, document.size, document.crc32) == (DIGEST, len(CONTENT), zlib.crc32(CONTENT))
    assert files(root) == [root / DIGEST[:2] / DIGEST[2:4] / DIGEST]
    assert store.path(DIGEST) == str(files(root)[0])
    with store.open(DIGEST) as reader:
        assert reader.seekable()
        assert reader.read() == CONTENT
    assert store.verify(DIGEST) == document


@given(st.binary(max_size=3000))
@hypothesis_settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_come_back_as_they_went_in(store: FileStore, content: bytes) -> None:
    document = store.put(content)
    with store.open(document.sha256) as reader:
        assert reader.read() == content


def test_nobody_else_on_the_machine_reads_documents(store: FileStore, root: Path) -> None:
    store.put(CONTENT)
    modes = {stat.S_IMODE(path.stat().st_mode) for path in files(root)}
    folders = {stat.S_IMODE(path.stat().st_mode) for path in [root, *root.rglob("*")] if path.is_dir()}
    assert (modes, folders) == ({0o600}, {0o700})


def test_what_is_there_is_not_written_again(store: FileStore, root: Path) -> None:
    store.put(CONTENT)
    before = files(root)[0].stat()
    assert FileStore(root).put(CONTENT).sha256 == DIGEST
    after = files(root)[0].stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


def test_everything_is_synced_before_the_name_is_given(store: FileStore, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace

    def traced_fsync(descriptor: int) -> None:
        done.append("sync " + str(Path(f"/proc/self/fd/{descriptor}").readlink()).removeprefix(str(root.parent)))
        fsync(descriptor)

    def traced_replace(self: Path, target: Path) -> Path:
        done.append("rename")
        return replace(self, target)

    monkeypatch.setattr(os, "fsync", traced_fsync)
    monkeypatch.setattr(Path, "replace", traced_replace)
    store.put(CONTENT)
    content, renamed, *folders = done
    leaf = f"/documents/{DIGEST[:2]}/{DIGEST[2:4]}"
    assert content.startswith(f"sync {leaf}/.new-")
    assert renamed == "rename"
    assert sorted(folders) == ["sync ", "sync /documents", f"sync /documents/{DIGEST[:2]}", f"sync {leaf}"]
    done.clear()
    store.put(CONTENT)
    assert done == [f"sync {leaf}"]  # another process may have written it and not synced its name yet


def test_several_documents_are_all_written_before_the_first_is_named(store: FileStore, root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    fsync, replace = os.fsync, Path.replace
    monkeypatch.setattr(os, "fsync", lambda descriptor: (done.append("sync"), fsync(descriptor))[1])
    monkeypatch.setattr(Path, "replace", lambda self, target: (done.append("name"), replace(self, target))[1])
    stored = store.put_all([b"one", b"two", b"one"])
    assert [each.sha256 for each in stored] == [hashlib.sha256(content).hexdigest() for content in (b"one", b"two", b"one")]
    assert done[:4] == ["sync", "sync", "name", "name"]
    assert len(files(root)) == 2
    assert all(store.verify(each.sha256) == each for each in stored)


def test_one_document_that_cannot_be_written_names_none(store: FileStore, root: Path) -> None:
    with largest_file(1000), pytest.raises(StorageError, match="File too large"):
        store.put_all([b"small", CONTENT])
    assert files(root) == []


def test_a_write_that_is_cut_short_leaves_nothing(store: FileStore, root: Path) -> None:
    with largest_file(1000), pytest.raises(StorageError, match="File too large"):
        store.put(CONTENT)
    assert files(root) == []
    assert store.path(DIGEST) is None
    assert store.put(CONTENT).sha256 == DIGEST


def test_a_full_disk_refuses_and_takes_again_when_there_is_room(tiny_disk: Path) -> None:
    store = FileStore(tiny_disk / "documents")
    store.check()
    kept = store.put(b"kept" * 5000)
    with pytest.raises(StorageError, match="plus de place"):
        store.put(b"lost" * 15000)
    filler = tiny_disk / "filler"
    with pytest.raises(OSError, match="No space left"):
        fill(filler)
    with pytest.raises(StorageError, match="plus de place"):
        store.check()
    assert store.verify(kept.sha256) == kept
    filler.unlink()
    store.check()
    assert len(files(tiny_disk)) == 1
    assert store.put(b"now there is room" * 100).size == 1700


def test_a_killed_writer_leaves_no_document(root: Path) -> None:
    script = "import os, sys; from pathlib import Path; from ceres.storage.files import FileStore\n"
    script += "Path.replace = lambda *_: os.kill(os.getpid(), 9)\nFileStore(Path(sys.argv[1])).put(b'x' * 9000)"
    done = subprocess.run([sys.executable, "-c", script, str(root)], check=False)
    assert done.returncode == -9
    digest = hashlib.sha256(b"x" * 9000).hexdigest()
    [left] = files(root)
    store = FileStore(root)
    with pytest.raises(MissingDocument):
        store.open(digest)
    os.utime(left, (time.time() - 7200,) * 2)
    store.put(b"x" * 9000)
    assert [file.name for file in files(root)] == [digest]


def test_a_temporary_file_of_another_writer_is_left_alone(store: FileStore, root: Path) -> None:
    leaf = root / DIGEST[:2] / DIGEST[2:4]
    leaf.mkdir(parents=True)
    busy = leaf / ".new-4242-0123456789abcdef"
    busy.write_bytes(b"half")
    store.put(CONTENT)
    assert busy.exists()


def test_many_writers_of_the_same_documents_agree(root: Path) -> None:
    stores = [FileStore(root) for _ in range(4)]
    contents = [bytes([number]) * 20_000 for number in range(8)] * 4
    with ThreadPoolExecutor(8) as pool:
        names = list(pool.map(lambda pair: pair[0].put(pair[1]).sha256, zip(stores * 8, contents, strict=True)))
    assert sorted(file.name for file in files(root)) == sorted(set(names))
    for name in set(names):
        stores[0].verify(name)


@pytest.mark.parametrize("damage", [b"", CONTENT[:-1], CONTENT[:-1] + b"?"])
def test_a_damaged_document_is_noticed_and_mended_when_it_is_sent_again(store: FileStore, root: Path, damage: bytes) -> None:
    store.put(CONTENT)
    files(root)[0].write_bytes(damage)
    with pytest.raises(DamagedDocument):
        store.verify(DIGEST)
    store.put(CONTENT)
    assert store.verify(DIGEST).size == len(CONTENT)


@pytest.mark.parametrize("name", ["", "0" * 64, DIGEST.upper(), f"../{DIGEST[:61]}", "/etc/passwd", DIGEST + "\n", "é" * 64])
def test_what_is_no_stored_digest_opens_nothing(store: FileStore, name: str) -> None:
    store.put(CONTENT)
    with pytest.raises(MissingDocument):
        store.open(name)
    with pytest.raises(MissingDocument):
        store.verify(name)
    assert store.path(name) is None


def test_a_folder_that_was_taken_away_is_made_again(store: FileStore, root: Path) -> None:
    store.put(CONTENT)
    root.rename(root.with_name("moved"))
    store.check()
    assert store.put(CONTENT).sha256 == DIGEST
    root.rename(root.with_name("moved-again"))
    assert store.put(CONTENT).sha256 == DIGEST


def test_a_root_that_cannot_be_is_a_storage_error(root: Path) -> None:
    root.parent.mkdir()
    root.write_text("not a folder")
    store = FileStore(root)
    with pytest.raises(StorageError):
        store.put(CONTENT)
    with pytest.raises(StorageError):
        store.check()


def test_checking_leaves_nothing_and_opening_a_site_writes_nothing(root: Path) -> None:
    store = make_store(StorageSettings(path=root))
    assert not root.exists()
    store.check()
    assert root.is_dir()
    assert list(root.iterdir()) == []
