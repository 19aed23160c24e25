"""The document composed from values: readable, complete, always the same bytes."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from ceres.api import IncomingObservation, IncomingPatient, ReportStatus, Sex
from ceres_intake.documents.composing import NOTICE, Chapter, Circumstances, Entry, compose, french_date

PATIENT = IncomingPatient("1980456123", "CHT", "Tufele", "Maleta", "Waka", "1958-07", Sex.FEMALE)
SAID = Circumstances(
    laboratory="CHT",
    section="BIOCHIMIE",
    order_number="114000000",
    placer_reference="582016",
    patient=PATIENT,
    prescribers=("MARCHAND Hélène",),
    status=ReportStatus.PRELIMINARY,
    issued_at=datetime(2026, 3, 3, 9, 14),  # noqa: DTZ001
)
GLUCOSE = IncomingObservation("NM", "8.2", label="Glucose", unit="mmol/L", reference_range="3.9-6.1", flags="H")


def pages(*entries: Entry, said: Circumstances = SAID, title: str = "", notes: str = "") -> list[str]:
    document = compose(said, [Chapter(title, entries, notes)])
    assert (document.rendered, document.complete) == (True, True)
    return [page.extract_text() for page in PdfReader(BytesIO(document.content)).pages]


def text(value: str, kind: str = "TX", label: str = "Conclusion") -> Entry:
    return Entry(IncomingObservation(kind, value, label=label))


def test_a_sheet_says_who_what_and_when() -> None:
    (page,) = pages(Entry(GLUCOSE))
    for words in ("CHT", "BIOCHIMIE", "TUFELE Maleta (né(e) WAKA)", "07/1958", "Féminin", "1980456123", "114000000", "582016"):
        assert words in page
    for words in ("MARCHAND Hélène", "03/03/2026 09:14", "Résultats partiels", "Glucose", "8.2", "mmol/L", "3.9-6.1", NOTICE):
        assert words in page


def test_texts_keep_their_lines_and_notes_follow_their_value() -> None:
    (page,) = pages(Entry(GLUCOSE, "Contrôlé"), text("ligne 1\n  ligne 2"), title="Bilan", notes="À jeun")
    lines = [line.strip() for line in page.splitlines()]
    order = [lines.index(each) for each in ("Bilan", "Contrôlé", "Conclusion", "ligne 1", "ligne 2", "À jeun")]
    assert order == sorted(order)


def test_a_label_is_not_repeated_on_each_line_of_a_text() -> None:
    (page,) = pages(text("un"), text("deux"), text("trois"))
    assert page.count("Conclusion") == 1


def test_long_reports_go_over_pages_and_every_page_says_who_composed_it() -> None:
    found = pages(*(text(f"ligne {number}") for number in range(150)))
    assert len(found) > 2
    assert all(NOTICE in page and f"Page {number}" in page for number, page in enumerate(found, start=1))
    assert all(f"ligne {number}" in "\n".join(found) for number in range(150))


def test_long_lines_and_words_are_cut_not_lost() -> None:
    word = "".join(chr(ord("a") + number % 26) for number in range(400))
    assert word in "".join(pages(text(word))).replace("\n", "")
    # The first piece stands on the line of the other cells.
    assert word[30:] in "".join(pages(Entry(replace(GLUCOSE, unit=word)))).replace("\n", "")


def test_what_the_font_lacks_is_replaced_not_dropped() -> None:
    (page,) = pages(Entry(replace(GLUCOSE, label="Řehoř μg α ≥ 5 \u202f, été, œuf, e\u0301", unit="漢")))
    assert "µg alpha ≥ 5" in page
    assert "été, œuf, é" in page
    assert "?" in page


@pytest.mark.parametrize(("iso", "read"), [("1950", "1950"), ("1950-03", "03/1950"), ("1950-03-21", "21/03/1950"), ("", "")])
def test_partial_dates(iso: str, read: str) -> None:
    assert french_date(iso) == read


def test_dates_among_results_are_read_in_french() -> None:
    assert "21/03/2024" in pages(Entry(IncomingObservation("DT", "20240321", label="Prélèvement")))[0]


def digest() -> str:
    return hashlib.sha256(compose(SAID, [Chapter("", (Entry(GLUCOSE),))]).content).hexdigest()


def test_the_bytes_are_the_same_in_another_process() -> None:
    code = "import test_intake_composing as this; print(this.digest())"
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=Path(__file__).parent,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        )
        for seed in "12"
    ]
    assert {run.stdout.strip() for run in runs} == {digest()}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(["NM", "TX", "ST", "DT"]), st.text(max_size=120), st.text(max_size=20)), max_size=5))
def test_no_text_is_a_trap(values: list[tuple[str, str, str]]) -> None:
    entries = tuple(Entry(IncomingObservation(kind, value, label=label), label) for kind, value, label in values)
    assert compose(SAID, [Chapter("", entries)]).content.startswith(b"%PDF-")


def test_a_text_without_end_is_cut_and_marked() -> None:
    long = IncomingObservation("TX", "mot " * 200_000, label="Texte")
    document = compose(SAID, [Chapter("Bilan", (Entry(long),))])
    assert (document.complete, document.rendered) == (False, True)
    assert "La suite est trop longue" in PdfReader(BytesIO(document.content)).pages[-1].extract_text()


def test_a_word_without_end_goes_over_several_lines() -> None:
    (page,) = pages(text("A" * 1000))
    assert "".join(line for line in page.split("\n") if set(line) == {"A"}) == "A" * 1000
