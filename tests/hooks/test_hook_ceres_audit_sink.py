"""``ceres_audit_sink``: events of the journal handed over once they are committed; the first user is the plugin ``syslog``."""

from __future__ import annotations

import threading
from contextlib import suppress
from dataclasses import FrozenInstanceError

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.app import Site, make_app
from ceres.audit.entry import AuditContext, AuditEntry
from ceres.audit.log import AuditLog
from ceres.audit.models import Outcome
from ceres.audit.record import AuditRecord
from ceres.audit.sinks import AuditSinks
from factories.browsers import BROWSER, log_in
from factories.journal import events
from factories.plugins import make_host, make_plugin
from factories.sinks import listener, listening
from factories.statements import statements
from factories.switches import add_switch

WHO = AuditContext(7, "h.marchand", "192.0.2.7", "session", "request")


class RolledBack(Exception):
    """What was begun is given up."""


def write(db: Session, *actions: str) -> None:
    for action in actions:
        AuditLog(db).append(AuditEntry(action, detail={"documents": ["a", "b"]}), WHO)


def test_hook_ceres_audit_sink(site: Site) -> None:
    heard: list[AuditRecord] = []
    with listening(site, listener("garden", heard)) as full, full.database.write() as db:
        write(db, "report.read")
        AuditLog(db).append_all([AuditEntry("report.list", Outcome.REFUSED), AuditEntry("report.search")], WHO)
        assert heard == [], "not before the commit"
    assert [(each.action, each.outcome) for each in heard] == [
        ("report.read", Outcome.SUCCESS),
        ("report.list", Outcome.REFUSED),
        ("report.search", Outcome.SUCCESS),
    ]
    first = heard[0]
    assert (first.account_id, first.login, first.ip, first.session_id, first.request_id) == (
        7,
        "h.marchand",
        "192.0.2.7",
        "session",
        "request",
    )
    assert first.detail == {"documents": ("a", "b")}
    assert [each.content_hash for each in heard] == [each.content_hash for each in events(site)]
    with pytest.raises(FrozenInstanceError):
        first.login = "x"  # type: ignore[misc]


def test_what_is_rolled_back_is_not_handed_over(site: Site) -> None:
    heard: list[AuditRecord] = []
    with listening(site, listener("garden", heard)) as full:
        with suppress(RolledBack), full.database.write() as db:
            write(db, "lost.whole")
            raise RolledBack
        with full.database.write() as db:
            write(db, "kept.before")
            with suppress(RolledBack), db.begin_nested():
                write(db, "lost.outer")
                with db.begin_nested():
                    write(db, "lost.inner")
                raise RolledBack
            with db.begin_nested(), db.begin_nested():
                write(db, "kept.inner")
            write(db, "kept.after")
    assert [each.action for each in heard] == ["kept.before", "kept.inner", "kept.after"] == [each.action for each in events(site)]


def test_a_sink_that_raises_costs_nobody_anything(site: Site) -> None:
    def ceres_audit_sink(event: AuditRecord) -> None:
        raise RuntimeError

    heard: list[AuditRecord] = []
    with listening(site, make_plugin("broken", ceres_audit_sink), listener("sound", heard)) as full:
        browser = TestApp(make_app(full), extra_environ=BROWSER)
        assert "erreur" not in log_in(browser, "nobody", "wrong").html.h1.text.lower()
    assert [(each.action, each.outcome) for each in heard] == [("account.login", Outcome.FAILURE)]
    assert full.plugins.failures.counts() == {("broken", "ceres_audit_sink"): 1}


def test_a_plugin_that_is_off_hears_nothing_from_then_on(site: Site) -> None:
    heard: list[AuditRecord] = []
    with site.database.write() as db:
        add_switch(db, "garden", enabled=False)
    with listening(site, listener("garden", heard)) as full:
        with full.database.write() as db:
            write(db, "before.switch")
        with full.database.write() as db:
            add_switch(db, "garden", enabled=True)
            full.plugins.enabled(db)  # as the next request does
            write(db, "after.switch")
    assert [each.action for each in heard] == ["after.switch"]


def test_nothing_is_asked_of_the_database_for_it(site: Site) -> None:
    with listening(site, listener("garden", [])) as full:
        with full.database.read() as db:
            full.plugins.enabled(db)
        with statements(full) as sent, full.database.write() as db:
            write(db, "report.read")
    assert [each.split()[0] for each in sent] == ["INSERT"]


def test_a_slow_sink_holds_nobody_up_and_fills_no_memory(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    go_on, heard = threading.Event(), []

    def ceres_audit_sink(event: AuditRecord) -> None:
        go_on.wait()
        heard.append(event.action)

    host = make_host(make_plugin("slow", ceres_audit_sink))
    sinks = AuditSinks(host, site.settings, site.database, room=2)
    site.database.committed.tell(sinks.take)
    try:
        for number in range(6):
            with site.database.write() as db:
                write(db, f"number.n{number}")
        assert len(events(site)) == 6
        go_on.set()
        sinks.close()
    finally:
        site.hand_over()
    assert heard[:2] == ["number.n0", "number.n1"]
    assert len(heard) < 6
    assert f"{6 - len(heard)} events were not handed over" in caplog.text
