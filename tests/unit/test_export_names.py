"""Names of files in an archive: whatever is written in a name, every system can open the file."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres_export.names import LONGEST, Names, safe_name, same_file
from factories.hostile import HOSTILE

INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")}


def assert_safe(name: str) -> None:
    assert len(name.encode()) <= LONGEST
    assert name == unicodedata.normalize("NFC", name)
    assert not {unicodedata.category(each) for each in name} & INVISIBLE
    assert not re.search(r'[<>:"/\\|?*]', name)
    assert name[0] not in " .-~"
    assert not name.removesuffix(".pdf").endswith((" ", "."))
    assert name.partition(".")[0].rstrip().lower() not in DEVICES
    assert name.endswith(".pdf")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("TUFELE Maleta_582016_BIOCHIMIE", "TUFELE Maleta_582016_BIOCHIMIE.pdf"),
        ("ŒUVRARD Chloé_5689/16_SÉRO-VIRO", "ŒUVRARD Chloé_5689-16_SÉRO-VIRO.pdf"),
        ("NGUYE\u0302\u0303N Thi Lan", "NGUYỄN Thi Lan.pdf"),
        ("../../etc/passwd", "etc-passwd.pdf"),
        ("C:\\Windows\\system32", "C-Windows-system32.pdf"),
        ("-rf", "rf.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("CON", "_CON.pdf"),
        ("aux.h", "_aux.h.pdf"),
        ("COM¹", "_COM¹.pdf"),
        ("CONSTANT", "CONSTANT.pdf"),
        ("name. . .", "name.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe.pdf"),
        ("deux\r\nlignes", "deux lignes.pdf"),
        ("a\u00a0\u2003b", "a b.pdf"),
        ("\x00\u200b\ufeff", "document.pdf"),
        ("", "document.pdf"),
        ("???", "document.pdf"),
        ("=HYPERLINK()", "=HYPERLINK().pdf"),
        ("%PATH% $HOME `id`", "%PATH% $HOME `id`.pdf"),
    ],
)
def test_a_name(written: str, name: str) -> None:
    assert safe_name(written, ".pdf") == name


@pytest.mark.parametrize("written", HOSTILE)
def test_hostile_names_are_safe(written: str) -> None:
    assert_safe(safe_name(written, ".pdf"))


@given(st.text(max_size=300))
def test_any_text_is_safe_and_stays_so(written: str) -> None:
    name = safe_name(written, ".pdf")
    assert_safe(name)
    assert safe_name(name.removesuffix(".pdf"), ".pdf") == name


def test_a_long_name_is_cut_between_letters() -> None:
    name = safe_name("e\u0301x\u0323\u0307" * 200, ".pdf", "_v2")
    assert name.endswith("_v2.pdf")
    assert not unicodedata.combining(name.removesuffix("_v2.pdf")[-1]) or name.removesuffix("_v2.pdf").endswith("x\u0323\u0307")
    assert_safe(name)
    assert len(name.encode()) > LONGEST - 8


def test_a_second_file_of_one_name_is_numbered() -> None:
    names = Names()
    assert [names.take("a", ".pdf") for _ in range(3)] == ["a.pdf", "a (2).pdf", "a (3).pdf"]
    assert names.take("A", ".pdf") == "A (4).pdf"
    assert names.take("a (2)", ".pdf") == "a (2) (2).pdf"
    assert names.take("a", ".pdf", "_v1") == "a_v1.pdf"


@given(st.lists(st.text("aAéE\u0301 ./()2ßsK\u212a", max_size=6), max_size=30))
def test_no_system_takes_two_files_for_one(stems: list[str]) -> None:
    names = Names()
    taken = [names.take(each, ".pdf") for each in stems]
    assert len({same_file(name) for name in taken}) == len(stems)
    for name in taken:
        assert_safe(name)


def test_numbered_names_are_not_too_long_either() -> None:
    names = Names()
    taken = [names.take("é" * 300, ".pdf") for _ in range(12)]
    assert len({same_file(name) for name in taken}) == 12
    assert all(len(name.encode()) <= LONGEST for name in taken)
