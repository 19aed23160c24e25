"""What a listener says of itself, in a row that every process of the site can read."""

from __future__ import annotations

import logging
import socket
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import SQLAlchemyError

from ceres.api import Database
from ceres_intake.health import FORGOTTEN
from ceres_intake.models import IntakeListener

logger = logging.getLogger(__name__)

QUIET = timedelta(seconds=20)  # an unchanged row is written again after so long


class Presence:
    """Keeps the row of one listener; a database that is away is not its business."""

    def __init__(self, database: Database, address: str, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._name = f"{socket.gethostname()} {address}"[:200]
        self._clock = clock
        self._started_at = clock()
        self._said: tuple[datetime, int, int] | None = None

    def say(self, connections: int, in_hand: int) -> None:
        """Write how many are connected and how many messages wait for their answer."""
        now = self._clock()
        if self._said and self._said[1:] == (connections, in_hand) and now - self._said[0] < QUIET:
            return
        row = IntakeListener(name=self._name, started_at=self._started_at, seen_at=now, connections=connections, in_hand=in_hand)
        try:
            with self._database.write() as db:
                db.execute(delete(IntakeListener).where(IntakeListener.seen_at < now - FORGOTTEN))
                db.merge(row)
            self._said = (now, connections, in_hand)
        except SQLAlchemyError as error:
            logger.warning("the listener's state could not be written: %s", type(error).__name__)

    def leave(self) -> None:
        """Remove the row: the listener stops because it was told to."""
        try:
            with self._database.write() as db:
                db.execute(delete(IntakeListener).where(IntakeListener.name == self._name))
        except SQLAlchemyError as error:
            logger.warning("the listener's state could not be removed: %s", type(error).__name__)
