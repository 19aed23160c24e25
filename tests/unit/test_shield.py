"""A plugin's failing statement does not cost the page its transaction."""

from __future__ import annotations

from contextlib import suppress
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from ceres.plugins.shield import shielded

ANSWERS = text("SELECT 1")
FAILS = text("SELECT no_such_column FROM no_such_table")


def page(db: Session, *, active: bool = True) -> Any:
    return SimpleNamespace(db=db, environ={"tm.active": active} if active else {})


def test_the_transaction_outlives_a_statement_that_fails(db: Session) -> None:
    assert db.scalar(ANSWERS) == 1
    with pytest.raises(SQLAlchemyError), shielded(page(db)):
        db.execute(FAILS)
    assert db.scalar(ANSWERS) == 1


def test_the_transaction_outlives_a_failure_that_the_plugin_hid(db: Session) -> None:
    with suppress(SQLAlchemyError), shielded(page(db)), suppress(SQLAlchemyError):
        db.execute(FAILS)
    assert db.scalar(ANSWERS) == 1


def test_a_function_that_uses_no_database_costs_no_statement(db: Session) -> None:
    sent: list[str] = []
    event.listen(db.get_bind(), "before_cursor_execute", lambda *call: sent.append(call[2]))
    event.listen(db.get_bind(), "savepoint", lambda *call: sent.append("savepoint"))
    with shielded(page(db)):
        pass
    assert sent == []
    with shielded(page(db)):
        db.execute(ANSWERS)
        db.execute(ANSWERS)
    assert sent.count("savepoint") == 1


def test_outside_a_transaction_the_session_is_left_alone() -> None:
    with shielded(page(object(), active=False)):  # type: ignore[arg-type]
        pass
    with shielded(None):
        pass


def test_nothing_keeps_listening_afterwards(db: Session) -> None:
    with shielded(page(db)):
        pass
    db.execute(ANSWERS)
    assert not db.in_nested_transaction()


def test_a_function_inside_another_has_a_savepoint_of_its_own(db: Session) -> None:
    with shielded(page(db)):
        with pytest.raises(SQLAlchemyError), shielded(page(db)):
            db.execute(FAILS)
        with shielded(page(db)):
            pass
        assert db.scalar(ANSWERS) == 1
        assert db.in_nested_transaction()
    assert not db.in_nested_transaction()
