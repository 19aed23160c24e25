"""E-mails against a real SMTP server: what arrives, in which words, and what happens when it is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

from ceres.app import Site
from ceres.db.clock import utcnow
from ceres.mail.letters import Letter
from ceres.mail.mailer import Mailer
from ceres.mail.models import MailMessage
from ceres.mail.sending import Sender, Tally
from ceres.reports.models import ReportStatus
from factories.notify import has_read, prescriber_who_wants_notices
from factories.publishing import Counter, hours
from factories.smtp import PASSWORD, USER, Mailbox, make_certificate, smtp_server, with_mail
from factories.workers import letters_of, make_worker, outbox, queue, text_of

ADDRESS = "h.marchand@exemple.nc"


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The server's certificate, which no system authority has signed."""
    return make_certificate(tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def mailbox() -> Mailbox:
    """What arrives."""
    return Mailbox()


@pytest.fixture
def mailing(site: Site, mailbox: Mailbox) -> Iterator[Site]:
    """The site, with a plain server."""
    with smtp_server(mailbox) as port:
        yield with_mail(site, port)


def send(site: Site) -> Tally:
    return Sender.for_site(site.settings, site.database, utcnow).run(lambda: False)


def rows(site: Site) -> list[MailMessage]:
    with site.database.read() as db:
        return outbox(db)


def only(mailbox: Mailbox) -> EmailMessage:
    [message] = mailbox.messages
    mailbox.envelopes.clear()
    return message


WORDS = {
    "fr": {
        1: ("CÉRÈS – 1 nouveau compte rendu disponible", "a mis à votre disposition 1 compte rendu."),
        3: ("CÉRÈS – 3 nouveaux comptes rendus disponibles", "a mis à votre disposition 3 comptes rendus."),
        "amended": ("CÉRÈS – un compte rendu que vous avez ouvert a été modifié", "a modifié un compte rendu que vous aviez ouvert."),
        "retracted": ("CÉRÈS – un compte rendu que vous avez ouvert a été retiré", "a retiré un compte rendu que vous aviez ouvert."),
        "never": ("jamais votre mot de passe", "aucune donnée de patient"),
    },
    "en": {
        1: ("CÉRÈS – 1 new report available", "has made 1 report available to you."),
        3: ("CÉRÈS – 3 new reports available", "has made 3 reports available to you."),
        "amended": ("CÉRÈS – a report you opened has been amended", "has amended a report you had opened."),
        "retracted": ("CÉRÈS – a report you opened has been withdrawn", "has withdrawn a report you had opened."),
        "never": ("never ask you for your password", "no patient data"),
    },
}
PATIENT = ("TUFELE", "Maleta", "1980456123", "114000000", "582016", "BIOCHIMIE", "14/07/1958", "/reports/")


def assert_says(message: EmailMessage, language: str, what: int | str) -> None:
    subject, sentence = WORDS[language][what]
    text, html = text_of(message), text_of(message, "html")
    assert message["Subject"] == subject
    for part in (text, html):
        said = re.sub(r"\s+", " ", re.sub(r"<style.*?</style>|<[^>]+>", " ", part))
        assert sentence in said
        assert "https://ceres.ch-exemple.nc/" in said
        assert all(words in said for words in WORDS[language]["never"])
    assert not [word for word in PATIENT if word in message.as_string() or word in text or word in html]
    assert f'lang="{language}"' in html
    assert not re.search(r"<img|src=|<script", html)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_notice_arrives_encrypted_in_the_reader_s_language(site: Site, mailbox: Mailbox, certificate: Path, language: str) -> None:
    account = prescriber_who_wants_notices(site, language=language)
    with smtp_server(mailbox, certificate, security="starttls", auth=True) as port:
        secret = {"security": "starttls", "ca_file": str(certificate), "user": USER, "password": PASSWORD}
        mailing = with_mail(site, port, **secret)
        desk, worker = Counter(mailing), make_worker(mailing)
        desk.send()
        worker.run_once()
        assert_says(only(mailbox), language, 1)
        for section in ("HÉMATOLOGIE", "IMMUNOLOGIE", "MYCOLOGIE"):
            desk.send(section=section, key=section)
        worker.run_once()
        assert_says(only(mailbox), language, 3)
        has_read(site, account)
        desk.send(text="Compte rendu corrigé", issued_at=hours(1), status=ReportStatus.CORRECTED)
        worker.run_once()
        assert_says(only(mailbox), language, "amended")
        desk.send(text=None, issued_at=hours(2), status=ReportStatus.RETRACTED)
        worker.run_once()
        assert_says(only(mailbox), language, "retracted")
        worker.run_once()
        assert mailbox.messages == []
    assert all(mailbox.encrypted)


def test_the_headers_are_those_of_an_automatic_message(mailing: Site, mailbox: Mailbox) -> None:
    queue(mailing, ADDRESS, template="ceres_notify/news", values={"count": 2}, unsubscribe="/x/notify/preferences")
    [row] = rows(mailing)
    send(mailing)
    message = only(mailbox)
    assert message["From"] == "CÉRÈS <ne-pas-repondre@ch-exemple.nc>"
    assert message["To"] == ADDRESS
    assert message["Message-ID"] == row.message_id
    assert row.message_id.endswith("@ceres.ch-exemple.nc>")
    assert parsedate_to_datetime(message["Date"]) == row.created_at.replace(microsecond=0)
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["List-Unsubscribe"] == "<https://ceres.ch-exemple.nc/x/notify/preferences>"
    assert message["Content-Language"] == "fr"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    assert max(len(line) for line in text_of(message).splitlines()) <= 72


def test_what_has_left_is_marked_and_forgotten(mailing: Site, mailbox: Mailbox) -> None:
    queue(mailing, ADDRESS)
    assert send(mailing) == Tally(sent=1)
    [row] = rows(mailing)
    assert row.sent_at
    assert (row.text, row.html, row.attempts, row.claimed_until) == ("", "", 1, None)
    assert send(mailing) == Tally()
    assert len(mailbox.messages) == 1


def test_what_is_not_committed_is_never_sent(mailing: Site, mailbox: Mailbox) -> None:
    with mailing.database.writer() as db:
        Mailer(db, letters_of(mailing), mailing.settings, utcnow()).queue(Letter(ADDRESS, "ceres/mail/test"))
        db.flush()
        db.rollback()
    assert send(mailing) == Tally()
    assert mailbox.messages == []


def test_encryption_from_the_first_byte(site: Site, mailbox: Mailbox, certificate: Path) -> None:
    with smtp_server(mailbox, certificate, security="tls") as port:
        mailing = with_mail(site, port, security="tls", ca_file=str(certificate))
        queue(mailing, ADDRESS)
        assert send(mailing) == Tally(sent=1)
    assert mailbox.encrypted == [True]


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"ca_file": ""}, "la liaison chiffrée avec le serveur SMTP est impossible (CERTIFICATE_VERIFY_FAILED)"),
        ({"password": "niaoulis"}, "le serveur SMTP refuse le compte ou le mot de passe (535)"),
        ({"user": "", "password": ""}, "le serveur SMTP refuse l’expéditeur (530"),
        ({"security": "none"}, "ne propose pas STARTTLS ou l’authentification demandée"),
    ],
)
def test_a_server_that_cannot_be_used_delays_everything(
    site: Site, mailbox: Mailbox, certificate: Path, changes: dict[str, str], why: str
) -> None:
    usual = {"security": "starttls", "ca_file": str(certificate), "user": USER, "password": PASSWORD}
    with smtp_server(mailbox, certificate, security="starttls", auth=True) as port:
        mailing = with_mail(site, port, **(usual | changes))
        queue(mailing, ADDRESS, "m.legoeff@exemple.nc")
        assert send(mailing) == Tally(postponed=1)
    first, second = rows(site)
    assert why in first.last_error
    assert (first.attempts, second.attempts) == (1, 0)
    assert mailbox.messages == []


