"""The outbox: who sends what, how often, and what the administrator sees of it."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from webtest import TestApp

from ceres.app import Site
from ceres.config.settings import ConfigError
from ceres.mail.composing import Composer
from ceres.mail.errors import Deferred, Unreachable
from ceres.mail.letters import Letter
from ceres.mail.listing import MailState
from ceres.mail.mailer import LETTERS, Mailer
from ceres.mail.models import MailMessage
from ceres.mail.outbox import Outbox
from ceres.mail.sending import Sender, Tally
from ceres.mail.transports import Transport, make_transport
from ceres.testing.command_line import CommandLine
from ceres.worker.core_jobs import send_mail
from factories.journal import events
from factories.workers import letters_of, outbox, queue, read_folder, text_of

START = datetime(2026, 3, 3, 12, tzinfo=UTC)


class Clock:
    """A clock that is turned by hand."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC) + timedelta(minutes=1)  # after what the test has queued

    def __call__(self) -> datetime:
        return self.now

    def turn(self, **duration: float) -> None:
        self.now += timedelta(**duration)


class Broken:
    """A transport that fails as it is told."""

    def __init__(self, error: Exception) -> None:
        self.error = error

    def send(self, envelope: object) -> None:
        raise self.error

    def close(self) -> None:
        """Do nothing."""


@pytest.fixture
def clock() -> Clock:
    """The time of the sender."""
    return Clock()


@pytest.fixture
def folder(site: Site, tmp_path: Path) -> Path:
    """Where this test's messages go."""
    return tmp_path / "mail"


def with_folder(site: Site, folder: Path, **changes: object) -> Site:
    mail = replace(site.settings.mail, folder=folder, **changes)  # type: ignore[arg-type]
    return replace(site, settings=replace(site.settings, mail=mail))


def sender(site: Site, clock: Clock, transport: Transport | None = None) -> Sender:
    made = transport or make_transport(site.settings)
    return Sender(Outbox(site.database, site.settings.mail, clock), Composer(site.settings), made)


def run(site: Site, clock: Clock, transport: Transport | None = None) -> Tally:
    return sender(site, clock, transport).run(lambda: False)


def only(site: Site) -> MailMessage:
    with site.database.read() as db:
        [row] = outbox(db)
    return row


def test_a_message_is_a_file_that_is_always_whole(site: Site, folder: Path, clock: Clock) -> None:
    site = with_folder(site, folder)
    queue(site, "a@exemple.nc")
    assert run(site, clock) == Tally(sent=1)
    [message] = read_folder(folder)
    assert message["To"] == "a@exemple.nc"
    assert "essai" in message["Subject"]
    assert "Bonjour" in text_of(message)
    assert [file.suffix for file in folder.iterdir()] == [".eml"]
    assert "exemple" not in next(folder.iterdir()).name


def test_a_folder_that_cannot_be_used_delays_everything(site: Site, folder: Path, clock: Clock) -> None:
    folder.write_text("not a folder", encoding="utf-8")
    site = with_folder(site, folder)
    queue(site, "a@exemple.nc", "b@exemple.nc")
    assert run(site, clock) == Tally(postponed=1)


def test_the_console_shows_what_would_leave(site: Site, folder: Path, clock: Clock, capsys: pytest.CaptureFixture[str]) -> None:
    queue(site, "a@exemple.nc")
    assert run(with_folder(site, folder, transport="console"), clock) == Tally(sent=1)
    said = capsys.readouterr().out
    assert "To: a@exemple.nc" in said
    assert "Bonjour," in said


def test_attempts_come_later_and_later_until_the_limit(site: Site, folder: Path, clock: Clock) -> None:
    site = with_folder(site, folder, attempts=12, retry_delay=60)
    queue(site, "a@exemple.nc")
    waits = []
    while (row := only(site)).given_up_at is None:
        clock.now = row.not_before
        assert run(site, clock, Broken(Deferred("plus tard"))).sent == 0
        waits.append((only(site).not_before - clock.now).total_seconds() / 60)
        clock.turn(seconds=-1)
        assert run(site, clock) == Tally()  # not before its time
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 240, 240, 240, 0]
    row = only(site)
    assert (row.attempts, row.last_error) == (12, "plus tard")
    clock.turn(days=3)
    assert run(site, clock) == Tally()
    assert row.text


