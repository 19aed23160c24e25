"""``ceres_notification_channels``: ways to tell people, each on its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ceres.app import Site
from ceres.plugins.contributions import Notification, NotificationChannel, NotificationKind
from factories.notify import pending, prescriber_who_wants_notices
from factories.plugins import make_host, make_plugin, with_plugins
from factories.publishing import Counter
from factories.switches import add_switch, switches
from factories.workers import make_worker, outbox


def note(db: Any, notification: Notification, context: Any) -> None:
    add_switch(db, f"{notification.kind}-{notification.count}")


def fail(db: Any, notification: Notification, context: Any) -> None:
    add_switch(db, "lost")
    db.flush()
    raise RuntimeError


def test_hook_ceres_notification_channels() -> None:
    channel = NotificationChannel("drum", "Tambour", note)

    def ceres_notification_channels() -> Sequence[NotificationChannel]:
        return [channel]

    host = make_host(make_plugin("garden", ceres_notification_channels))
    assert host.every().collect_named("ceres_notification_channels") == (("garden", channel),)
    assert host.bind(frozenset()).collect("ceres_notification_channels") == ()


def test_hook_ceres_notification_channels_are_all_told_and_fail_alone(site: Site) -> None:
    def failing() -> Sequence[NotificationChannel]:
        return [NotificationChannel("smoke", "Fumée", fail)]

    def sound() -> Sequence[NotificationChannel]:
        return [NotificationChannel("drum", "Tambour", note)]

    failing.__name__ = sound.__name__ = "ceres_notification_channels"
    full = with_plugins(site, make_plugin("a-failing", failing), make_plugin("b-sound", sound))
    prescriber_who_wants_notices(site)
    Counter(full).send()
    make_worker(full).run_once()
    with site.database.read() as db:
        assert switches(db) == [f"{NotificationKind.NEWS}-1"]
        assert len(outbox(db)) == 1
    assert pending(site) == 0
    assert full.plugins.failures.counts() == {("a-failing", "channel smoke"): 1}


def test_hook_ceres_notification_channels_that_all_fail_are_tried_again(site: Site) -> None:
    def ceres_notification_channels() -> Sequence[NotificationChannel]:
        return [NotificationChannel("smoke", "Fumée", fail)]

    full = with_plugins(site, make_plugin("failing", ceres_notification_channels))
    prescriber_who_wants_notices(site)
    Counter(full).send()
    [job] = full.plugins.bind(frozenset({"notify"})).collect("ceres_jobs")
    job.run(make_worker(full)._context(full.plugins.bind(frozenset({"failing"}))))
    with site.database.read() as db:
        assert switches(db) == []
    assert pending(site) == 1
