"""Accounts, prescribers and the dated mandates between them."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Boolean, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship, validates

from ceres.db.base import Base, BigId, Sha256Hex, UtcDateTime, enum_column
from ceres.i18n.folding import fold
from ceres.security.permissions import Role

KEY_LENGTH = 400  # characters of a folded text


class MandateKind(StrEnum):
    """Why an account reads the reports of a prescriber."""

    SELF = "self"
    SECRETARY = "secretary"
    ASSOCIATE = "associate"
    SUBSTITUTE = "substitute"


class Account(Base):
    """Somebody who can sign in."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    login: Mapped[str] = mapped_column(String(80))
    login_key: Mapped[str] = mapped_column(String(80), unique=True)  # case-folded login
    name: Mapped[str] = mapped_column(String(200))
    name_key: Mapped[str] = mapped_column(String(KEY_LENGTH), server_default="")  # of the name: without accents and case
    organisation: Mapped[str] = mapped_column(String(200), server_default="", default="")  # where its owner works; may be empty
    organisation_key: Mapped[str] = mapped_column(String(KEY_LENGTH), server_default="", default="")  # folded like the name
    email: Mapped[str] = mapped_column(String(254))
    language: Mapped[str] = mapped_column(String(8), default="")  # empty: the browser's
    password_hash: Mapped[str | None] = mapped_column(String(200))  # none until the account is activated
    password_changed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_login_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    last_login_ip: Mapped[str] = mapped_column(String(45), default="")

    roles: Mapped[list[AccountRole]] = relationship(back_populates="account", cascade="all, delete-orphan", lazy="selectin")
    mandates: Mapped[list[Mandate]] = relationship(back_populates="account", cascade="all, delete-orphan")

    @validates("name", "organisation")
    def _fold(self, column: str, text: str) -> str:
        setattr(self, f"{column}_key", fold(text)[:KEY_LENGTH])
        return text


class AccountRole(Base):
    """One role of one account."""

    __tablename__ = "account_role"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    role: Mapped[Role] = mapped_column(enum_column(Role), primary_key=True)

    account: Mapped[Account] = relationship(back_populates="roles")


class ResetKind(StrEnum):
    """Why somebody may choose a password without the present one."""

    LOST = "lost"  # its owner asked
    INVITATION = "invitation"  # the site sent a link: there is no password yet, or no longer
    TEMPORARY = "temporary"  # the site handed a temporary password over


class PasswordReset(Base):
    """A way to choose a password: for one use and for some time; it opens nothing else.

    An account has at most one of each kind: a demand that anybody can make does not replace what the site gave.
    """

    __tablename__ = "password_reset"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[ResetKind] = mapped_column(enum_column(ResetKind), primary_key=True, default=ResetKind.LOST)
    secret_hash: Mapped[str | None] = mapped_column(String(200))  # of the temporary password; none once it was used, or with a link
    ticket_hash: Mapped[str | None] = mapped_column(Sha256Hex, unique=True)  # of what lets a browser choose the password
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class EmailChange(Base):
    """An address that waits for its owner to confirm it; the account keeps the former one until then."""

    __tablename__ = "email_change"

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"), primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    confirm_hash: Mapped[str] = mapped_column(Sha256Hex, unique=True)  # of the link sent to the new address
    object_hash: Mapped[str] = mapped_column(Sha256Hex, unique=True)  # of the link sent to the former address
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)


class Prescriber(Base):
    """Somebody the laboratory addresses reports to (FHIR Practitioner); may have no account at all."""

    __tablename__ = "prescriber"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    family_name: Mapped[str] = mapped_column(String(200), default="")
    given_name: Mapped[str] = mapped_column(String(200), default="")
    name_key: Mapped[str] = mapped_column(String(400), default="", index=True)  # folded for accents and case
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)

    identifiers: Mapped[list[PrescriberIdentifier]] = relationship(back_populates="prescriber", cascade="all, delete-orphan")
    mandates: Mapped[list[Mandate]] = relationship(back_populates="prescriber")


class IdentifierKind(StrEnum):
    """Systems of prescriber identifiers; the national ones are unique whatever the source."""

    CODE = "code"  # a laboratory's own code
    RPPS = "rpps"
    ADELI = "adeli"
    IDNPS = "idnps"


class PrescriberIdentifier(Base):
    """One identifier of a prescriber; ``source`` is empty when it holds for every laboratory."""

    __tablename__ = "prescriber_identifier"
    __table_args__ = (UniqueConstraint("kind", "source", "value"), Index(None, "value"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    prescriber_id: Mapped[int] = mapped_column(ForeignKey("prescriber.id", ondelete="CASCADE"), index=True)
    kind: Mapped[IdentifierKind] = mapped_column(enum_column(IdentifierKind))
    source: Mapped[str] = mapped_column(String(120), default="")
    value: Mapped[str] = mapped_column(String(120))

    prescriber: Mapped[Prescriber] = relationship(back_populates="identifiers")


class Mandate(Base):
    """The right of an account to read the reports of a prescriber between two instants."""

    __tablename__ = "mandate"
    __table_args__ = (Index(None, "account_id", "prescriber_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("account.id", ondelete="CASCADE"))
    prescriber_id: Mapped[int] = mapped_column(ForeignKey("prescriber.id"), index=True)
    kind: Mapped[MandateKind] = mapped_column(enum_column(MandateKind))
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime | None] = mapped_column(UtcDateTime)  # excluded; none: without end
    notify: Mapped[bool] = mapped_column(Boolean, default=True)

    account: Mapped[Account] = relationship(back_populates="mandates")
    prescriber: Mapped[Prescriber] = relationship(back_populates="mandates")