@pytest.mark.parametrize("kind", ["temporary_password", "reset_link"])
def test_what_opens_an_account_is_not_kept_once_given_up(site: Site, ceres: CommandLine, folder: Path, clock: Clock, kind: str) -> None:
    site = with_folder(site, folder, attempts=2)
    values = {"login": "h.marchand", "password": "k4f9x2mw", "path": "/password/new?key=k4f9x2mw", "minutes": 60}
    queue(site, "a@exemple.nc", template=f"ceres/mail/{kind}", values=values)
    run(site, clock, Broken(Deferred("plus tard")))
    assert "k4f9x2mw" in only(site).text, "another attempt follows"
    clock.turn(hours=1)
    run(site, clock, Broken(Deferred("plus tard")))
    row = only(site)
    assert (row.given_up_at is not None, row.text, row.html) == (True, "", "")
    assert [line["repeatable"] for line in ceres("mail", "list", "--json").json_lines()] == [False]
    assert ceres("mail", "retry", "--all").stdout == "0 courriels à renvoyer\n"
    assert "n’a plus cours" in ceres("mail", "retry", str(row.id)).stderr
    assert run(site, clock) == Tally()


def test_a_message_that_cannot_be_made_costs_the_others_nothing(site: Site, folder: Path, clock: Clock) -> None:
    queue(site, "a@exemple.nc", "b@exemple.nc")
    assert run(site, clock, Broken(ValueError("h.marchand"))) == Tally(postponed=2)
    with site.database.read() as db:
        assert {row.last_error for row in outbox(db)} == {"le courriel ne peut pas être composé (ValueError)"}


def test_a_sender_that_dies_leaves_its_message_to_another(site: Site, folder: Path, clock: Clock, caplog: pytest.LogCaptureFixture) -> None:
    site = with_folder(site, folder, timeout=30)
    queue(site, "a@exemple.nc")
    claimed = Outbox(site.database, site.settings.mail, clock).claim()
    assert claimed is not None
    assert not claimed.in_doubt
    assert run(site, clock) == Tally()  # somebody is sending it
    clock.turn(seconds=301)
    with caplog.at_level(logging.WARNING):
        assert run(site, clock) == Tally(sent=1)
    row = only(site)
    assert f"mail {row.id}: whoever was sending it ended before telling; it goes again as {row.message_id}" in caplog.text
    assert row.attempts == 2
    assert read_folder(folder)[0]["Message-ID"] == claimed.message.message_id


def test_a_message_sent_twice_replaces_its_file(site: Site, folder: Path, clock: Clock) -> None:
    site = with_folder(site, folder)
    queue(site, "a@exemple.nc")
    outbox_ = Outbox(site.database, site.settings.mail, clock)
    claimed = outbox_.claim()
    assert claimed is not None
    make_transport(site.settings).send(Composer(site.settings).compose(claimed.message))  # and the mark is never made
    clock.turn(hours=1)
    assert run(site, clock) == Tally(sent=1)
    assert len(read_folder(folder)) == 1


def test_two_senders_never_claim_the_same(site: Site, clock: Clock) -> None:
    queue(site, *(f"a{number}@exemple.nc" for number in range(4)))
    first, second = (Outbox(site.database, site.settings.mail, clock) for _ in range(2))
    claims = [box.claim() for box in (first, second, first, second, first)]
    assert claims[4] is None
    assert len({claim.message.id for claim in claims if claim}) == 4


def test_the_branding_is_read_only_when_something_is_due(site: Site, folder: Path, clock: Clock, tmp_path: Path) -> None:
    mailing = with_folder(site, folder)
    branding = tmp_path / "branding.toml"
    branding.write_text("not toml")
    settings = replace(mailing.settings, site=replace(site.settings.site, branding=str(tmp_path)))
    job: Any = SimpleNamespace(settings=settings, database=site.database, now=clock, stopping=lambda: False)
    queue(site, "a@exemple.nc")
    with pytest.raises(ConfigError):
        send_mail(job)
    branding.write_text("")
    send_mail(job)
    branding.write_text("not toml")
    send_mail(job)
    assert len(read_folder(folder)) == 1


def test_a_run_stops_between_two_messages(site: Site, folder: Path, clock: Clock) -> None:
    site = with_folder(site, folder)
    queue(site, "a@exemple.nc", "b@exemple.nc")
    answers = iter([False, True])
    assert sender(site, clock).run(lambda: next(answers)) == Tally(sent=1)


def test_traces_are_forgotten_in_time(site: Site, folder: Path, clock: Clock) -> None:
    site = with_folder(site, folder, keep=30)
    queue(site, "a@exemple.nc")
    run(site, clock)
    queue(site, "b@exemple.nc")
    box = Outbox(site.database, site.settings.mail, clock)
    clock.turn(days=30, seconds=-1)
    assert box.purge() == 0
    clock.turn(seconds=2)
    assert box.purge() == 1
    assert only(site).recipient == "b@exemple.nc"


