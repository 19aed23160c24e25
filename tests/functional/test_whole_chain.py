"""A laboratory's message becomes a report that its prescriber, and only that prescriber, reads."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from webtest import TestApp

from ceres.testing.command_line import CommandLine
from factories.browsers import log_in
from factories.documents import make_pdf
from factories.hl7 import MSH, OBR, make_hl7, pdf_obx, with_fields


def add_account(ceres: CommandLine, login: str, *options: str) -> None:
    done = ceres(
        "accounts",
        "add",
        login,
        "--name",
        f"Dr {login}",
        "--email",
        f"{login}@exemple.nc",
        "--password-stdin",
        *options,
        stdin="un long mot de passe à moi\n",
    )
    assert done.exit_code == 0, done.stderr


def sign_in(app: TestApp, login: str) -> None:
    assert log_in(app, login, "un long mot de passe à moi").status_int == 303


def oru(control_id: str = "MSG1", status: str = "F", text: str | None = "Compte rendu", issued_at: str = "20260303091400") -> bytes:
    """Return a message with the PDF saying ``text``; with None, the OBR alone."""
    obr = with_fields(OBR, f22=issued_at, f24="BIOCHIMIE", f25=status)
    document = () if text is None else (pdf_obx(text, status=status),)
    return make_hl7(*(document or ("",)), msh=with_fields(MSH, f9=control_id), obr=obr)


def take_in(ceres: CommandLine, folder: Path, *messages: bytes) -> list[dict[str, object]]:
    files = []
    for number, message in enumerate(messages):
        file = folder / f"{number}.hl7"
        file.write_bytes(message)
        files.append(str(file))
    done = ceres("intake", *files, "--json")
    assert done.exit_code == 0, done.stderr
    return done.json_lines()


def test_a_message_becomes_a_report_its_prescriber_reads(ceres: CommandLine, app: TestApp, tmp_path: Path) -> None:
    add_account(ceres, "marchand", "--prescriber", "DR1")
    [line] = take_in(ceres, tmp_path, oru())
    assert (line["outcome"], line["order_number"], line["section"]) == ("published", "114000000", "BIOCHIMIE")

    sign_in(app, "marchand")
    row = app.get("/results").html.select_one("table#results tr[data-report]")
    assert row["data-status"] == "final"
    text = row.get_text(" ", strip=True)
    for shown in ("582016", "1980456123", "TUFELE Maleta", "14/07/1958", "BIOCHIMIE", "114000000"):
        assert shown in text

    document = app.get(row.select_one("a[href$='.pdf']")["href"])
    assert document.body == make_pdf("Compte rendu")
    assert sha256(document.body).hexdigest() == line["sha256"]


def test_another_prescriber_sees_and_reads_nothing_of_it(ceres: CommandLine, app: TestApp, tmp_path: Path) -> None:
    add_account(ceres, "marchand", "--prescriber", "DR1")
    add_account(ceres, "lefevre", "--prescriber", "DR2")
    take_in(ceres, tmp_path, oru())
    sign_in(app, "marchand")
    address = app.get("/results").html.select_one("a[href$='.pdf']")["href"]
    app.reset()
    sign_in(app, "lefevre")
    assert not app.get("/results").html.select("tr[data-report]")
    not_mine, not_there = app.get(address, status=404), app.get(f"/reports/{'x' * 22}/versions/1.pdf", status=404)
    assert not_mine.html.h1.text == not_there.html.h1.text
    assert app.head(address, status=404).body == b""
    refused = [event for event in ceres("journal", "list", "--json").json_lines() if event["outcome"] == "refused"]
    assert [event["login"] for event in refused] == ["lefevre"] * 3


def test_an_amended_report_shows_its_former_version_greyed(ceres: CommandLine, app: TestApp, tmp_path: Path) -> None:
    add_account(ceres, "marchand", "--prescriber", "DR1")
    lines = take_in(
        ceres,
        tmp_path,
        oru(status="P", text="partiel"),
        oru(control_id="000002", status="F", text="complet", issued_at="20260304091400"),
    )
    assert [line["outcome"] for line in lines] == ["published", "version"]
    sign_in(app, "marchand")
    [row] = app.get("/results").html.select("tr[data-report]")
    former = row.select_one("a.former")
    assert app.get(former["href"]).body == make_pdf("partiel")
    current = next(link for link in row.select("a[href$='.pdf']") if "former" not in link.get("class", []))
    assert app.get(current["href"]).body == make_pdf("complet")


def test_a_pending_report_has_no_document(ceres: CommandLine, app: TestApp, tmp_path: Path) -> None:
    add_account(ceres, "marchand", "--prescriber", "DR1")
    take_in(ceres, tmp_path, oru(status="I", text=None))
    sign_in(app, "marchand")
    [row] = app.get("/results").html.select("tr[data-report]")
    assert "En cours" in row.text
    assert not row.select("a[href$='.pdf']")


def test_the_same_message_twice_is_one_report(ceres: CommandLine, app: TestApp, tmp_path: Path) -> None:
    add_account(ceres, "marchand", "--prescriber", "DR1")
    lines = take_in(ceres, tmp_path, oru(), oru())
    assert [line["outcome"] for line in lines] == ["published", "duplicate"]
    sign_in(app, "marchand")
    assert len(app.get("/results").html.select("tr[data-report]")) == 1


def test_every_step_is_in_the_journal(ceres: CommandLine, app: TestApp, tmp_path: Path) -> None:
    add_account(ceres, "marchand", "--prescriber", "DR1")
    take_in(ceres, tmp_path, oru())
    sign_in(app, "marchand")
    app.get(app.get("/results").html.select_one("a[href$='.pdf']")["href"])
    page = app.get("/results")
    next(form for form in page.forms.values() if form.action == "/logout").submit()
    events = ceres("journal", "list", "--json").json_lines()
    actions = {event["action"] for event in events if event["login"] == "marchand"}
    assert {"account.login", "report.list", "report.read", "account.logout"} <= actions
    assert "TUFELE" not in str(events)
