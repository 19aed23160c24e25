"""The boxes of a list, without scripts: the server ticks them, and the page is the same otherwise."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site, make_app
from ceres.plugins.contributions import BatchAction
from ceres.reports.models import ReportStatus
from ceres.reports.selection import changed
from factories.browsers import BROWSER, token
from factories.journal import events
from factories.plugins import importable, make_info, make_package, make_plugin, with_plugins
from factories.practice import Practice, make_practice
from factories.reports import ISSUED

Browse = Callable[[Account], TestApp]


@pytest.fixture
def practice(site: Site, db: Session) -> Practice:
    return make_practice(site, db)


@pytest.fixture
def browser(practice: Practice, browse: Browse) -> TestApp:
    """Three reports with a document, and one in progress among them; newest first: 0, 1, in progress, 2."""
    for number, minutes in enumerate((0, 1, 3)):
        practice.add(reference=f"R{number}", issued_at=ISSUED - timedelta(minutes=minutes))
    pending = practice.add(status=ReportStatus.REGISTERED, issued_at=ISSUED - timedelta(minutes=2))
    pending.current_version = 0
    practice.db.commit()
    return browse(practice.doctor)


def ticked(page: Any) -> list[str]:
    """Return the references whose box is ticked."""
    rows = page.html.select("#results tbody tr")
    return [row.select_one(".reference").text for row in rows if row.select_one("input[name=report]").has_attr("checked")]


def press(page: Any, change: str, *rows: int) -> Any:
    """Tick the boxes of these rows and press a button of the list."""
    form = page.forms["selection"]
    for place, box in enumerate(form.fields["report"]):
        box.checked = place in rows
    button = next(each for each in page.html.select("button[name=selection]") if each["value"] == change)
    fields = [(name, value) for name, value in form.submit_fields() if name != "selection"]
    return page.test_app.post(button["formaction"], [*fields, ("selection", change)])


@given(st.sets(st.integers(0, 9)), st.sets(st.integers(0, 12)))
def test_the_inversion_is_that_of_the_guide(available: set[int], marked: set[int]) -> None:
    boxes, before = [str(each) for each in available], [str(each) for each in marked]
    after = changed(boxes, before, "invert")
    if not set(boxes) & set(before):
        assert after == set(boxes)
    assert after == set(boxes) - set(before)
    assert changed(boxes, before, "all") == set(boxes)
    assert changed(boxes, before, "none") == set()


@pytest.mark.parametrize(
    ("change", "rows", "after"),
    [
        ("invert", (), ["R0", "R1", "R2"]),
        ("invert", (0,), ["R1", "R2"]),
        ("invert", (0, 1, 3), []),
        ("all", (1,), ["R0", "R1", "R2"]),
        ("none", (0, 1), []),
    ],
)
def test_a_button_changes_the_boxes_and_nothing_else(browser: TestApp, change: str, rows: tuple[int, ...], after: list[str]) -> None:
    page = browser.get("/results")
    answer = press(page, change, *rows)
    assert ticked(answer) == after
    assert answer.request.path_qs == "/results"
    assert [row["data-report"] for row in answer.html.select("tbody tr")] == [row["data-report"] for row in page.html.select("tbody tr")]


def test_what_was_changed_is_told(browser: TestApp) -> None:
    page = browser.get("/results")
    assert page.html.select_one("[role=status]").text == "Cochez les comptes rendus voulus"
    assert press(page, "invert").html.select_one("[role=status]").text == "3 comptes rendus sélectionnés"
    assert press(page, "invert", 0, 1).html.select_one("[role=status]").text == "1 compte rendu sélectionné"


def test_the_inversion_stays_on_the_page_of_the_search(browser: TestApp, practice: Practice) -> None:
    for _ in range(30):
        practice.add(issued_at=ISSUED - timedelta(hours=1))
    first = browser.get("/results")
    second = browser.get(first.html.select_one("a[rel=next]")["href"])
    answer = press(second, "invert")
    assert answer.request.path_qs == second.request.path_qs
    assert len(answer.html.select("input[name=report][checked]")) == len(second.html.select("tbody tr"))


def test_a_report_in_progress_cannot_be_ticked(browser: TestApp) -> None:
    page = browser.get("/results")
    (box,) = page.html.select("tr[data-status=registered] input[name=report]")
    assert box.has_attr("disabled")
    assert not press(page, "all").html.select("tr[data-status=registered] input[checked]")


def test_boxes_say_which_report_they_are_for(browser: TestApp) -> None:
    labels = [box["aria-label"] for box in browser.get("/results").html.select("input[name=report]")]
    assert labels[0] == "Cocher\u00a0: TUFELE Maleta, BIOCHIMIE"


def test_changing_the_boxes_is_showing_the_list_once_more(browser: TestApp, site: Site) -> None:
    page = browser.get("/results")
    press(page, "invert", 0)
    assert [event.action for event in events(site, "report.list", "report.read")] == ["report.list"] * 2
    browser.post("/results", {"selection": "invert"}, status=400)


POSTING = """
from pyramid.response import Response
from ceres.api import BatchAction, Category, Documents, Limits, Permission, PluginInfo, hookimpl, nothing_ticked, ticked_reports

