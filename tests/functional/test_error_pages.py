"""Errors are quiet pages: a reference number, a way on, nothing of the fault; also without a database."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any

import pytest
from pyramid.config import Configurator
from pyramid.httpexceptions import HTTPForbidden, HTTPGone, HTTPMethodNotAllowed, HTTPNotFound, HTTPServiceUnavailable, HTTPTooManyRequests
from pyramid.security import NO_PERMISSION_REQUIRED
from sqlalchemy.exc import IntegrityError, OperationalError
from webob import Request
from webtest import TestApp

from ceres import app as portal
from ceres.app import Site
from ceres.security.policy import Refusal
from ceres.storage import StorageError

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True, scope="session")

SECRET = "TUFELE Maleta"
REFERENCE = re.compile(r"Référence\u00a0: ([0-9a-f]{16})")


def broken(error: BaseException) -> Callable[[Any], Any]:
    def view(request: Any) -> Any:
        raise error

    return view


FAULTS: dict[str, BaseException] = {
    "bug": RuntimeError(SECRET),
    "database": OperationalError("SELECT", {"name": SECRET}, Exception(SECRET)),
    "row": IntegrityError("INSERT", {"name": SECRET}, Exception(SECRET)),
    "storage": StorageError(SECRET),
    "text": UnicodeDecodeError("utf-8", SECRET.encode(), 0, 1, "invalid"),
    "missing": HTTPNotFound(SECRET),
    "gone": HTTPGone(),
    "gone-in-words": HTTPGone("Retiré hier."),
    "many": HTTPTooManyRequests(headers={"Retry-After": "60"}),
    "method": HTTPMethodNotAllowed(SECRET, headers={"Allow": "POST"}),
    "away": HTTPServiceUnavailable(),
    "refused": HTTPForbidden(result=Refusal("network", "admin:manage", "Depuis l’établissement seulement.")),
}


@pytest.fixture
def faulty(site: Site, monkeypatch: pytest.MonkeyPatch) -> TestApp:
    """The portal with views that fail."""

    def includeme(config: Configurator) -> None:
        for name, error in FAULTS.items():
            config.add_route(f"test.{name}", f"/test/{name}")
            config.add_view(broken(error), route_name=f"test.{name}", permission=NO_PERMISSION_REQUIRED)

    monkeypatch.setattr(portal, "INCLUDES", (*portal.INCLUDES, includeme))
    return TestApp(portal.make_app(site))


@pytest.mark.parametrize(
    ("fault", "status", "title"),
    [
        ("bug", 500, "Une erreur s’est produite"),
        ("row", 500, "Une erreur s’est produite"),
        ("database", 503, "Service momentanément indisponible"),
        ("storage", 503, "Service momentanément indisponible"),
        ("away", 503, "Service momentanément indisponible"),
        ("text", 400, "Demande non comprise"),
        ("missing", 404, "Page introuvable"),
        ("gone", 410, "Compte rendu retiré"),
        ("many", 429, "Trop de tentatives"),
        ("method", 405, "Action impossible"),
    ],
)
def test_each_error_has_its_page(faulty: TestApp, fault: str, status: int, title: str) -> None:
    answer = faulty.get(f"/test/{fault}", status=status)
    assert answer.html.h1.text == title
    assert answer.html.title.text == f"{title} – CÉRÈS"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Content-Security-Policy" in answer.headers
    assert REFERENCE.search(answer.text)
    assert SECRET not in answer.text


def test_a_fault_is_logged_with_its_reference_and_without_its_words(faulty: TestApp, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR, "ceres.web"):
        answers = [faulty.get(f"/test/{fault}", status="5*") for fault in ("bug", "row", "database", "storage")]
    for answer in answers:
        found = REFERENCE.search(answer.text)
        assert found is not None
        assert found[1] in caplog.text
    assert SECRET not in caplog.text
    assert "builtins.RuntimeError at" in caplog.text
    assert "route test.bug" in caplog.text


def test_what_the_protocol_needs_is_kept(faulty: TestApp) -> None:
    assert faulty.get("/test/many", status=429).headers["Retry-After"] == "60"
    assert faulty.get("/test/method", status=405).headers["Allow"] == "POST"
    assert faulty.get("/test/database", status=503).headers["Retry-After"] == "30"


def test_the_portal_s_own_words_are_shown(faulty: TestApp) -> None:
    assert "Retiré hier." in faulty.get("/test/gone-in-words", status=410).text


def test_a_form_without_its_token_says_why(app: TestApp) -> None:
    answer = app.post("/login", {"login": "a", "password": "b"}, status=400)
    assert answer.html.h1.text == "Formulaire expiré"


def test_the_page_is_in_the_language_of_the_visitor(app: TestApp) -> None:
    answer = app.get("/nothing", headers={"Accept-Language": "en"}, status=404)
    assert answer.html.h1.text == "Page not found"


@pytest.mark.parametrize(("path", "query"), [("/\xff", ""), ("/reports/\xff", ""), ("/login", "next=%ff"), ("/login", "%ff=1")])
def test_an_address_that_is_no_text_is_answered_quietly(app: TestApp, path: str, query: str) -> None:
    request = Request.blank("/")
    request.environ |= {"PATH_INFO": path, "QUERY_STRING": query}
    assert request.get_response(app.app).status_int == 400


def test_the_page_stands_while_the_database_is_away(app: TestApp, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object, **__: object) -> None:
        raise OperationalError("SELECT", {}, Exception("no route to host"))

    app.set_cookie("ceres", "A" * 43)
    monkeypatch.setattr(site.database, "reader", away)
    answer = app.get("/results", status=503)
    assert answer.html.h1.text == "Service momentanément indisponible"
    assert "Me déconnecter" not in answer.text


def test_the_page_stands_even_without_its_template(app: TestApp, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_template(*_: object, **__: object) -> str:
        raise OSError("disk gone")

    monkeypatch.setattr("ceres.web.errors.render", no_template)
    answer = app.get("/nothing", status=404)
    assert answer.html.h1.text == "Page introuvable"
    assert answer.content_type == "text/html"
