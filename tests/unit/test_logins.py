"""What can be a login or an address: it is typed back, stands in an address of the portal, and is taken for nobody else."""

from __future__ import annotations

import pytest

from ceres.accounts.logins import is_login
from ceres.accounts.services import is_email


@pytest.mark.parametrize("login", ["h.marchand", "o'brien", "D’ALMEIDA", "a+b@exemple.nc", "E\u0301.marchand", "éva-2_x", "1", "x" * 80])
def test_a_login_is_made_of_what_people_type(login: str) -> None:
    assert is_login(login)


@pytest.mark.parametrize(
    "login", ["", ".", "..", "a/b", "a\\b", "cli:root", "a b", "a\n", "*", "=cmd", "-x", "<b>", "a\u202eb", "a\u200bb", "a\0b", "x" * 81]
)
def test_what_would_lead_elsewhere_or_imitate_is_no_login(login: str) -> None:
    assert not is_login(login)


@pytest.mark.parametrize("email", ["h.marchand@exemple.nc", "h+labo@mail.ch-exemple.nc", "é.x@exämple.fr"])
def test_an_address_can_be_written_to(email: str) -> None:
    assert is_email(email)


@pytest.mark.parametrize(
    "email", ["", "x", "a@b", "<a@b.nc>", "a;b@c.nc", "a,b@c.nc", "a@b..nc", "a@.nc", "a@-b.nc", "a b@c.nc", "a@b.nc\nBcc: z@z.nc"]
)
def test_what_a_mail_server_would_refuse_or_misread_is_no_address(email: str) -> None:
    assert not is_email(email)
