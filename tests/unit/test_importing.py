"""Files of accounts as spreadsheets write them; whatever the bytes, they are read or refused with a reason."""

from __future__ import annotations

import csv
import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres.accounts.importing.lines import read_line
from ceres.accounts.importing.reading import LARGEST, MOST_LINES, read_file
from ceres.accounts.importing.refusals import LineRefused, UnreadableFile
from ceres.accounts.importing.words import Column
from ceres.accounts.models import MandateKind
from ceres.admin.importing.carrying import packed, unpacked
from ceres.security.permissions import Role

TITLES = "identifiant;nom;courriel;rôles;prescripteurs;type;du;au;langue"
TEXT = f"{TITLES}\nh.marchand;Dr Hélène Marchand;h@exemple.nc;prescripteur;DR1 | DR2;remplaçant;01/03/2026;31/03/2026;fr\n"


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        TEXT.encode("utf-8-sig"),
        TEXT.encode("cp1252"),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
        TEXT.replace(";", ",").encode(),
        TEXT.replace(";", "\t").encode(),
        TEXT.replace(TITLES, "LOGIN;Name;E-mail;Roles;Prescribers;kind;from;Until;language").encode(),
        TEXT.replace(TITLES, "Identifiant ; NOM ; Adresse électronique;role;prescripteur; Type;Du;Au;Langue;;").encode(),
    ],
)
def test_every_way_to_write_a_file_says_the_same(data: bytes) -> None:
    [row] = read_file(data)
    assert row.number == 2
    wanted = read_line(row)
    assert (wanted.login, wanted.name, wanted.email) == ("h.marchand", "Dr Hélène Marchand", "h@exemple.nc")
    assert (wanted.roles, wanted.codes, wanted.kind) == ({Role.PRESCRIBER}, ("DR1", "DR2"), MandateKind.SUBSTITUTE)
    assert (wanted.since, wanted.until, wanted.language) == ("01/03/2026", "31/03/2026", "fr")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "premi\u00e8re ligne"),
        (b"identifiant;nom\n", "aucun compte"),
        (b"nom;courriel\na;b\n", "premi\u00e8re ligne"),
        (b"identifiant;surnom\na;b\n", "« surnom »"),
        (b"identifiant;login\na;b\n", "Deux colonnes"),
        (TEXT.encode("utf-16"), "CSV UTF-8"),
        (b"identifiant\na\0b\n", "CSV UTF-8"),
        (b"identifiant\n\x81\n", "CSV UTF-8"),
        (b'identifiant;nom\na;"b\n', "ligne 2"),
        (b"identifiant\n" + b"a" * LARGEST, "1 Mio"),
        (b"identifiant\n" + b"a\n" * (MOST_LINES + 1), "5\u202f000 lignes"),
        (b"identifiant\n" + b"a" * 200_000, "guillemets"),
    ],
)
def test_a_file_that_cannot_be_taken_says_why(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_file(data)
    assert reason in str(refused.value).replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (";X", "identifiant"),
        ("a;b;;;;;;;;dépasse", "cases"),
        ("a;b\u202ec", "invisible"),
        ('a;"b\nc"', "invisible"),
        ("a;b;;chef", "chef.*prescripteur, administrateur"),
        ("a;b;;;;voisin", "voisin"),
        ("a;b;;;;;;;klingon", "klingon"),
    ],
)
def test_a_line_that_cannot_be_taken_says_why(line: str, reason: str) -> None:
    [row] = read_file(f"{TITLES}\n{line}\n".encode())
    with pytest.raises(LineRefused, match=reason):
        read_line(row)


def test_what_a_spreadsheet_would_compute_stays_text() -> None:
    [row] = read_file(b'identifiant;nom\n@a;"=1+1"\n')
    assert (read_line(row).login, read_line(row).name) == ("@a", "=1+1")


@pytest.mark.parametrize("hint", ["sep=;", "SEP=,", '"sep=;"', "sep=\t"])
def test_the_hint_that_excel_alone_reads_is_passed_over(hint: str) -> None:
    [row] = read_file(f"{hint}\r\nidentifiant;nom\r\na;A\r\n".encode())
    assert (row.number, read_line(row).name) == (3, "A")


def test_lines_are_counted_as_a_spreadsheet_does() -> None:
    assert [row.number for row in read_file(b"identifiant\n\na\n;\nb\n")] == [3, 5]


@given(st.binary(max_size=400) | st.text(max_size=400).map(str.encode) | st.text(alphabet='a;,\t"\r\n\0é', max_size=60).map(str.encode))
def test_no_bytes_do_anything_but_be_read_or_refused(data: bytes) -> None:
    for beginning in (b"", b"identifiant;nom;type\n"):
        try:
            rows = read_file(beginning + data)
        except UnreadableFile:
            continue
        for row in rows:
            with suppress(LineRefused):
                assert read_line(row).login


CELL = st.text(st.characters(categories=("L", "N", "P", "S")), min_size=1, max_size=30)


@given(st.lists(st.tuples(CELL, CELL), min_size=1, max_size=20), st.sampled_from(";,\t"))
def test_what_a_spreadsheet_wrote_is_what_is_read(lines: list[tuple[str, str]], separator: str) -> None:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=separator).writerows([("identifiant", "nom"), *lines])
    rows = read_file(text.getvalue().encode("utf-8-sig"))
    assert [(row.cells[Column.LOGIN], row.cells[Column.NAME]) for row in rows] == lines


@given(st.binary(min_size=1, max_size=2000))
def test_a_file_comes_back_from_the_form_as_it_was(data: bytes) -> None:
    assert unpacked(packed(data)) == data


@pytest.mark.parametrize("carried", ["", "é", "%%%", "AAAA", packed(b"a" * 100)[:-8], packed(b"a" * (LARGEST + 2))])
def test_a_field_that_was_changed_is_refused(carried: str) -> None:
    with pytest.raises(UnreadableFile):
        unpacked(carried)
