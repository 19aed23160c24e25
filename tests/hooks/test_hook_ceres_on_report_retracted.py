"""``ceres_on_report_retracted``: rows a plugin adds when it hears of a report that the laboratory withdrew."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from factories.plugins import make_host, make_plugin
from factories.switches import add_switch, switches


def test_hook_ceres_on_report_retracted(db: Session) -> None:
    def ceres_on_report_retracted(db: Session, report: Any) -> None:
        add_switch(db, report)

    host = make_host(make_plugin("garden", ceres_on_report_retracted))
    host.every().react(db, "ceres_on_report_retracted", report="rose")
    host.bind(frozenset()).react(db, "ceres_on_report_retracted", report="tulip")
    db.commit()
    assert switches(db) == ["rose"]


def test_hook_ceres_on_report_retracted_loses_only_the_rows_of_the_plugin_that_raises(db: Session) -> None:
    def failing(db: Session, report: Any) -> None:
        add_switch(db, "lost")
        db.flush()
        raise RuntimeError

    def sound(db: Session, report: Any) -> None:
        add_switch(db, report)

    failing.__name__ = sound.__name__ = "ceres_on_report_retracted"
    add_switch(db, "core")
    host = make_host(make_plugin("a-broken", failing), make_plugin("b-sound", sound))
    host.every().react(db, "ceres_on_report_retracted", report="rose")
    db.commit()
    assert switches(db) == ["core", "rose"]
    assert host.failures.counts() == {("a-broken", "ceres_on_report_retracted"): 1}
