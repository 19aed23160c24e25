"""``ceres intake watch``: what is whole is taken in once, put away with its reason, and nothing is lost or overwritten."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import pytest

from ceres.app import Site
from ceres.reports.models import Quarantine, Receipt, Report, ReportVersion
from ceres.testing.command_line import CommandLine, Done
from factories.documents import make_pdf
from factories.hl7 import MSH, ORC, make_hl7, pdf_obx, with_fields
from factories.hprim import FILE, OBR, VALUE, P, make_hprim
from factories.journal import events
from factories.publishing import Counter
from factories.switches import add_switch

QUICK = {"watch_settle": 0, "watch_interval": 0, "watch_pair_wait": 0}


@dataclass
class Drop:
    """A drop folder of the test site."""

    ceres: CommandLine
    path: Path

    def put(self, name: str, content: bytes) -> Path:
        file = self.path / name
        file.write_bytes(content)
        return file

    def watch(self, **settings: int) -> Done:
        """Look once, with these settings."""
        config = self.path.parent / "ceres.toml"
        lines = [f"{name} = {value}" for name, value in (QUICK | settings).items()]
        config.write_text("\n".join(["[plugins.intake]", *lines]) + "\n")
        config.chmod(0o600)
        return self.ceres("--config", str(config), "intake", "watch", str(self.path), "--once")

    def lies(self) -> dict[str, list[str]]:
        """Return what lies where."""
        folders = {"": self.path} | {shelf: self.path / shelf for shelf in ("done", "quarantine", "refused")}
        return {
            shelf: sorted(each.name for each in folder.iterdir() if each.is_file()) for shelf, folder in folders.items() if folder.exists()
        }


@pytest.fixture
def drop(ceres: CommandLine, tmp_path: Path) -> Drop:
    folder = tmp_path / "depot"
    folder.mkdir(mode=0o750)
    return Drop(ceres, folder)


def message(number: int = 1, **segments: str) -> bytes:
    return make_hl7(
        pdf_obx(f"n° {number}"), msh=with_fields(MSH, f9=f"M{number}"), orc=with_fields(ORC, f3=f"11400000{number}"), **segments
    )


def test_each_file_goes_where_it_belongs(drop: Drop, site: Site) -> None:
    drop.put("bon.hl7", message())
    drop.put("sans patient.hl7", message(2, pid=""))
    drop.put("vide.hl7", b"")
    drop.put("lot.hl7", message(3) + message(4, pid=""))
    done = drop.watch()
    assert (done.exit_code, done.stdout) == (0, "")
    assert f"watching {drop.path}" in done.stderr
    assert "sans patient" not in done.stderr
    assert drop.lies() == {
        "": [],
        "done": ["bon.hl7"],
        "quarantine": ["lot.hl7", "lot.hl7.txt", "sans patient.hl7", "sans patient.hl7.txt"],
        "refused": ["vide.hl7", "vide.hl7.txt"],
    }
    assert Counter(site).count(Report) == 2
    why = (drop.path / "quarantine" / "sans patient.hl7.txt").read_text()
    [number] = [each.id for each in Counter(site).all(Quarantine) if each.receipt_id == 2 or each.reason == "no_identity"][:1]
    for said in ("M2", "en quarantaine", "ni le nom du patient ni son numéro", "ceres quarantine replay", "À faire"):
        assert said in why
    assert str(number) in why
    assert "correspond" not in why
    assert "Rien n’est conservé" in (drop.path / "refused" / "vide.hl7.txt").read_text()
    assert [event.action for event in events(site, "intake.watch")] == ["intake.watch"]


def test_nothing_is_overwritten(drop: Drop) -> None:
    for number in (1, 2, 3):
        drop.put("a.hl7", message(number, pid="" if number == 3 else "PID|||1^^^CHT^PI||TUFELE^Maleta"))
        drop.put("b", message(number + 3, pid=""))
        drop.watch()
    assert drop.lies()["done"] == ["a-2.hl7", "a.hl7"]
    assert drop.lies()["quarantine"] == ["a.hl7", "a.hl7.txt", "b", "b-2", "b-2.txt", "b-3", "b-3.txt", "b.txt"]
    assert (drop.path / "done" / "a.hl7").read_bytes() != (drop.path / "done" / "a-2.hl7").read_bytes()


def test_what_is_not_whole_or_not_a_file_stays(drop: Drop, site: Site) -> None:
    for name in (".cache.hl7", "a.hl7.part", "b.tmp", "~c.hl7", "d.filepart"):
        drop.put(name, message())
    (drop.path / "sous-dossier").mkdir()
    (drop.path / "sous-dossier" / "e.hl7").write_bytes(message())
    os.mkfifo(drop.path / "tube")
    assert drop.watch().exit_code == 0
    assert drop.lies()[""] == [".cache.hl7", "a.hl7.part", "b.tmp", "d.filepart", "~c.hl7"]
    assert Counter(site).count(Receipt) == 0


def test_a_link_is_never_followed(drop: Drop, tmp_path: Path, site: Site) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(message())
    (drop.path / "a.hl7").symlink_to(secret)
    drop.watch()
    assert (drop.path / "refused" / "a.hl7").is_symlink()
    assert (secret.read_bytes(), Counter(site).count(Receipt)) == (message(), 0)


def test_an_hprim_file_waits_for_its_document(drop: Drop, site: Site) -> None:
    drop.put("a.hpr", make_hprim(P, OBR, VALUE, FILE))
    drop.put("RAPPORT.PDF", make_pdf("HPRIM"))
    drop.watch()
    assert drop.lies() == {"": [], "done": ["RAPPORT.PDF", "a.hpr"], "quarantine": [], "refused": []}
    assert Counter(site).shown() == make_pdf("HPRIM")


def test_an_hprim_file_whose_document_never_comes_waits_in_quarantine(drop: Drop, site: Site) -> None:
    drop.put("a.hpr", make_hprim(P, OBR, VALUE, FILE))
    drop.watch()
    assert drop.lies()["quarantine"] == ["a.hpr", "a.hpr.txt"]
    assert "remettre les deux fichiers ensemble" in (drop.path / "quarantine" / "a.hpr.txt").read_text()
    (drop.path / "quarantine" / "a.hpr").rename(drop.path / "a.hpr")
    drop.put("rapport.pdf", make_pdf("HPRIM"))
    drop.watch()
    assert Counter(site).shown() == make_pdf("HPRIM")


def test_what_was_taken_in_before_the_power_went_is_a_duplicate(drop: Drop, site: Site) -> None:
    files = {"a.hl7": message(), "b.hl7": message(2, pid=""), "c.hpr": make_hprim(P, OBR, VALUE, FILE), "rapport.pdf": make_pdf("HPRIM")}
    for name, content in files.items():
        drop.put(name, content)
    drop.watch()
    before = Counter(site).rows() | {"receipt": Counter(site).count(Receipt)}
    for name in ("a.hl7", "b.hl7", "c.hpr", "rapport.pdf"):
        drop.put(name, files[name])
    drop.put("lone.pdf", files["rapport.pdf"])
    drop.watch()
    assert Counter(site).rows() | {"receipt": Counter(site).count(Receipt)} == before
    lies = drop.lies()
    assert (lies["done"], lies["quarantine"]) == (
        ["a-2.hl7", "a.hl7", "c-2.hpr", "c.hpr", "lone.pdf", "rapport-2.pdf", "rapport.pdf"],
        ["b-2.hl7", "b-2.hl7.txt", "b.hl7", "b.hl7.txt"],
    )


def test_files_that_cannot_be_stored_stay_until_they_can(drop: Drop, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    drop.put("a.hl7", make_hl7(pdf_obx(uuid4().hex)))
    with monkeypatch.context() as broken:
        broken.setattr("ceres.storage.files.write_durably", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        done = drop.watch()
    assert done.exit_code == 1
    assert "restent dans le dossier" in done.stderr
    assert drop.lies()[""] == ["a.hl7"]
    assert drop.watch().exit_code == 0
    assert drop.lies()["done"] == ["a.hl7"]


@pytest.mark.parametrize(("mode", "said"), [(0o777, "chmod o-w"), (0o1777, "chmod o-w"), (0o752, "chmod o-w")])
def test_a_folder_open_to_everybody_is_refused(drop: Drop, mode: int, said: str) -> None:
    drop.path.chmod(mode)
    done = drop.watch()
    assert done.exit_code == 1
    assert said in done.stderr
    assert "watching" not in done.stderr


def test_a_shelf_or_a_parent_open_to_everybody_is_refused(drop: Drop) -> None:
    (drop.path / "done").mkdir()
    (drop.path / "done").chmod(0o777)
    assert "chmod o-w" in drop.watch().stderr
    (drop.path / "done").chmod(0o750)
    drop.path.parent.chmod(0o777)
    assert "remplacé" in drop.watch().stderr


def test_no_folder_is_refused(drop: Drop) -> None:
    drop.path.rmdir()
    assert "n’est pas un dossier" in drop.watch().stderr


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives a folder away")
def test_a_folder_of_somebody_else_is_refused(drop: Drop) -> None:
    os.chown(drop.path, 65534, -1)
    assert "appartient à un autre utilisateur" in drop.watch().stderr


def test_done_files_are_removed_after_the_sites_delay_and_the_others_are_not(drop: Drop) -> None:
    old = time.time() - 3 * 86400
    file = drop.put("a.hl7", message())
    os.utime(file, (old, old))
    drop.put("b.hl7", message(2, pid=""))
    drop.watch(watch_keep_days=2)
    drop.watch(watch_keep_days=2)
    assert drop.lies()["done"] == ["a.hl7"]  # old for its sender, not here
    for put_away in (drop.path / "done" / "a.hl7", drop.path / "quarantine" / "b.hl7"):
        os.utime(put_away, (old, old))
    drop.watch(watch_keep_days=2)
    assert (drop.lies()["done"], drop.lies()["quarantine"]) == ([], ["b.hl7", "b.hl7.txt"])


@pytest.fixture
def watching(drop: Drop, site: Site) -> Iterator[subprocess.Popen[str]]:
    """The command in a process of its own, with short delays."""
    config = drop.path.parent / "ceres.toml"
    config.write_text("[plugins.intake]\nwatch_settle = 1\nwatch_interval = 0\n")
    config.chmod(0o600)
    environment = {
        **os.environ,
        "CERES_DATABASE__URL": site.settings.database.url,
        "CERES_STORAGE__PATH": str(site.settings.storage.path),
    }
    command = [sys.executable, "-m", "ceres", "--config", str(config), "intake", "watch", str(drop.path)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stderr is not None
        assert "watching" in process.stderr.readline()
        yield process
        process.kill()


def until(condition: object, seconds: float = 20) -> None:
    deadline = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def switch(site: Site, *, enabled: bool) -> None:
    with site.database.write() as db:
        add_switch(db, "intake", enabled=enabled)


def test_a_file_that_grows_is_taken_when_it_is_whole_while_the_plugin_is_on_until_the_command_is_asked_to_stop(
    drop: Drop, site: Site, watching: subprocess.Popen[str]
) -> None:
    whole = message()
    with (drop.path / "a.hl7").open("wb", buffering=0) as file:
        for start in range(0, len(whole), len(whole) // 4):
            file.write(whole[start : start + len(whole) // 4])
            time.sleep(0.4)
    until(lambda: drop.lies().get("done") == ["a.hl7"])
    assert Counter(site).count(ReportVersion) == Counter(site).count(Receipt) == 1
    switch(site, enabled=False)
    drop.put("b.hl7", message(2))
    time.sleep(1.5)
    assert drop.lies()[""] == ["b.hl7"]
    switch(site, enabled=True)
    until(lambda: drop.lies()["done"] == ["a.hl7", "b.hl7"])
    watching.send_signal(signal.SIGTERM)
    assert watching.wait(10) == 0


@pytest.mark.parametrize("at", ["os.replace", "os.utime", "_created"])
def test_killed_while_files_are_put_away_nothing_is_lost_or_taken_twice(
    drop: Drop, site: Site, monkeypatch: pytest.MonkeyPatch, at: str
) -> None:
    class Killed(BaseException):
        """SIGKILL, as far as a test in the same process can have it."""

    def killed(*_arguments: object, **_options: object) -> None:
        raise Killed

    names = ["a.hl7", "b.hl7", "c.hpr", "rapport.pdf"]
    contents = [message(), message(2, pid=""), make_hprim(P, OBR, VALUE, FILE), make_pdf("HPRIM")]
    for name, content in zip(names, contents, strict=True):
        drop.put(name, content)
    for _ in names:
        with monkeypatch.context() as broken:
            broken.setattr(f"ceres_intake.watching.folder.{at}", killed)
            with suppress(Killed):
                drop.watch()
    assert drop.watch().exit_code == 0
    desk = Counter(site)
    assert (desk.count(Report), desk.count(ReportVersion), desk.count(Quarantine), desk.count(Receipt)) == (2, 2, 1, 3)
    lies = drop.lies()
    assert lies[""] == []
    held = [(drop.path / shelf / name).read_bytes() for shelf in ("done", "quarantine") for name in lies[shelf]]
    assert all(content in held for content in contents)
