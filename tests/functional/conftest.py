"""A doctor who reads the reports of one prescriber; a module that needs another doctor says which."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy.orm import Session
from webtest import TestApp

from ceres.accounts.models import Account, Prescriber
from factories.people import add_account, add_mandate, add_prescriber


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
