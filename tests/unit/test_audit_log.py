from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from ceres.audit.entry import AuditContext, AuditEntry
from ceres.audit.log import AuditLog, content_hash
from ceres.audit.models import AuditEvent, Outcome
from ceres.audit.text import cleaned, cleaned_detail
from ceres.audit.trail import Trail

NOW = datetime(2026, 3, 3, 9, 14, 15, 123456, tzinfo=UTC)
CONTEXT = AuditContext(account_id=7, login="h.marchand", ip="192.0.2.7", session_id="S1", request_id="R1")


def clock() -> datetime:
    return NOW


def events(db: Session) -> list[AuditEvent]:
    db.expire_all()
    return list(db.scalars(select(AuditEvent).order_by(AuditEvent.id)))


def test_an_event_says_who_what_when_and_where(db: Session) -> None:
    AuditLog(db, clock).append(AuditEntry("report.read", object_type="report", object_id="abc", detail={"version": 2}), CONTEXT)
    db.commit()
    (event,) = events(db)
    assert (event.at, event.action, event.outcome) == (NOW, "report.read", Outcome.SUCCESS)
    assert (event.account_id, event.login, event.ip, event.session_id, event.request_id) == (7, "h.marchand", "192.0.2.7", "S1", "R1")
    assert (event.object_type, event.object_id, event.detail) == ("report", "abc", {"version": 2})


def test_the_hash_still_fits_once_read_back(db: Session) -> None:
    detail: dict[str, str | int | bool | list[str]] = {"é": "ligne\n", "n": 3, "ok": True, "list": ["a", "b"]}
    AuditLog(db, clock).append(AuditEntry("report.read", prescriber_id=3, detail=detail), CONTEXT)
    db.commit()
    (event,) = events(db)
    assert event.content_hash == content_hash(event)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("login", "other"),
        ("at", datetime(2026, 3, 3, tzinfo=UTC)),
        ("outcome", Outcome.REFUSED),
        ("detail", {"version": 3}),
        ("account_id", None),
    ],
)
def test_the_hash_betrays_a_change(db: Session, name: str, value: object) -> None:
    event = AuditLog(db, clock).append(AuditEntry("report.read", detail={"version": 2}), CONTEXT)
    setattr(event, name, value)
    assert event.content_hash != content_hash(event)
    db.rollback()


def test_what_the_entry_says_wins_over_the_context(db: Session) -> None:
    event = AuditLog(db, clock).append(AuditEntry("account.login", account_id=9, login="new", session_id="S2"), CONTEXT)
    assert (event.account_id, event.login, event.session_id) == (9, "new", "S2")
    db.rollback()


def test_nobody_forges_a_line(db: Session) -> None:
    login = 'x\r\n{"action": "account.login"}\u2028\u202e\x00\x1b[2J\ud800'
    AuditLog(db, clock).append(AuditEntry("account.login", login=login, object_id=login), CONTEXT)
    db.commit()
    (event,) = events(db)
    assert event.login == event.object_id == 'x\ufffd\ufffd{"action": "account.login"}\ufffd\ufffd\ufffd\ufffd[2J\ufffd'


def test_long_values_are_cut_to_their_columns(db: Session) -> None:
    long = "é" * 5000
    AuditLog(db, clock).append(AuditEntry(long, object_type=long, object_id=long, login=long, detail={"reason": long}), CONTEXT)
    db.commit()
    (event,) = events(db)
    assert [len(each) for each in (event.action, event.object_type, event.object_id, event.login, event.detail["reason"])] == [
        60,
        40,
        120,
        80,
        300,
    ]


@given(st.text(max_size=50))
def test_cleaned_text_is_one_line_that_any_database_keeps(text: str) -> None:
    once = cleaned(text, 40)
    assert len(once) <= 40
    assert len(once.splitlines()) <= 1
    assert "\x00" not in once
    once.encode()
    assert cleaned(once, 40) == once


def test_a_value_that_might_not_read_back_is_refused() -> None:
    with pytest.raises(TypeError):
        cleaned_detail({"ratio": 0.1})


def test_a_refused_request_leaves_no_success_and_no_other_row(db: Session) -> None:
    written: list[str] = []
    trail = Trail()
    trail.record(AuditEntry("report.read"))
    trail.record(AuditEntry("report.search", Outcome.FAILURE))
    trail.also(lambda _: written.append("mark"))
    trail.also(lambda _: written.append("seen"), even_if_refused=True)
    trail.write(db, clock, CONTEXT, Outcome.REFUSED)
    assert [event.outcome for event in events(db)] == [Outcome.REFUSED, Outcome.FAILURE]
    assert written == ["seen"]
    db.rollback()
