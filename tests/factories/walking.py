"""Walks through every page of a filled site, as a visitor, a prescriber and an administrator, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from bs4 import BeautifulSoup
from webtest import TestApp, TestResponse

from browser_sights import ADMINISTRATOR, PRESCRIBER, SIGHTS, VISITOR
from browser_site import LOGINS, open_session
from ceres.app import make_app, open_site
from ceres.config.load import load_settings
from factories.browsers import BROWSER, token

FAILING = {"/nowhere", "/reports/AAAAAAAAAAAAAAAAAAAAAA"}
FORMS = (  # what is wrong, or finds nothing, in each form that can be sent
    (VISITOR, "/login", "/login", {"login": "personne", "password": "x"}),
    (VISITOR, "/password", "/password", {"login": "personne"}),
    (PRESCRIBER, "/search/date", "/search/date", {"from": "31/02/2026", "to": "x"}),
    (PRESCRIBER, "/search/date", "/search/date", {"from": "02/01/2019", "to": "01/01/2019"}),
    (PRESCRIBER, "/search/date", "/search/date", {"from": "01/01/2019", "to": "02/01/2019"}),
    (PRESCRIBER, "/search/date", "/search/date", {"from": "01/01/2020", "to": ""}),
    (PRESCRIBER, "/search/nip", "/search/nip", {"value": "12"}),
    (PRESCRIBER, "/search/patient", "/search/patient", {"family_name": "x"}),
    (PRESCRIBER, "/profile", "/profile/email", {"email": "nulle part", "current_password": "x"}),
    (PRESCRIBER, "/profile", "/profile/password", {"current_password": "x", "new_password": "y"}),
    (
        ADMINISTRATOR,
        "/admin/announcements",
        "/admin/announcements",
        {"action": "preview", "level": "warn", "audience": "both", "fr": "A : b."},
    ),
)
LINKS = (  # pages whose address is only known on another one
    (PRESCRIBER, "/results", "tr[data-status=corrected] th a"),
    (PRESCRIBER, "/results", "tr[data-status=preliminary] th a"),
    (ADMINISTRATOR, "/admin/accounts", ".admin-table tbody a"),
    (ADMINISTRATOR, "/admin/intake", "#quarantine tbody a"),
)


def every_page(config: Path, language: str) -> Iterator[tuple[str, TestResponse]]:
    """Yield each page with what it is called; the language is chosen by link."""
    application = make_app(open_site(load_settings(config, {})))
    browsers = {who: TestApp(application, extra_environ=BROWSER) for who in (VISITOR, PRESCRIBER, ADMINISTRATOR)}
    for who, login in LOGINS.items():
        browsers[who].set_cookie("ceres", open_session(config, login))
    for browser in browsers.values():
        browser.get(f"/language/{language}")
    for who, path in dict.fromkeys((sight.who, sight.path) for sight in SIGHTS):
        yield f"{who} {path}", _followed(browsers[who].get(path, status=404 if path in FAILING else "*"))
    for who, path, selector in LINKS:
        address = _followed(browsers[who].get(path)).html.select_one(selector)["href"]
        yield f"{who} {path} {selector}", browsers[who].get(address)
    for who, page, path, fields in FORMS:
        form = {**fields, "csrf_token": token(_followed(browsers[who].get(page)))}
        sent = browsers[who].post(path, form, status="*")
        yield f"{who} {path} {fields}", _followed(sent)


def _followed(answer: TestResponse) -> TestResponse:
    return _followed(answer.follow(status="*")) if answer.status_int in (302, 303) else answer


def visible_texts(page: TestResponse, language: str) -> Iterator[str]:
    """Yield the texts of a page that are in its language: what says that it is in another is left out."""
    soup = BeautifulSoup(page.body, "html.parser")
    for other in soup.select("html [lang]"):
        if other["lang"] != language and other.name != "textarea":
            other.extract()
    for ignored in soup.select("script, style, pre, textarea, code"):
        ignored.extract()
    yield from soup.stripped_strings
    for name in ("aria-label", "title", "placeholder", "alt", "data-label"):
        yield from (str(element[name]) for element in soup.select(f"[{name}]"))
