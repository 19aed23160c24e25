"""Addresses of the results page say what differs from the usual list, and nothing else."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any
from urllib.parse import urlencode

import pytest

from ceres.reports.links import ResultsLinks
from ceres.reports.listing import ActiveSearch, ResultsPage, Show
from ceres.reports.ordering import Order


def route_path(name: str, _query: dict[str, str]) -> str:
    return f"/{name}?{urlencode(_query)}".removesuffix("?")


REQUEST: Any = SimpleNamespace(route_path=route_path)


def page(**values: Any) -> ResultsPage:
    return ResultsPage(**{"rows": (), "first_number": 1, "previous_key": None, "next_key": None, "order": Order.NEWEST, **values})


@pytest.mark.parametrize(
    ("shown", "changes", "address"),
    [
        ({}, {}, "/results"),
        ({}, {"show": "new"}, "/results?show=new"),
        ({"show": Show.NEW}, {"show": "all"}, "/results"),
        ({"show": Show.NEW, "order": Order.NAME}, {"after": "1.a.25"}, "/results?show=new&sort=name&after=1.a.25"),
        ({"order": Order.NAME}, {"sort": "newest"}, "/results"),
        ({"search": ActiveSearch("abc", "nip", ())}, {"sort": "oldest"}, "/results?search=abc&sort=oldest"),
    ],
)
def test_links(shown: dict[str, Any], changes: dict[str, str], address: str) -> None:
    assert ResultsLinks(REQUEST, page(**shown)).to(**changes) == address
