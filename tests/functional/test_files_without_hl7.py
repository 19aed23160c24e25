"""CDA and HPRIM files go the same way as messages: the prescriber reads them, new versions replace, withdrawals hide."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from webtest import TestApp

from ceres.accounts.models import Account
from ceres.app import Site
from ceres.reports.models import Receipt, ReportVersion
from ceres.testing.command_line import CommandLine
from factories.cda import make_cda
from factories.desk import Laboratory, prescriber_account, rows
from factories.documents import make_pdf
from factories.hl7 import make_hl7
from factories.hprim import FILE, OBR, VALUE, P, make_hprim, make_medical_text
from factories.publishing import Counter

GIVEN = Path("/work/shared/input")


@pytest.fixture
def lab(ceres: CommandLine, tmp_path: Path) -> Laboratory:
    return Laboratory(ceres, tmp_path)


@pytest.fixture
def read_as(site: Site, browse: Callable[[Account], TestApp]) -> Callable[[str], TestApp]:
    return lambda code: browse(prescriber_account(site, code))


def pdf_of(app: TestApp, row: Any) -> bytes:
    return bytes(app.get(row.select_one("a[href$='.pdf']:not(.former)")["href"]).body)


def text_of(pdf: bytes, folder: Path) -> str:
    file = folder / "shown.pdf"
    file.write_bytes(pdf)
    return "\n".join(page.extract_text() for page in PdfReader(file).pages)


def test_a_cda_file_is_read_with_its_pdf_and_replaced_by_its_next_version(lab: Laboratory, read_as: Callable[[str], TestApp]) -> None:
    app = read_as("801234567892")
    lines = lab.send(make_cda(pdf=make_pdf("un")), make_cda(pdf=make_pdf("deux"), version=2), extension="xml")
    assert [(line["outcome"], line["status"], line["control_id"]) for line in lines] == [
        ("published", "final", "1.2.3.4.1"),
        ("version", "corrected", "1.2.3.4.2"),
    ]
    [row] = rows(app)
    for shown in ("TUFELE", "WAMO", "1980456123", "114000000", "582016", "BIOCHIMIE", "14/07/1958"):
        assert shown in row.get_text(" ", strip=True)
    assert pdf_of(app, row) == make_pdf("deux")
    assert app.get(row.select_one("a.former")["href"]).body == make_pdf("un")
    assert len(rows(read_as("801234567893"))) == 1


def test_the_former_version_of_a_cda_that_comes_late_stays_former(lab: Laboratory, read_as: Callable[[str], TestApp]) -> None:
    lab.send(make_cda(pdf=make_pdf("deux"), version=2), make_cda(pdf=make_pdf("un")), extension="xml")
    app = read_as("801234567892")
    [row] = rows(app)
    assert pdf_of(app, row) == make_pdf("deux")


def test_another_document_of_the_same_order_and_section_is_another_report(lab: Laboratory, read_as: Callable[[str], TestApp]) -> None:
    lab.send(make_cda(pdf=make_pdf("un")), make_cda(pdf=make_pdf("deux"), family="1.2.3.5"), extension="xml")
    assert len(rows(read_as("801234567892"))) == 2


def test_a_cda_that_is_nullified_is_withdrawn(lab: Laboratory, read_as: Callable[[str], TestApp]) -> None:
    gone = make_cda(pdf=make_pdf("un"), status="nullified", version=2)
    assert lab.outcomes(make_cda(pdf=make_pdf("un")), gone, extension="xml") == ["published", "retracted"]
    assert rows(read_as("801234567892")) == []


def test_a_cda_without_pdf_becomes_a_sheet_that_says_so(lab: Laboratory, read_as: Callable[[str], TestApp], tmp_path: Path) -> None:
    inside = make_hl7(f"OBX|1|ED|CDA^Compte rendu||^text^XML^Base64^{b64encode(make_cda()).decode()}||||||F")
    assert lab.outcomes(make_cda(), extension="xml") == ["published"]
    assert lab.outcomes(inside) == ["published"]
    for code in ("801234567892", "DR1"):
        app = read_as(code)
        [row] = rows(app)
        text = text_of(pdf_of(app, row), tmp_path)
        for shown in ("à partir du texte du document CDA", "Laboratoire de la Baie", "Biochimie", "Glucose", "5,4 mmol/l", "Validé par le"):
            assert shown in text


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (make_cda(text=""), "cda_without_pdf"),
        (make_cda(pdf=b"no pdf"), "cda_without_pdf"),
        (make_cda()[:-30], "cda_unreadable"),
        (b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]>' + make_cda()[38:].replace(b"TUFELE", b"&a;"), "cda_unreadable"),
        (make_cda().replace(b'extension="114000000"', b""), "cda_not_laboratory"),
        (make_cda().replace(b'typeCode="REF"', b'typeCode="PRF"').replace(b"intendedRecipient", b"x"), "no_prescriber"),
        (make_hprim(P, OBR, FILE), "hprim_file_missing"),
        (make_hprim(P, VALUE), "no_order"),
        (make_medical_text(number=""), "hprim_uncertain"),
        (make_medical_text(birth="juillet 1958"), "hprim_uncertain"),
        (make_medical_text(receiver="MARCHAND"), "hprim_uncertain"),
        (make_medical_text(family=""), "hprim_uncertain"),
    ],
)
def test_what_is_not_certain_waits_and_is_whole(site: Site, lab: Laboratory, data: bytes, reason: str) -> None:
    assert lab.outcomes(data, extension="xml") == [f"quarantined {reason}"]
    assert Counter(site).one(Receipt).size == len(data)


def test_an_hprim_file_comes_with_its_pdf(site: Site, lab: Laboratory, read_as: Callable[[str], TestApp]) -> None:
    (lab.folder / "RAPPORT.pdf").write_bytes(make_pdf("HPRIM"))
    [line] = lab.send(make_hprim(P, OBR, VALUE, FILE), extension="hpr")
    assert (line["outcome"], line["order_number"], line["status"], line["control_id"]) == ("published", "114000000", "final", "A1.HPR")
    app = read_as("PILO")
    [row] = rows(app)
    for shown in ("TUFELE Maleta", "1980456123", "582016", "14/07/1958"):
        assert shown in row.get_text(" ", strip=True)
    assert pdf_of(app, row) == make_pdf("HPRIM")
    (lab.folder / "RAPPORT.pdf").write_bytes(make_pdf("autre contenu"))
    assert lab.outcomes(make_hprim(P, OBR, VALUE, FILE), extension="hpr") == ["version"]
    assert Counter(site).count(ReportVersion) == 2


def test_hprim_values_become_a_sheet(lab: Laboratory, read_as: Callable[[str], TestApp], tmp_path: Path) -> None:
    lines = (P, OBR, "OBX|1|NM|GLU~Gluc", "A|ose~L||5.4|mmol/l||N|||F", "C|1|L|Contrôlé à deux reprises")
    lab.send(make_hprim(*lines), extension="hpr")
    app = read_as("PILO")
    text = text_of(pdf_of(app, rows(app)[0]), tmp_path)
    for shown in ("Glucose", "5.4", "mmol/l", "Contrôlé à deux reprises", "composé par CÉRÈS"):
        assert shown in text


def test_a_medical_text_that_leaves_no_doubt_becomes_a_sheet(lab: Laboratory, read_as: Callable[[str], TestApp], tmp_path: Path) -> None:
    [line] = lab.send(make_medical_text(), extension="hpm")
    assert (line["outcome"], line["order_number"]) == ("published", "260303HE0103")
    app = read_as("PILO")
    [row] = rows(app)
    text = text_of(pdf_of(app, row), tmp_path)
    for shown in ("Glycémie à jeun : 5,4 mmol/l", "GLYCEMIE", "4.1 - 5.9", "LABORATOIRE DE LA BAIE"):
        assert shown in text


EXPECTED = {
    "ansforge-cda-crbio/BIO-CR-BIO_2021.01_CDA-R2-Niveau-1.xml": ("published", "", "202111111123", "HEMATOLOGIE", "final"),
    "ansforge-cda-crbio/BIO-CR-BIO_2021.01_Microbiologie_V1.xml": ("published", "", "202111111123", "BACTERIOLOGIE", "final"),
    "ansforge-cda-crbio/BIO-CR-BIO_2021.01_Microbiologie_V2.xml": ("version", "", "202111111123", "BACTERIOLOGIE", "corrected"),
    "ansforge-cda-crbio/BIO-CR-BIO_2024.01_CRP_non_LOINC.xml": ("published", "", "202111111123", "BIOCHIMIE", "final"),
    "hprim/hprimtool_header-solabio.hpm": ("published", "", "260624HE0103", "LABORATOIRE", "final"),
    "hprim/hprimtool_pipes.hpr": ("quarantined", "hprim_uncertain", "", "", ""),
    "hprim/jpa_h2.1_addendum.hpr": ("quarantined", "no_order", "", "", ""),
    "hprim/libhprim_h2.1_oru.hpr": ("quarantined", "hprim_file_missing", "", "", ""),
}


@pytest.mark.skipif(not GIVEN.is_dir(), reason="the laboratories' files are not on this machine")
def test_the_files_that_laboratories_published(ceres: CommandLine) -> None:
    lines = ceres("intake", *(str(GIVEN / name) for name in EXPECTED), "--json").json_lines()
    keys = ("outcome", "reason", "order_number", "section", "status")
    assert {str(Path(line["file"]).relative_to(GIVEN)): tuple(line[key] for key in keys) for line in lines} == EXPECTED


def test_a_folder_with_an_hprim_file_and_its_pdf_is_one_message(ceres: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "A.HPR").write_bytes(make_hprim(P, OBR, VALUE, FILE))
    (tmp_path / "0-Rapport.PDF").write_bytes(make_pdf("seul"))
    (tmp_path / "Rapport.PDF").write_bytes(make_pdf("HPRIM"))
    lines = ceres("intake", str(tmp_path), "--json").json_lines()
    assert [(Path(line["file"]).name, line["outcome"]) for line in lines] == [("0-Rapport.PDF", "quarantined"), ("A.HPR", "published")]