def test_what_waits_what_failed_and_second_chances(site: Site, ceres: CommandLine, folder: Path, clock: Clock) -> None:
    failing = with_folder(site, folder, attempts=1)
    queue(site, "a@exemple.nc")
    run(failing, clock, Broken(Unreachable("le serveur SMTP ne répond pas")))
    queue(site, "b@exemple.nc")
    first, second = ceres("mail", "list", "--json").json_lines()
    assert (first["state"], first["recipient"], first["attempts"]) == (MailState.FAILED, "a@exemple.nc", 1)
    assert first["last_error"] == "le serveur SMTP ne répond pas"
    assert (second["state"], second["kind"], second["sent_at"]) == ("queued", "ceres/mail/test", None)
    assert not {"text", "html"} & first.keys()
    assert [line["id"] for line in ceres("mail", "list", "--state", "failed", "--json").json_lines()] == [first["id"]]
    assert "abandonné" in ceres("mail", "list").stdout
    assert ceres("mail", "retry", "--all").stdout == "1 courriels à renvoyer\n"
    assert ceres("mail", "retry", str(second["id"])).exit_code == 0
    clock.turn(seconds=5)
    assert run(with_folder(site, folder), clock) == Tally(sent=2)
    refused = ceres("mail", "retry", str(first["id"]))
    assert refused.exit_code == 1
    assert "ceres mail list" in refused.stderr
    assert ceres("mail", "retry").exit_code == 2
    assert [event.object_id for event in events(site, "mail.retry")] == [str(first["id"]), str(second["id"])]


def test_health_tells_what_waits_and_what_failed(site: Site, app: TestApp, folder: Path, clock: Clock) -> None:
    assert app.get("/health").json["checks"]["mail"] == {"status": "ok", "queued": 0, "failed": 0, "late": 0}
    queue(site, "a@exemple.nc")
    assert app.get("/health").json["checks"]["mail"] == {"status": "ok", "queued": 1, "failed": 0, "late": 0}
    with site.database.write() as db:
        outbox(db)[0].not_before = clock.now - timedelta(minutes=16)
    assert app.get("/health").json["checks"]["mail"] == {"status": "degraded", "queued": 1, "failed": 0, "late": 1}
    run(with_folder(site, folder, attempts=1), clock, Broken(Deferred("non")))
    assert app.get("/health").json["checks"]["mail"] == {"status": "degraded", "queued": 0, "failed": 1, "late": 0}
    with site.database.write() as db:
        outbox(db)[0].given_up_at = clock.now - timedelta(days=2)
    assert app.get("/health").json["checks"]["mail"]["status"] == "ok"


def test_a_message_can_be_tried_from_the_command_line(site: Site, ceres: CommandLine) -> None:
    before = len(read_folder(site.settings.mail.folder))
    done = ceres("mail", "test", "informatique@exemple.nc")
    assert done.exit_code == 0, done.stderr
    assert "mail.transport = folder" in done.stdout
    assert [message["To"] for message in read_folder(site.settings.mail.folder)][before:] == ["informatique@exemple.nc"]
    assert len(events(site, "mail.test")) == 1


@pytest.mark.parametrize("address", ["nobody", "a@b.nc\nBcc: evil@example.com", "a@b.nc, c@d.nc"])
def test_a_try_that_fails_says_why(ceres: CommandLine, site: Site, address: str) -> None:
    refused = ceres("mail", "test", address)
    assert refused.exit_code == 1
    assert "l’adresse est mal formée" in refused.stderr
    assert events(site, "mail.test") == []


def test_a_request_queues_in_its_own_transaction_and_gives_no_address(site: Site, clock: Clock) -> None:
    named = replace(site, settings=replace(site.settings, site=replace(site.settings.site, url="https://ceres.ch-exemple.nc/")))
    with site.database.write() as db:
        request: Any = SimpleNamespace(db=db, registry={LETTERS: letters_of(named)}, settings=named.settings, now=clock.now)
        Mailer.for_request(request).queue(Letter("a@exemple.nc", "ceres/mail/test", "en"), not_before=clock.now + timedelta(hours=1))
    row = only(site)
    assert "https://ceres.ch-exemple.nc/\n" in row.text
    assert 'href="https://ceres.ch-exemple.nc/"' in row.html
    assert (row.subject, row.language) == ("CÉRÈS – test message", "en")
    assert row.not_before == row.created_at + timedelta(hours=1)
