"""How many reports each prescriber ever received, counted once: no page counts millions of rows."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from ceres.db.base import Base, BigId


class DeliveryTally(Base):
    """The deliveries of one prescriber up to some delivery; those that came since are counted by whoever asks."""

    __tablename__ = "delivery_tally"

    prescriber_id: Mapped[int] = mapped_column(ForeignKey("prescriber.id"), primary_key=True, autoincrement=False)
    reports: Mapped[int] = mapped_column(BigInteger)
    through: Mapped[int] = mapped_column(BigId)  # a Delivery.id: the greatest of the table tells up to where all are counted
