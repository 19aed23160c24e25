"""Workers on a test site, and what they sent."""

from __future__ import annotations

from collections.abc import Iterable
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from ceres.app import Site, configure
from ceres.config.settings import SiteSettings
from ceres.db.clock import Clock, utcnow
from ceres.mail.letters import Letter, Letters
from ceres.mail.mailer import LETTERS, Mailer
from ceres.mail.models import MailMessage
from ceres.worker.worker import Worker

_made: dict[tuple[int, SiteSettings], tuple[Site, Letters]] = {}


def letters_of(site: Site) -> Letters:
    """Return the templates of the letters of a site; sites that differ in their mail server only share them."""
    key = id(site.plugins), site.settings.site
    if key not in _made:
        config = configure(site)
        config.commit()
        _made[key] = site, config.registry[LETTERS]
    return _made[key][1]


def make_worker(site: Site, clock: Clock = utcnow) -> Worker:
    """Return a worker that has not begun."""
    return Worker(site, letters_of(site), clock)


def queue(site: Site, *addresses: str, template: str = "ceres/mail/test", **values: Any) -> None:
    """Queue a letter to each address."""
    with site.database.write() as db:
        mailer = Mailer(db, letters_of(site), site.settings, utcnow())
        for address in addresses:
            mailer.queue(Letter(to=address, template=template, **values))


def outbox(db: Session) -> list[MailMessage]:
    """Return the rows of the outbox."""
    return list(db.scalars(select(MailMessage).order_by(MailMessage.id)))


def read_folder(folder: Path) -> list[EmailMessage]:
    """Return the messages in a folder, by name."""
    return read_all(file.read_bytes() for file in sorted(folder.glob("*.eml")))


def read_all(contents: Iterable[bytes]) -> list[EmailMessage]:
    """Return messages as a mail reader would understand them."""
    return [message_from_bytes(each, policy=policy.default) for each in contents]


def text_of(message: EmailMessage, kind: str = "plain") -> str:
    """Return one part of a message."""
    part = message.get_body((kind,))
    assert isinstance(part, EmailMessage)
    return str(part.get_content())
