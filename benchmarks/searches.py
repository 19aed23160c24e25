"""Whether the list, the searches and the next pages grow with the site.

Two sites with 2,000 prescribers, a small one and a large one, are measured in turn, page by page, so that what else the
machine does weighs on both. The median prescriber has 60 deliveries on each of them; the heavy one has 6 % of all, so that
its searches find more on the large site.

    python benchmarks/searches.py [--url postgresql://…] [--small 2000] [--large 200000] [--pages 200] [--limit 1.3]

Without ``--url`` the databases are SQLite files; with it, two schemas of that server, dropped afterwards. Exits with 1 when
a page of the median prescriber takes more than ``--limit`` times as long on the large site.
"""

from __future__ import annotations

import statistics
import sys
from contextlib import ExitStack
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from browsing import Visitor
from generator import LOGINS, NOW, Generator, people

from ceres.app import Site, make_app, open_site
from ceres.config.settings import DatabaseSettings, Settings
from ceres.db.migrate import upgrade
from ceres.testing.databases import make_postgresql_schema


@click.command()
@click.option("--url", default="", help="a PostgreSQL server; SQLite without it")
@click.option("--small", default=2_000, show_default=True)
@click.option("--large", default=200_000, show_default=True)
@click.option("--pages", default=200, show_default=True, help="pages measured for each figure")
@click.option("--limit", default=1.3, show_default=True, help="ratio above which the run fails")
def main(url: str, small: int, large: int, pages: int, limit: float) -> None:
    """Print, for each page, its median on both sites and their ratio."""
    with ExitStack() as stack:
        applications = [make_app(_filled(stack, url, size)) for size in (small, large)]
        print(f"{'prescriber':<10}  {'page':<24}  {'rows':>9}  {small:>9} ms  {large:>9} ms  {'ratio':>5}")
        worst = 0.0
        for login in LOGINS:
            visitors = [Visitor(application, login) for application in applications]
            for name, pair in _pages(visitors).items():
                ratio = _compare(login, name, visitors, pair, pages)
                worst = max(worst, ratio if login == "median" else 0)
    sys.exit(worst > limit)


def _filled(stack: ExitStack, url: str, size: int) -> Site:
    folder = Path(stack.enter_context(TemporaryDirectory()))
    settings = Settings.embedded(folder)
    if url:
        settings = replace(settings, database=DatabaseSettings(url=make_postgresql_schema(url, f"ceres_bench_{size}")))
    site = open_site(settings)
    stack.callback(site.database.dispose)
    upgrade(site)
    Generator(site).fill(size)
    return site


def _pages(visitors: list[Visitor]) -> dict[str, list[str]]:
    """Return the addresses to compare, one a site."""
    begin = (NOW - timedelta(days=20)).strftime("%d/%m/%Y")
    # What both sites hold: the reports of number 1 (the median prescriber's) and 32 (the heavy one's).
    person = people()[31 % len(people())]
    searches: dict[str, tuple[str, dict[str, str]]] = {
        "by reference": ("reference", {"value": "R1"}),
        "by NIP": ("nip", {"value": person.nip}),
        "by patient, whole name": ("patient", {"family_name": person.family_name, "given_name": person.given_name}),
        "by patient, three letters": ("patient", {"family_name": person.family_name[:3]}),
        "by date": ("date", {"from": begin, "to": ""}),
        "by number": ("number", {"value": "1"}),
    }
    found: dict[str, list[str]] = {
        name: [visitor.search(tab, **values) for visitor in visitors] for name, (tab, values) in searches.items()
    }
    lists = {"latest": "", "by name": "?sort=name", "new": "?show=new", "pending": "?show=pending"}
    return {
        **{name: [f"/results{view}"] * len(visitors) for name, view in lists.items()},
        "latest, next": [visitor.following("/results") for visitor in visitors],
        "by name, next": [visitor.following("/results?sort=name") for visitor in visitors],
        **found,
        "by date, next": [visitor.following(path) for visitor, path in zip(visitors, found["by date"], strict=True)],
    }


def _compare(login: str, name: str, visitors: list[Visitor], paths: list[str], pages: int) -> float:
    durations: list[list[float]] = [[] for _ in visitors]
    for turn in range(pages + 20):
        for visitor, path, kept in zip(visitors, paths, durations, strict=True):
            taken = visitor.seconds(path)
            if turn >= 20:
                kept.append(taken)
    medians = [statistics.median(each) * 1000 for each in durations]
    rows = "/".join(str(visitor.rows(path)) for visitor, path in zip(visitors, paths, strict=True))
    ratio = medians[1] / medians[0]
    print(f"{login:<10}  {name:<24}  {rows:>9}  {medians[0]:>12.2f}  {medians[1]:>12.2f}  {ratio:>5.2f}", flush=True)
    return ratio


if __name__ == "__main__":
    main()
