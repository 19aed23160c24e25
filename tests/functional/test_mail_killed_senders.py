"""Senders killed at random: each message leaves once, or twice where its sender died before it could tell; none is lost.

``CERES_TEST_MAILS=2000`` makes it 2,000 messages.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import insert

from ceres.app import Site
from ceres.db.clock import utcnow
from ceres.mail.models import MailMessage
from factories import killed_senders
from factories.smtp import HOST, Mailbox, smtp_server
from factories.workers import outbox

MAILS = int(os.environ.get("CERES_TEST_MAILS", "80"))
KILLS = max(8, MAILS // 50)


def fill(site: Site) -> None:
    now = utcnow()
    facts = {"kind": "test", "language": "fr", "subject": "Essai", "text": "Bonjour", "html": "<p>Bonjour</p>", "unsubscribe": ""}
    state = {"created_at": now, "not_before": now, "attempts": 0, "last_error": ""}
    rows = [{"message_id": f"<{number}@ceres.test>", "recipient": f"a{number}@exemple.nc", **facts, **state} for number in range(MAILS)]
    with site.database.write() as db:
        db.execute(insert(MailMessage), rows)


@pytest.mark.slow
def test_none_is_lost_and_none_leaves_a_third_time(site: Site, tmp_path: Path) -> None:
    fill(site)
    mailbox, file = Mailbox(), tmp_path / "ceres.toml"
    with smtp_server(mailbox) as port:
        mail = f'transport = "smtp"\nhost = "{HOST}"\nport = {port}\nsecurity = "none"\nsender = "ceres@exemple.nc"\nattempts = 1000\n'
        file.write_text(f'[database]\nurl = "{site.settings.database.url}"\n[mail]\n{mail}', encoding="utf-8")
        command = [sys.executable, killed_senders.__file__, str(file), str(KILLS)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=True)
    kills = int(done.stdout.split()[-1])
    times = Counter(str(message["Message-ID"]) for message in mailbox.messages)
    again = [json.loads(line)["message"] for line in done.stderr.splitlines() if "goes again" in line]
    with site.database.read() as db:
        rows = outbox(db)
    assert all(row.sent_at for row in rows)
    assert len(times) == MAILS
    assert kills
    twice = [message_id for message_id, number in times.items() if number > 1]
    assert all(any(line.endswith(f"as {message_id}") for line in again) for message_id in twice)
    assert sum(times.values()) - MAILS <= len(again) <= kills
    assert max(times.values()) <= 1 + max(Counter(line.rpartition(" ")[2] for line in again).values(), default=0)
    print(f"{MAILS} messages, {kills} senders killed: {len(again)} in doubt, {len(twice)} sent twice")
