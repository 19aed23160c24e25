"""The outbox: a row for each e-mail, written in the transaction that causes it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, Integer, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from ceres.db.base import Base, BigId, UtcDateTime

ERROR_LENGTH = 300  # characters
WAITING = "sent_at IS NULL AND given_up_at IS NULL"
FLEETING = frozenset({"ceres/mail/temporary_password", "ceres/mail/reset_link"})
"""Kinds that hold what opens an account, for about an hour: once given up they are no good to their owner, and are not kept."""


class MailMessage(Base):
    """One e-mail to one person; what it said is dropped once it has left or, if it is one of `FLEETING`, was given up."""

    __tablename__ = "mail_message"
    __table_args__ = (Index("ix_mail_message_waiting", "not_before", postgresql_where=text(WAITING), sqlite_where=text(WAITING)),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    message_id: Mapped[str] = mapped_column(String(120), unique=True)  # the header: the same at each attempt
    account_id: Mapped[int | None] = mapped_column(ForeignKey("account.id", ondelete="SET NULL"), index=True)
    kind: Mapped[str] = mapped_column(String(80))  # the template: "ceres_notify/news"
    recipient: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8))
    subject: Mapped[str] = mapped_column(String(200))
    text: Mapped[str] = mapped_column(Text)
    html: Mapped[str] = mapped_column(Text)
    unsubscribe: Mapped[str] = mapped_column(String(300), default="")  # address of the page that ends such messages
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    not_before: Mapped[datetime] = mapped_column(UtcDateTime)
    attempts: Mapped[int] = mapped_column(Integer, default=0)  # begun, so counted also when a worker died in the middle
    last_error: Mapped[str] = mapped_column(String(ERROR_LENGTH), default="")  # French sentence
    claimed_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # a worker is sending it; if it dies, another may from then on
    sent_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    given_up_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
