"""Everything real laboratories sent: nothing raises, nothing is lost, a second time changes nothing."""

from __future__ import annotations

import hashlib
from collections import Counter

import pytest

from ceres.app import Site
from ceres.reports.models import Receipt
from ceres.testing.command_line import CommandLine
from factories.journal import events
from factories.sources import ROOT

GIVEN = ROOT.parent / "shared" / "input"
OUTCOMES = {"published", "version", "duplicate", "quarantined", "retracted", "merged", "ignored"}


@pytest.mark.skipif(not GIVEN.is_dir(), reason=f"the laboratories' messages are not in {GIVEN}")
def test_every_given_message_is_accounted_for_and_twice_is_once(ceres: CommandLine, site: Site) -> None:
    files = sorted(str(file) for file in GIVEN.rglob("*") if file.is_file())
    first = ceres("intake", str(GIVEN), "--json")
    lines = first.json_lines()
    assert first.exit_code == 0, first.stderr
    assert sorted({str(line["file"]) for line in lines}) == files
    assert {line["outcome"] for line in lines} <= OUTCOMES
    assert not [line for line in lines if line["reason"] == "internal_error"]
    _everything_is_kept(site, lines)

    stored = len(events(site, "report.published", "report.amended", "report.retracted"))
    again = ceres("intake", str(GIVEN), "--json").json_lines()
    assert Counter(line["outcome"] for line in again) == {"duplicate": len(lines)}
    assert len(events(site, "report.published", "report.amended", "report.retracted")) == stored


def _everything_is_kept(site: Site, lines: list[dict[str, object]]) -> None:
    with site.database.read() as db:
        receipts = db.query(Receipt.message_sha256).all()
    for (sha256,) in receipts:
        with site.documents.open(sha256) as raw:
            assert hashlib.sha256(raw.read()).hexdigest() == sha256
    # The very same bytes may stand in several files.
    assert len(receipts) + sum(line["outcome"] == "duplicate" for line in lines) >= len(lines)