INFO = PluginInfo("post", "Messagerie", "1.0", Category.EXPORT, "Envoie les comptes rendus par messagerie sécurisée.")


@hookimpl
def ceres_batch_actions(request):
    return [BatchAction("post", "Envoyer", "", request.route_path("ceres_post.send"), order=5)]


def send(request):
    if not ticked_reports(request):
        return nothing_ticked(request)
    items = Documents.for_request(request).select(ticked_reports(request), "post.send", Limits(10, 10**6))
    return Response(text=" ".join(item.report.reference for item in items))


def includeme(config):
    config.add_route("ceres_post.send", "/x/post/send")
    config.add_view(send, route_name="ceres_post.send", request_method="POST", permission=Permission.REPORT_READ)
"""


def test_a_plugin_of_somebody_else_adds_an_action(
    practice: Practice, site: Site, tmp_path: Any, monkeypatch: pytest.MonkeyPatch, sign_in: Callable[[TestApp, Account], str]
) -> None:
    mine, theirs = practice.add(reference="A"), practice.add(reference="B", to=practice.colleague)
    entry = make_package(tmp_path, monkeypatch, "post", {"plugin.py": POSTING})
    browser = TestApp(make_app(with_plugins(site, entry)), extra_environ=BROWSER)
    sign_in(browser, practice.doctor)
    page = browser.get("/results")
    labels = [button.text.strip() for button in page.html.select(".selection .button")]
    assert labels[:3] == ["Envoyer", "Télécharger (ZIP)", "Imprimer"]
    assert "primary" in page.html.select(".selection .button")[0]["class"]
    fields = [("csrf_token", token(page)), ("list", "/results"), ("report", theirs.public_id), ("report", mine.public_id)]
    assert browser.post("/x/post/send", fields).text == "A"
    assert [(event.object_id, event.outcome) for event in events(site, "report.read")] == [
        (theirs.public_id, "refused"),
        (mine.public_id, "success"),
    ]
    assert {event.detail["view"] for event in events(site, "report.read")} == {"post.send"}
    assert browser.post("/x/post/send", fields[:2], status=303).location.endswith("/results?notice=nothing-ticked")


def test_a_plugin_that_raises_loses_its_button_only(
    practice: Practice, site: Site, monkeypatch: pytest.MonkeyPatch, sign_in: Callable[[TestApp, Account], str]
) -> None:
    def ceres_batch_actions(request: Any) -> Sequence[BatchAction]:
        raise RuntimeError

    practice.add()
    entry = make_plugin("broken", ceres_batch_actions, info=make_info("broken"))
    importable(entry, monkeypatch)
    browser = TestApp(make_app(with_plugins(site, entry)), extra_environ=BROWSER)
    sign_in(browser, practice.doctor)
    assert "Télécharger (ZIP)" in browser.get("/results").text
