"""A doctor who reads the reports of one prescriber; a module that needs another doctor says which."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account, Prescriber
from ceres.app import Site, make_app
from factories.browsers import BROWSER
from factories.people import add_account, add_mandate, add_prescriber
from factories.statements import statements as noted


@pytest.fixture
def doctor(db: Session) -> Account:
    return add_account(db, "doctor")


@pytest.fixture
def prescriber(db: Session, doctor: Account) -> Prescriber:
    """Whose reports the doctor reads."""
    prescriber = add_prescriber(db, "DR1")
    add_mandate(db, doctor, prescriber)
    return prescriber


@pytest.fixture
def portal(db: Session, doctor: Account, prescriber: Prescriber, browse: Callable[[Account], TestApp]) -> TestApp:
    """The doctor's browser, signed in once everything else is there."""
    db.commit()
    return browse(doctor)


@pytest.fixture
def statements(site: Site) -> Iterator[list[str]]:
    """What is asked of the database from now on."""
    with noted(site) as sent:
        yield sent


@pytest.fixture(scope="session")
def public_site(shared_site: Site) -> Site:
    """The site, when it knows its own address."""
    settings = shared_site.settings
    return replace(shared_site, settings=replace(settings, site=replace(settings.site, url="https://ceres.exemple.nc")))


@pytest.fixture(scope="session")
def public_application(public_site: Site) -> object:
    """The portal of that site, configured once."""
    return make_app(public_site)


@pytest.fixture
def public_app(site: Site, public_application: object) -> TestApp:
    """A browser without cookies, on that site."""
    return TestApp(public_application, extra_environ=BROWSER)


@pytest.fixture
def syslog_server() -> Iterator[socket.socket]:
    """A syslog server that listens to UDP."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as bound:
        bound.bind(("127.0.0.1", 0))
        bound.settimeout(5)
        yield bound
