"""What is shown of a message without a reason names no patient, wherever the message repeats who it is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ceres.api import fold
from ceres_intake.masking import lines_of, origin_of
from factories.cda import make_cda
from factories.hl7 import PID, make_hl7, pdf_obx, value_obx, with_fields
from factories.hprim import make_hprim, make_medical_text

LETTERS = "abcdefghijklmnopqrstuvwxyzàâäéèêëîïôöùûüçñ"
KINDS = {"pi", "ins", "cht"}  # of numbers, which are shown: a patient called like one is not told by it
NAME = st.text(LETTERS, min_size=2, max_size=12).filter(lambda name: fold(name) not in KINDS)
LONG_NAME = st.text(LETTERS, min_size=4, max_size=12)
DAY = st.dates(date(1900, 1, 1), date(2025, 12, 31))


def digits(length: int) -> st.SearchStrategy[str]:
    return st.integers(10 ** (length - 1), 10**length - 1).map(str)


def grouped(number: str, separator: str = " ") -> str:
    return separator.join(number[place : place + 2] for place in range(0, len(number), 2))


def ways(day: date) -> list[str]:
    return [
        f"{day:%d/%m/%Y}",
        f"{day:%d.%m.%y}",
        f"{day:%Y-%m-%d}",
        f"{day.day}/{day.month}/{day.year}",
        f"{day:%d %m %Y}",
        f"{day:%Y%m%d}",
    ]


@st.composite
def patients(draw: st.DrawFn) -> dict[str, str]:
    day = draw(DAY)
    said = {"family": draw(NAME), "given": draw(NAME), "street": draw(LONG_NAME), "town": draw(LONG_NAME)}
    said |= {"nip": draw(digits(8)), "ins": draw(digits(15)), "phone": draw(digits(10)), "birth": f"{day:%Y%m%d}"}
    for number, way in enumerate(ways(day)):
        said[f"day{number}"] = way
    return said


def spoken(who: dict[str, str]) -> str:
    days = " ; ".join(text for name, text in who.items() if name.startswith("day"))
    file = f"{fold(who['family'])}_{fold(who['given'])}.pdf"
    return (
        f"Mme {who['family'].upper()} {who['given'].title()} ({who['nip']}), née le {days}, {who['street'].upper()}, {who['town']}, "
        f"tél. {grouped(who['phone'])} {grouped(who['phone'], '.')}, INS {grouped(who['ins'])} {file}"
    )


def tells(shown: str, who: dict[str, str]) -> list[str]:
    words, said = set(fold(shown).split()), {fold(who[name]) for name in ("family", "given", "street", "town")}
    numbers = [who["nip"], who["ins"], who["phone"], grouped(who["phone"]), grouped(who["phone"], "."), grouped(who["ins"])]
    days = [text for name, text in who.items() if name.startswith("day")]
    return [*(said & words), *(text for text in [*numbers, *days, who["birth"]] if text in shown)]


@settings(deadline=None)
@given(patients())
def test_hl7_is_masked_wherever_it_repeats_the_patient(who: dict[str, str]) -> None:
    pid = f"PID|||{who['nip']}^^^CHT^PI~{who['ins']}^^^X^INS||{who['family']}^{who['given']}^^^^^L||{who['birth']}|F"
    address = f"|||12 {who['street']}^^{who['town']}||{who['phone']}"
    text = spoken(who)
    message = make_hl7(
        pdf_obx(),
        value_obx(text, kind="TX", number=2),
        f"NTE|1||{text}",
        f"NTE|2||{'x ' * 140}{text}",
        f"ZPI|1|{text}",
        f"OBX|3|ED|PDF||{who['family']}^text^plain^A^{text}||||||F",
        f"OBX|4|RP|PDF||https://labo/{who['nip']}/{who['family']}.pdf||||||F",
        pid=pid + address,
        pv1=f"PV1||I|||{who['nip']}",
    )
    shown = "\n".join(lines_of(message, identities=False))
    assert tells(shown, who) == []
    assert "GLIMS|CHT" in shown
    assert tells("\n".join(lines_of(message, identities=True)), who) != []
    assert tells(origin_of(message, f"/depot/{fold(who['family'])}_{who['nip']}.hl7", identities=False), who) == []


@settings(deadline=None)
@given(patients())
def test_hprim_is_masked_too(who: dict[str, str]) -> None:
    patient = f"P|1|398|{who['nip']}||{who['family']}~{who['given']}||{who['birth']}|F"
    patient += f"||12 {who['street']}~~{who['town']}||{who['phone']}~{who['ins']}"
    lines = (patient, "OBR|1|582016~|~114000000|BIO~Bilan~L", f"OBX|1|TX|C~Commentaire~L||{spoken(who)}|||||F", f"C|1||{spoken(who)}")
    shown = "\n".join(lines_of(make_hprim(*lines), identities=False))
    assert tells(shown, who) == []


@pytest.mark.parametrize("raw", [make_cda(), make_medical_text(), b"TUFELE Maleta", b"\xff\xfe\x00T"])
def test_what_has_no_segments_is_not_shown_at_all(raw: bytes) -> None:
    [shown] = lines_of(raw, identities=False)
    assert "TUFELE" not in shown
    assert "TUFELE" not in origin_of(raw, "/depot/TUFELE Maleta.xml", identities=False)
    assert origin_of(raw, "10.0.0.5:53211", identities=False) == "10.0.0.5:53211"


def test_a_name_that_a_cut_would_halve_is_masked_before() -> None:
    for before in range(40, 80):
        text = "x" * before + " Tufele " + "y " * 200
        shown = "\n".join(lines_of(make_hl7(value_obx(text, kind="TX"), pid=PID), identities=False))
        assert "Tuf" not in shown


def test_a_birth_written_in_words_is_masked_and_other_days_are_not() -> None:
    text = "née le 14 juillet 1958, vue le 3 mars 2026, prélevé le 03/03/2026, demande 114000000"
    shown = "\n".join(lines_of(make_hl7(value_obx(text, kind="TX"), pid=with_fields(PID, f7="19580714")), identities=False))
    assert "juillet" not in shown
    for kept in ("3 mars 2026", "03/03/2026", "114000000"):
        assert kept in shown


SHORT = "PID|||123456^^^CHT^PI||TUFELE^Maleta||19580714|F|||12 rue de la Baie^^NOUMEA^^98800||251234"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("NIP 123456 2026-03-03 10:15", "NIP ••• 2026-03-03 10:15"),
        ("123456/2 et 2-123456", "•••/2 et 2-•••"),
        ("dossier 000123456", "dossier •••"),
        ("tél. 25.12.34 26 mars", "tél. ••• 26 mars"),
        ("née le 14/07/58 10 h 30", "née le ••• 10 h 30"),
        ("médecin 101234567, lot 1234560, 9123456", "médecin 101234567, lot 1234560, 9123456"),
        ("12 3456 7 puis 1 2 3 4 5", "••• 7 puis 1 2 3 4 5"),
    ],
)
def test_a_short_number_is_masked_as_a_whole_and_not_where_chance_repeats_it(text: str, shown: str) -> None:
    assert lines_of(make_hl7(f"NTE|1||{text}", pid=SHORT), identities=False)[-1] == f"NTE|1||{shown}"