def test_nothing_leaves_in_clear_when_the_server_has_no_starttls(mailing: Site, mailbox: Mailbox) -> None:
    strict = replace(mailing, settings=replace(mailing.settings, mail=replace(mailing.settings.mail, security="starttls")))
    queue(strict, ADDRESS)
    assert send(strict) == Tally(postponed=1)
    assert "STARTTLS" in rows(mailing)[0].last_error
    assert mailbox.messages == []


def test_a_server_that_is_not_there(site: Site) -> None:
    with smtp_server(Mailbox()) as port:
        pass
    mailing = with_mail(site, port)
    queue(mailing, ADDRESS)
    assert send(mailing) == Tally(postponed=1)
    assert "le serveur SMTP ne répond pas" in rows(site)[0].last_error


@pytest.mark.parametrize(
    ("where", "reply", "error", "tally"),
    [
        (ADDRESS, "550 5.1.1 Unknown mailbox", "l’adresse est refusée (550 5.1.1 Unknown mailbox)", Tally(sent=1, given_up=1)),
        (ADDRESS, "450 4.2.0 Greylisted", "l’adresse est refusée (450 4.2.0 Greylisted)", Tally(sent=1, postponed=1)),
        ("data", "554 5.7.1 Spam", "le courriel est refusé (554 5.7.1 Spam)", Tally(given_up=2)),
        ("data", "451 4.3.0 Later", "le courriel est refusé (451 4.3.0 Later)", Tally(postponed=2)),
    ],
)
def test_refusals_are_seen_and_cost_the_others_nothing(
    mailing: Site, mailbox: Mailbox, where: str, reply: str, error: str, tally: Tally
) -> None:
    mailbox.replies[where] = reply
    queue(mailing, ADDRESS, "m.legoeff@exemple.nc")
    assert send(mailing) == tally
    row = rows(mailing)[0]
    assert row.last_error == error
    assert (row.given_up_at is not None) is reply.startswith("5")


def test_an_address_that_is_none_is_given_up_without_asking_the_server(mailing: Site, mailbox: Mailbox) -> None:
    queue(mailing, "a@b.nc>\r\nRCPT TO:<evil@example.com", "a,b@exemple.nc", "é@exemple.nc", "x@éxemple.nc")
    assert send(mailing) == Tally(sent=1, given_up=3)
    assert mailbox.recipients == ["x@xn--xemple-9ua.nc"]
    assert {row.last_error for row in rows(mailing)} == {"", "l’adresse est mal formée"}
