"""What is a new version, which one is in force, and what each statement changes."""

from __future__ import annotations

import pytest

from ceres.app import Site
from factories.documents import make_pdf
from factories.publishing import Counter


@pytest.fixture
def desk(site: Site) -> Counter:
    return Counter(site)


def test_a_first_report_is_published_with_everything_it_needs(desk: Counter) -> None:
    assert desk.send() == "published"
    assert desk.shown() == make_pdf("Compte rendu")
