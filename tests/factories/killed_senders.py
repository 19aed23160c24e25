"""Run as a script: four senders of one outbox, killed at random and replaced until everything has left.

Each sender is forked, so that it begins at once; how many were killed is the last line on stdout.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import traceback
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from ceres.cli.logs import start_logging
from ceres.config.load import load_settings
from ceres.config.settings import Settings
from ceres.db.clock import utcnow
from ceres.db.engine import Database
from ceres.db.owners import CORE
from ceres.mail.composing import Composer
from ceres.mail.models import MailMessage
from ceres.mail.outbox import Outbox
from ceres.mail.sending import Sender
from ceres.mail.transports import make_transport

SENDERS = 4
LEASE = timedelta(seconds=1.5)
BETWEEN_KILLS = (0.05, 0.4)  # seconds


def send_forever(settings: Settings) -> None:
    """Send what is due, again and again, as long as somebody watches."""
    outbox = Outbox(Database(settings.database.url), settings.mail, utcnow, LEASE)
    parent = os.getppid()
    while os.getppid() == parent:
        Sender(outbox, Composer(settings), make_transport(settings)).run(lambda: False)
        time.sleep(0.05)


def forked(settings: Settings) -> int:
    """Return the process of a new sender."""
    pid = os.fork()
    if pid:
        return pid
    try:
        send_forever(settings)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os.kill(os.getppid(), signal.SIGTERM)  # a sender may be killed, not fail
    os._exit(1)


def left(settings: Settings) -> int:
    """Return how many messages have not left yet."""
    database = Database(settings.database.url)
    with database.read() as db:
        number = db.scalar(select(func.count()).select_from(MailMessage).where(MailMessage.sent_at.is_(None))) or 0
    database.dispose()
    return number


def main(settings: Settings, kills: int) -> int:
    """Kill at most ``kills`` senders; return how many were."""
    senders = [forked(settings) for _ in range(SENDERS)]
    done = 0
    while left(settings):
        time.sleep(random.uniform(*BETWEEN_KILLS))
        if done < kills:
            victim = random.randrange(SENDERS)
            os.kill(senders[victim], signal.SIGKILL)
            os.waitpid(senders[victim], 0)
            senders[victim], done = forked(settings), done + 1
    for pid in senders:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    return done


if __name__ == "__main__":
    start_logging()
    CORE.import_models()
    print(main(load_settings(Path(sys.argv[1])), int(sys.argv[2])))
