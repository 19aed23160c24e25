"""Messages as they leave: whatever stands in a row, a message has one sender, one recipient, one subject."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.utils import getaddresses

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ceres.config.mail import MailSettings
from ceres.config.settings import Settings, SiteSettings
from ceres.mail.addresses import checked
from ceres.mail.composing import Composer, host_of
from ceres.mail.errors import Undeliverable
from ceres.mail.letters import wrapped
from ceres.mail.models import MailMessage

HEADERS = {
    *("from", "to", "subject", "date", "message-id", "auto-submitted", "x-auto-response-suppress"),
    *("mime-version", "content-type", "content-language", "list-unsubscribe"),
}
SETTINGS = Settings(mail=MailSettings(sender="ceres@exemple.nc"))
EVIL = "Bonjour\r\nBcc: evil@example.com\r\n\r\n<script>"


def row(**values: str) -> MailMessage:
    usual = {"message_id": "<1@ceres.test>", "recipient": "a@exemple.nc", "language": "fr", "unsubscribe": "", "html": "<p>t</p>"}
    return MailMessage(created_at=datetime(2026, 3, 3, tzinfo=UTC), **(usual | {"subject": "s", "text": "t"} | values))


@hypothesis_settings(deadline=None)
@example(EVIL, EVIL, EVIL, "a@b.nc")
@example("é" * 300, "=?utf-8?q?a=0D=0ABcc:?=", "\x00\u2028\u202e", "a@b.nc>\r\nDATA")
@given(st.text(max_size=300), st.text(max_size=120), st.text(), st.emails() | st.text(max_size=60))
def test_nothing_can_add_a_header_or_a_recipient(subject: str, name: str, text: str, recipient: str) -> None:
    settings = replace(SETTINGS, mail=replace(SETTINGS.mail, sender_name=name))
    try:
        envelope = Composer(settings).compose(row(subject=subject, text=text, html=text, recipient=recipient))
    except Undeliverable:
        return
    read = message_from_bytes(envelope.message.as_bytes(), policy=policy.default)
    assert {header.lower() for header in read} <= HEADERS
    assert len(read.keys()) == len({header.lower() for header in read})
    assert [address for _, address in getaddresses([str(read["To"])])] == [envelope.recipient]
    assert read["From"].addresses[0].addr_spec == "ceres@exemple.nc"
    assert "\n" not in str(read["Subject"])
    assert "\n" not in envelope.recipient
    assert [part.get_content_type() for part in read.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("address", ["a@exemple.nc", "a.b+c@sous.exemple.nc", "o'hara@exemple.nc", "A_B-c@EXEMPLE.nc"])
def test_addresses_that_can_be_written_to(address: str) -> None:
    assert checked(address).casefold() == address.casefold()


def test_a_domain_is_written_as_servers_know_it() -> None:
    assert checked("a@éxemple.nc") == "a@xn--xemple-9ua.nc"


@pytest.mark.parametrize(
    "address",
    [
        *("", "a", "a@b", "@b.nc", "a b@c.nc", "a@b.nc\n", "a@b..nc", ".a@b.nc", "a..b@c.nc", "a@b@c.nc", "<a@b.nc>", "a,b@c.nc"),
        *("é@b.nc", '"a"@b.nc', f"{'a' * 65}@b.nc", f"a@{'b' * 64}.nc", f"a@{'b.' * 130}nc"),
    ],
)
def test_addresses_that_cannot(address: str) -> None:
    with pytest.raises(Undeliverable):
        checked(address)


@pytest.mark.parametrize(
    ("site", "sender", "host"),
    [
        ("https://ceres.exemple.nc:8443", "", "ceres.exemple.nc"),
        ("", "a@exemple.nc", "exemple.nc"),
        ("http://localhost", "", "ceres.invalid"),
    ],
)
def test_the_site_s_name_comes_from_its_file(site: str, sender: str, host: str) -> None:
    assert host_of(Settings(site=SiteSettings(url=site), mail=MailSettings(sender=sender))) == host


def test_texts_are_folded_and_addresses_are_not() -> None:
    address = f"https://ceres.exemple.nc/{'x' * 90}"
    lines = wrapped(f"{'mot ' * 40}\n\n    {address}\n3\u00a0comptes rendus\u202f!").splitlines()
    assert max(len(line) for line in lines if address not in line) <= 72
    assert f"    {address}".strip() in {line.strip() for line in lines}
    assert lines[-1] == "3 comptes rendus !"
