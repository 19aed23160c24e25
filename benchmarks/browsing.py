"""A signed-in browser without its socket, and how long pages take in it."""

from __future__ import annotations

import io
import time
from typing import Any

from generator import PASSWORD
from webob import Request
from webtest import TestApp

LOCAL = {"REMOTE_ADDR": "127.0.0.1"}


class Visitor:
    """Somebody signed in on one site."""

    def __init__(self, application: Any, login: str) -> None:
        self._application = application
        self._browser = TestApp(application, extra_environ=LOCAL)
        form = next(each for each in self._browser.get("/login").forms.values() if "password" in each.fields)
        form["login"], form["password"] = login, PASSWORD
        form.submit()
        self.cookie = "; ".join(f"{name}={value}" for name, value in self._browser.cookies.items())

    def search(self, tab: str, **values: str) -> str:
        """Return the address of what a search finds."""
        token = self._browser.get(f"/search/{tab}").html.select_one("input[name=csrf_token]")["value"]
        return self._path(self._browser.post(f"/search/{tab}", {**values, "csrf_token": token}, status=303).location)

    def following(self, path: str) -> str:
        """Return the address of the page after this one, or of this one when it is the last."""
        link = self._browser.get(path).html.find("a", rel="next")
        return self._path(str(link["href"])) if link else path

    def rows(self, path: str) -> int:
        """Return how many reports a page shows."""
        return len(self._browser.get(path).html.select("#results tbody tr"))

    def seconds(self, path: str) -> float:
        """Return how long one page takes: session, rights, query, template, and the trace written durably."""
        environ = Request.blank(path, headers={"Cookie": self.cookie}, environ={"wsgi.errors": io.StringIO(), **LOCAL}).environ
        status: list[str] = []
        before = time.perf_counter()
        body = b"".join(self._application(environ, lambda line, _headers: status.append(line)))
        duration = time.perf_counter() - before
        assert status == ["200 OK"], status
        assert b"content" in body
        return duration

    @staticmethod
    def _path(address: str) -> str:
        return address.removeprefix("http://localhost").removeprefix("http://localhost:80")
