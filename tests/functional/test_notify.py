"""Who is told of what, and when: nobody without having asked, nobody who may not read, nothing of a patient."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from webtest import TestApp

from ceres.accounts.models import Account, Mandate
from ceres.app import Site
from ceres.db.clock import utcnow
from ceres.mail.models import MailMessage
from ceres.reports.models import ReportStatus, Withheld
from ceres.testing.command_line import CommandLine
from ceres.worker.worker import Ran
from ceres_notify.models import Frequency, NotifyPreference
from factories.browsers import token
from factories.journal import events
from factories.notify import has_read, pending, prescriber_who_wants_notices
from factories.people import add_account, add_mandate, add_prescriber
from factories.publishing import Counter, hours
from factories.switches import add_switch
from factories.workers import make_worker

Browse = Callable[[Account], TestApp]
PAGE = "/x/notify/preferences"


def tell(site: Site, now: datetime | None = None) -> list[tuple[str, str]]:
    """Run the job alone; return the new letters as (login, subject)."""
    before = {row.id for row in letters(site)}
    worker = make_worker(site, lambda: now or utcnow())
    [job] = site.plugins.bind(frozenset({"notify"})).collect("ceres_jobs")
    job.run(worker._context(worker._hooks()))
    return [(row.recipient.partition("@")[0], row.subject.partition(" – ")[2]) for row in letters(site) if row.id not in before]


def letters(site: Site) -> list[MailMessage]:
    with site.database.read() as db:
        return list(db.scalars(select(MailMessage).order_by(MailMessage.id)))


def change(site: Site, model: type[Any], **values: Any) -> None:
    with site.database.write() as db:
        for row in db.scalars(select(model)):
            for name, value in values.items():
                setattr(row, name, value)


NEWS = [("h.marchand", "1 nouveau compte rendu disponible")]


def test_who_has_asked_is_told_once(site: Site) -> None:
    prescriber_who_wants_notices(site)
    Counter(site).send()
    assert tell(site) == NEWS
    assert tell(site) == []
    assert letters(site)[0].unsubscribe == ""  # the site has no address: nothing may be guessed from a request


def test_who_has_not_asked_is_not_told(site: Site) -> None:
    with site.database.write() as db:
        add_mandate(db, add_account(db), add_prescriber(db))
    Counter(site).send()
    assert pending(site) == 0
    assert tell(site) == []


@pytest.mark.parametrize(
    ("model", "values"),
    [
        (Account, {"disabled_at": utcnow()}),
        (Mandate, {"valid_until": utcnow() - timedelta(days=1)}),
        (Mandate, {"notify": False}),
        (NotifyPreference, {"enabled": False}),
    ],
)
@pytest.mark.parametrize("when", ["before", "after"])
def test_who_may_not_or_will_not_hear_of_it_is_not_told(site: Site, model: type[Any], values: dict[str, Any], when: str) -> None:
    prescriber_who_wants_notices(site)
    if when == "before":
        change(site, model, **values)
    Counter(site).send()
    assert pending(site) == (when == "after")
    change(site, model, **values)
    assert tell(site) == []
    assert pending(site) == 0


def test_a_report_in_progress_is_told_when_there_is_something_to_read(site: Site) -> None:
    prescriber_who_wants_notices(site)
    desk = Counter(site)
    desk.send(text=None, status=ReportStatus.REGISTERED)
    assert tell(site) == []
    desk.send(issued_at=hours(1))
    assert tell(site) == NEWS


def test_a_withheld_report_is_not_told(site: Site) -> None:
    prescriber_who_wants_notices(site)
    Counter(site).send(withheld=Withheld.MASKED)
    assert tell(site) == []


def test_what_was_read_meanwhile_is_not_told(site: Site) -> None:
    account = prescriber_who_wants_notices(site, frequency=Frequency.HOURLY)
    desk = Counter(site)
    desk.send()
    assert tell(site) == NEWS
    desk.send(key="HEMATO", section="HÉMATOLOGIE")
    assert tell(site) == []
    has_read(site, account)
    assert tell(site, utcnow() + timedelta(hours=2)) == []
    assert pending(site) == 0


def test_reports_are_grouped_hour_by_hour(site: Site) -> None:
    prescriber_who_wants_notices(site, frequency=Frequency.HOURLY)
    desk, now = Counter(site), utcnow()
    desk.send()
    assert tell(site, now + timedelta(minutes=1)) == NEWS
    for section in ("HÉMATOLOGIE", "IMMUNOLOGIE"):
        desk.send(key=section, section=section)
    assert tell(site, now + timedelta(minutes=60)) == []
    assert tell(site, now + timedelta(minutes=62)) == [("h.marchand", "2 nouveaux comptes rendus disponibles")]


def test_quiet_hours_are_kept_for_news_and_not_for_what_is_wrong(site: Site) -> None:
    now = datetime.now(UTC)
    here = (now + timedelta(hours=11)).hour  # in Nouméa
    account = prescriber_who_wants_notices(site, quiet_from=here, quiet_until=(here + 2) % 24)
    desk = Counter(site)
    desk.send()
    assert tell(site) == []
    assert tell(site, now + timedelta(hours=2)) == NEWS
    has_read(site, account)
    desk.send(text="Corrigé", issued_at=hours(1), status=ReportStatus.CORRECTED)
    assert tell(site) == [("h.marchand", "un compte rendu que vous avez ouvert a été modifié")]


def test_an_amended_report_is_as_new_to_who_has_not_opened_it(site: Site) -> None:
    reader = prescriber_who_wants_notices(site)
    desk = Counter(site)
    desk.send()
    tell(site)
    has_read(site, reader)
    with site.database.write() as db:
        other = add_account(db, "secretariat")
        mandate = db.scalars(select(Mandate)).one()
        db.add(Mandate(account_id=other.id, prescriber_id=mandate.prescriber_id, kind=mandate.kind, valid_from=mandate.valid_from))
        db.add(NotifyPreference(account_id=other.id, enabled=True, frequency=Frequency.IMMEDIATE, changed_at=utcnow()))
    desk.send(text="Corrigé", issued_at=hours(1), status=ReportStatus.CORRECTED)
    assert sorted(tell(site)) == [
        ("h.marchand", "un compte rendu que vous avez ouvert a été modifié"),
        ("secretariat", "1 nouveau compte rendu disponible"),
    ]


def test_a_withdrawn_report_is_told_to_who_opened_it_whatever_they_chose(site: Site) -> None:
    account = prescriber_who_wants_notices(site, enabled=False)
    desk = Counter(site)
    desk.send()
    has_read(site, account)
    desk.send(text=None, status=ReportStatus.RETRACTED, issued_at=hours(1))
    assert tell(site) == [("h.marchand", "un compte rendu que vous avez ouvert a été retiré")]


def test_a_withdrawn_report_is_not_told_to_who_never_opened_it(site: Site) -> None:
    prescriber_who_wants_notices(site)
    desk = Counter(site)
    desk.send()
    desk.send(text=None, status=ReportStatus.RETRACTED, issued_at=hours(1))
    assert tell(site) == []
    assert pending(site) == 0


def test_who_opened_a_withdrawn_report_and_may_not_read_any_more_is_not_told(site: Site) -> None:
    account = prescriber_who_wants_notices(site)
    desk = Counter(site)
    desk.send()
    has_read(site, account)
    desk.send(text=None, status=ReportStatus.RETRACTED, issued_at=hours(1))
    change(site, Mandate, valid_until=utcnow() - timedelta(seconds=1))
    assert tell(site) == []


def test_a_plugin_that_is_off_notes_and_tells_nothing(site: Site) -> None:
    prescriber_who_wants_notices(site)
    with site.database.write() as db:
        add_switch(db, "notify", enabled=False)
    Counter(site).send()
    assert pending(site) == 0
    assert "notify.deliver" not in make_worker(site).run_once()


def test_who_waited_while_the_plugin_was_off_gets_no_old_news(site: Site, ceres: CommandLine) -> None:
    account = prescriber_who_wants_notices(site)
    sender = Counter(site)
    sender.send()
    has_read(site, account)
    sender.send(text="Corrigé", issued_at=hours(1), status=ReportStatus.CORRECTED)
    assert pending(site) == 2
    ceres("plugins", "disable", "notify")
    ceres("plugins", "enable", "notify")
    assert tell(site) == [("h.marchand", "un compte rendu que vous avez ouvert a été modifié")]


def test_news_that_were_written_do_not_leave_once_the_plugin_is_off(site: Site, ceres: CommandLine) -> None:
    account = prescriber_who_wants_notices(site)
    sender = Counter(site)
    sender.send()
    has_read(site, account)
    sender.send(text="Corrigé", issued_at=hours(1), status=ReportStatus.CORRECTED)
    sender.send(key="HEMATO", section="HÉMATOLOGIE")
    assert len(tell(site)) == 2
    ceres("plugins", "disable", "notify")
    assert [row.kind for row in letters(site)] == ["ceres_notify/amended"], "who opened what is wrong is to know it"


def test_a_failure_of_the_plugin_keeps_no_report_back(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    prescriber_who_wants_notices(site)
    monkeypatch.setattr("ceres_notify.noting.utcnow", lambda: 1 / 0)
    assert Counter(site).send() == "published"
    assert pending(site) == 0


def test_the_form_opts_in_and_out(site: Site, browse: Browse) -> None:
    with site.database.write() as db:
        account = add_account(db)
    browser = browse(account)
    page = browser.get(PAGE)
    assert not page.forms["notify-preferences"]["enabled"].checked
    form = page.forms["notify-preferences"]
    form["enabled"] = True
    form["frequency"] = "daily"
    form["hour"], form["quiet_from"], form["quiet_until"] = "18", "20", "6"
    answer = form.submit(status=303)
    assert answer.location.endswith("/profile?done=notify")
    form = browser.get(PAGE).forms["notify-preferences"]
    assert (form["enabled"].checked, form["frequency"].value, form["hour"].value) == (True, "daily", "18")
    assert (form["quiet_from"].value, form["quiet_until"].value) == ("20", "6")
    browser.post(PAGE, {"csrf_token": token(browser.get(PAGE))}, status=303)
    form = browser.get(PAGE).forms["notify-preferences"]
    assert (form["enabled"].checked, form["hour"].value) == (False, "18")
    on, off = events(site, "notify.preferences")
    assert (on.account_id, on.detail) == (account.id, {"enabled": True, "frequency": "daily"})
    assert off.detail["enabled"] is False


def test_the_form_wants_its_token_a_session_and_sense(site: Site, app: TestApp, browse: Browse) -> None:
    with site.database.write() as db:
        account = add_account(db)
    assert app.get(PAGE, status=303).location.endswith("next=%2Fx%2Fnotify%2Fpreferences")
    browser = browse(account)
    browser.post(PAGE, {"enabled": "1"}, status=400)
    browser.post(PAGE, {"enabled": "1", "hour": "25", "csrf_token": token(browser.get(PAGE))}, status=400)
    assert not browser.get(PAGE).forms["notify-preferences"]["enabled"].checked
    assert events(site, "notify.preferences") == []


def test_who_opts_out_is_not_told_what_waited(site: Site, browse: Browse) -> None:
    account = prescriber_who_wants_notices(site)
    Counter(site).send()
    browser = browse(account)
    browser.post(PAGE, {"csrf_token": token(browser.get(PAGE))}, status=303)
    assert pending(site) == 0


def test_the_page_is_gone_with_the_plugin(site: Site, browse: Browse) -> None:
    browser = browse(prescriber_who_wants_notices(site))
    with site.database.write() as db:
        add_switch(db, "notify", enabled=False)
    browser.get(PAGE, status=404)
    browser.post(PAGE, {"enabled": "1"}, status=404)


def test_from_the_report_to_the_file_with_one_command(site: Site, ceres: CommandLine) -> None:
    prescriber_who_wants_notices(site)
    Counter(site).send()
    assert ceres("worker", "--once").exit_code == 0
    [row] = letters(site)
    assert row.sent_at
    assert row.account_id
    assert make_worker(site).run_once()["core.mail"] in (Ran.DONE, Ran.ELSEWHERE)
