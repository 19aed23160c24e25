"""Nobody but an administrator learns that there is an administration: every route of it, whoever declared it, answers 404."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site, configure
from ceres.audit.models import Outcome
from ceres.security.permissions import Permission, Role
from ceres_intake.admin.permissions import CORRECT, SEE
from factories.journal import events
from factories.people import add_account

GATED = (Permission.ADMIN_MANAGE, Permission.JOURNAL_READ, SEE, CORRECT)
PART = re.compile(r"\{(\w+)(?::([^{}]*(?:\{[^}]*\}[^{}]*)*))?\}")
ADMINISTRATION = re.compile(r"/admin\b|/x/[^/]+/admin\b")
LEADING_ON = ("admin", "admin.page")
FITTING = {
    "colour": "0b5563",
    "format": "csv",
    "language": "fr",
    "slug": "faq",
}  # what a part of an address may be; a number fits all others

Browse = Callable[[Account], TestApp]
Door = tuple[str, str, str]
"""Method, path, permission."""


@pytest.fixture(scope="module")
def doors(shared_site: Site) -> frozenset[Door]:
    """Every view that is gated, those of the plugins included."""
    config = configure(shared_site)
    config.commit()
    return frozenset(gated(config.introspector))


def gated(introspector: Any) -> Iterator[Door]:
    """Yield what is gated; whatever lies in the administration must be, but for the two addresses that lead on."""
    patterns = {each["introspectable"]["name"]: each["introspectable"]["pattern"] for each in introspector.get_category("routes")}
    for each in introspector.get_category("views"):
        view = each["introspectable"]
        permission = next((related["value"] for related in each["related"] if related.category_name == "permissions"), None)
        if permission not in GATED:
            assert not ADMINISTRATION.match(patterns.get(view["route_name"], "")) or view["route_name"] in LEADING_ON
            continue
        path = PART.sub(lambda part: FITTING.get(part[1], "1"), patterns[view["route_name"]])
        methods = view["request_methods"] or ("GET", "POST")
        for method in {"GET", "POST"} & set((methods,) if isinstance(methods, str) else methods):
            yield method, path, permission


@pytest.fixture
def everybody(db: Session, browse: Browse) -> dict[Role, TestApp]:
    """A browser for each role."""
    accounts = {role: add_account(db, role.value, roles=(role,)) for role in Role}
    db.commit()
    return {role: browse(account) for role, account in accounts.items()}


def test_every_page_and_form_is_not_found_by_a_prescriber(everybody: dict[Role, TestApp], doors: frozenset[Door], site: Site) -> None:
    reader = everybody[Role.PRESCRIBER]
    assert {("GET", path, Permission.ADMIN_MANAGE) for path in ("/admin/plugins", "/admin/accounts/of/1")} <= doors
    assert {("GET", "/x/intake/admin", SEE), ("POST", "/x/intake/admin/replay", CORRECT)} <= doors
    assert ("POST", "/admin/journal.csv", Permission.JOURNAL_READ) in doors
    token = reader.get("/results").html.select_one("input[name=csrf_token]")["value"]
    for method, path, _permission in sorted(doors):
        answer = reader.request(path, method=method, POST={"csrf_token": token} if method == "POST" else None, status=404)
        assert answer.html.h1.text == "Page introuvable", (method, path)
    assert {event.outcome for event in events(site, "access.refused")} == {Outcome.REFUSED}
    assert len(events(site, "access.refused")) == len(doors)


def test_an_auditor_reads_the_journal_and_finds_nothing_else(everybody: dict[Role, TestApp], doors: frozenset[Door]) -> None:
    auditor = everybody[Role.AUDITOR]
    for method, path, permission in sorted(doors):
        if permission != Permission.JOURNAL_READ and method == "GET":
            auditor.get(path, status=404)


def test_an_administrator_is_let_in_everywhere(everybody: dict[Role, TestApp], doors: frozenset[Door]) -> None:
    admin = everybody[Role.ADMINISTRATOR]
    pages = {path for method, path, _permission in doors if method == "GET" and "/1" not in path}
    assert len(pages) > 8
    for path in sorted(pages):
        assert admin.get(path).status_int < 400, path
