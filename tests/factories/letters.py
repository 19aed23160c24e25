"""Letters that wait in the outbox, as tests read them."""

from __future__ import annotations

import re

from sqlalchemy import select

from ceres.app import Site
from ceres.mail.models import MailMessage


def letters(site: Site, kind: str = "") -> list[MailMessage]:
    """Return the letters of one kind (all without), oldest first."""
    with site.database.read() as db:
        found = db.scalars(select(MailMessage).order_by(MailMessage.id)).all()
    return [each for each in found if not kind or each.kind == f"ceres/mail/{kind}"]


def last_letter(site: Site, kind: str) -> MailMessage:
    """Return the newest letter of a kind."""
    return letters(site, kind)[-1]


def temporary_password(site: Site) -> str:
    """Return the password in the newest letter that brings one."""
    found = re.search(r"^ {4}([a-z0-9]{8})$", last_letter(site, "temporary_password").text, re.MULTILINE)
    assert found
    return found[1]


def link(site: Site, kind: str) -> str:
    """Return the path of the link in the newest letter of a kind."""
    found = re.search(r"^ *(?:https?://[^/\s]+)?(/\S+)$", last_letter(site, kind).text, re.MULTILINE)
    assert found
    return found[1]
