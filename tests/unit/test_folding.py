"""Names typed one way must find names sent another way."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres.reports.folding import KEY_LENGTH, fold, key_words, patient_key, searched_words


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("DELACOURT-MÉREUÏ Anne‐Élisabeth", "delacourt mereui anne elisabeth"),
        ("ŒUVRARD Chloé", "oeuvrard chloe"),
        ("D’ALMÉIDA  O'CONNOR", "d almeida o connor"),
        ("Weiß Łukasz ÞÓRR", "weiss lukasz thorr"),
        ("NGUYỄN\u00a0Thị", "nguyen thi"),
        ("İSTANBUL ılgaz", "istanbul ilgaz"),
        ("FAʻAFOI Maʼata O`BRIEN", "fa afoi ma ata o brien"),
        ("Mar\u00adtin Zo\u200be\ufeff", "martin zoe"),
        ("MAC.DONALD_Jr-", "mac donald jr"),
        ("%_\\ \x00", ""),
        ("", ""),
    ],
)
def test_accents_case_ligatures_and_marks_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_is_stable_and_composition_does_not_matter(text: str) -> None:
    once = fold(text)
    assert fold(once) == once
    assert once.isprintable()


@given(st.text(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_the_way_a_text_is_composed_does_not_matter(text: str, form: str) -> None:
    assert fold(unicodedata.normalize(form, text)) == fold(text)


LATIN = st.text(st.characters(min_codepoint=0x41, max_codepoint=0x17F, categories=["Lu", "Ll"], exclude_characters="ŉ"))


@given(LATIN)
def test_case_does_not_matter(text: str) -> None:
    assert fold(text.upper()) == fold(text) == fold(text.lower())


@pytest.mark.parametrize(
    ("family", "given_name", "birth", "key"),
    [
        ("TUFELE", "Maléta", "", "tufele maleta"),
        ("TUFELE", "Maléta", "WAMYTAN", "tufele maleta wamytan"),
        ("TUFELE", "Maléta", "Tufélé", "tufele maleta"),
        ("O’CONNOR", "Jean-Luc", "LE ROY", "o connor jean luc le roy oconnor jeanluc leroy"),
        ("", "Maléta", "", "maleta"),
        ("", "", "", ""),
    ],
)
def test_a_patient_is_searched_by_family_name_first(family: str, given_name: str, birth: str, key: str) -> None:
    assert patient_key(family, given_name, birth) == key


@given(st.text(), st.text(), st.text())
def test_a_key_fits_its_column_and_begins_with_the_family_name(family: str, given_name: str, birth: str) -> None:
    key = patient_key(family, given_name, birth)
    assert len(key) <= KEY_LENGTH
    assert key.startswith(fold(family)[:KEY_LENGTH].rstrip())


def test_a_letter_that_unfolds_into_many_still_fits() -> None:
    assert len(patient_key("\ufdfa" * 200, "x")) <= KEY_LENGTH


def test_words_of_a_key_are_short_and_stand_once() -> None:
    assert key_words("a b a") == ("a", "b")
    assert [len(word) for word in key_words("x" * 300)] == [100]


@pytest.mark.parametrize(
    ("family", "given_name", "ways"),
    [
        ("Martin", "", [("martin",)]),
        ("Delacourt-Méreuï", "Anne", [("delacourt", "mereui", "anne"), ("delacourtmereui", "anne")]),
        ("de La Tour", "", [("tour",), ("dela", "tour")]),
        ("LE ROY", "Jean", [("jean", "roy"), ("leroy", "jean")]),
        ("Le", "Van", [("van", "le")]),
        ("Lê", "Anne", [("anne",)]),
        ("", "Maléta", [("maleta",)]),
        ("%", "_", []),
        ("a b c d e f g h", "", [("a", "b", "c", "f", "g", "h"), ("ab", "c", "f", "g", "h")]),
    ],
)
def test_typed_names_are_looked_for_word_by_word_the_longest_first(family: str, given_name: str, ways: list[tuple[str, ...]]) -> None:
    assert list(searched_words(family, given_name)) == ways
