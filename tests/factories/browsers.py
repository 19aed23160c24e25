"""What people do in a browser: sign in, sign out."""

from __future__ import annotations

import re
from typing import Any

from webtest import TestApp, TestResponse

from factories.passwords import PASSWORD

TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
BROWSER = {"REMOTE_ADDR": "127.0.0.1"}  # what every server says of a connection
HTTPS = {**BROWSER, "wsgi.url_scheme": "https", "HTTP_HOST": "ceres.exemple.nc", "HTTP_ORIGIN": "https://ceres.exemple.nc"}


def token(page: TestResponse) -> str:
    """Return the CSRF token of the first form of a page; the page is searched, not parsed: nearly every test asks."""
    found = TOKEN.search(page.text)
    assert found, f"{page.request.path} shows no form"
    return found[1]


def log_in(app: TestApp, login: str = "h.marchand", password: str = PASSWORD, *, page: str = "/login", **options: Any) -> TestResponse:
    """Fill in the log-in form and send it."""
    environ = options.pop("extra_environ", None)
    shown = app.get(page, extra_environ=environ)
    fields = {"login": login, "password": password, "csrf_token": token(shown), "next": options.pop("next", "")}
    return app.post("/login", fields, extra_environ=environ, **options)
