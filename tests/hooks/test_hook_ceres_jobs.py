"""``ceres_jobs``: what the worker does for a plugin again and again."""

from __future__ import annotations

from collections.abc import Sequence

from ceres.app import Site
from ceres.plugins.contributions import Job, JobContext
from ceres.worker.worker import Ran, Task, tasks
from factories.plugins import make_host, make_plugin, with_plugins
from factories.switches import add_switch
from factories.workers import make_worker


def water(_: JobContext) -> None:
    """Do nothing."""


def test_hook_ceres_jobs() -> None:
    job = Job("water", "Arroser", 60, water)

    def ceres_jobs() -> Sequence[Job]:
        return [job]

    host = make_host(make_plugin("garden", ceres_jobs))
    assert tasks(host.every())[0] == Task("garden", job)
    assert {task.owner for task in tasks(host.bind(frozenset()))} == {"core"}


def test_hook_ceres_jobs_costs_only_the_plugin_that_raises(site: Site) -> None:
    done = []

    def ceres_jobs() -> Sequence[Job]:
        return [Job("water", "Arroser", 60, lambda context: done.append(context.settings))]

    def failing() -> Sequence[Job]:
        raise RuntimeError

    def breaking() -> Sequence[Job]:
        return [Job("dig", "Bêcher", 60, lambda _: 1 / 0)]  # type: ignore[arg-type,return-value]

    failing.__name__ = breaking.__name__ = "ceres_jobs"
    full = with_plugins(site, make_plugin("a-failing", failing), make_plugin("b-breaking", breaking), make_plugin("c-sound", ceres_jobs))
    ran = make_worker(full).run_once()
    assert ran["b-breaking.dig"] is Ran.FAILED
    assert ran["c-sound.water"] is Ran.DONE
    assert done == [full.settings]
    assert full.plugins.failures.counts() == {("a-failing", "ceres_jobs"): 1, ("b-breaking", "job dig"): 1}


def test_hook_ceres_jobs_is_not_called_while_the_plugin_is_off(site: Site) -> None:
    def ceres_jobs() -> Sequence[Job]:
        return [Job("water", "Arroser", 60, water)]

    full = with_plugins(site, make_plugin("garden", ceres_jobs))
    with site.database.write() as db:
        add_switch(db, "garden", enabled=False)
    assert "garden.water" not in make_worker(full).run_once()
