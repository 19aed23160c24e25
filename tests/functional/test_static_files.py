"""Static files are kept for ever under a name that changes with their content."""

from __future__ import annotations

import gzip
import re

import pytest
from webob import Request
from webtest import TestApp

FOR_EVER = "public, max-age=31536000, immutable"


def linked(app: TestApp) -> set[str]:
    return set(re.findall(r"/static/[^\"#]+", app.get("/login").text))


def test_what_pages_link_is_kept_for_ever(app: TestApp) -> None:
    paths = linked(app)
    assert len(paths) == 4  # stylesheet, logo, drawings, script
    for path in [*paths, *re.findall(r"/static/[^\"#]+icons[^\"#]+", app.get("/nothing", status=404).text)]:
        assert re.search(r"-[0-9a-f]{12}\.[a-z]+$", path)
        answer = app.get(path)
        assert answer.headers["Cache-Control"] == FOR_EVER
        assert "Expires" not in answer.headers
        assert "Set-Cookie" not in answer.headers


def test_a_file_asked_under_an_old_name_is_checked_each_time(app: TestApp) -> None:
    for path in linked(app):
        old = re.sub(r"-[0-9a-f]{12}\.", "-0123456789ab.", path)
        answer = app.get(old)
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.body == app.get(path).body


@pytest.mark.parametrize(
    "path", ["/static/ceres/", "/static/ceres/nothing.css", "/static/ceres/../wiring.py", "/static/ceres/%2e%2e/wiring.py", "/static/"]
)
def test_nothing_else_is_served(app: TestApp, path: str) -> None:
    app.get(path, status=404)


def test_the_stylesheet_is_one_file_without_comments(app: TestApp) -> None:
    [path] = [path for path in linked(app) if path.endswith(".css")]
    plain = app.get(path, headers={"Accept-Encoding": "identity"})
    packed = Request.blank(path, headers={"Accept-Encoding": "gzip"}).get_response(app.app)  # WebTest would unpack it
    assert plain.content_type == "text/css"
    assert "/*" not in plain.text
    assert "@media print" in plain.text
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Vary"] == "Accept-Encoding"
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 3
