"""What is a new version, which one is in force, and what each statement changes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ceres.app import Site
from ceres.reports.models import Delivery, Report, ReportVersion
from factories.documents import make_pdf
from factories.publishing import Counter, hours


@pytest.fixture
def desk(site: Site) -> Counter:
    return Counter(site)


def test_a_first_report_is_published_with_everything_it_needs(desk: Counter) -> None:
    assert desk.send() == "published"
    assert desk.shown() == make_pdf("Compte rendu")


def test_a_date_to_come_counts_as_the_arrival_so_that_what_follows_is_newer(desk: Counter) -> None:
    desk.send(text="un", issued_at=hours(24 * 365 * 73))
    assert desk.one(Report).issued_at == desk.one(Delivery).issued_at == desk.one(ReportVersion).issued_at == desk.now
    first, desk.now = desk.now, desk.now + timedelta(hours=2)
    assert desk.send(text="deux", issued_at=first + timedelta(hours=1)) == "version"
    assert desk.shown() == make_pdf("deux")
    assert desk.one(Delivery).issued_at == first + timedelta(hours=1)
