"""The tables of the site's file that say how each system writes: chosen, checked, begun from shipped ones."""

from __future__ import annotations

from typing import Any

import pytest

from ceres_intake.profile import DEFAULT, SIGNS, Rule, rules
from ceres_intake.sources.choosing import EVERYBODY, doors_of
from ceres_intake.sources.reference import reference
from ceres_intake.sources.shipped import shipped_file, shipped_names
from ceres_intake.sources.table import BadSources, complaint, profiles_of, shipped_profile
from factories.golden import GOLDEN, NAMES, golden
from factories.sources import ROOT


def problems(table: Any, name: str = "labo") -> str:
    with pytest.raises(BadSources) as caught:
        profiles_of({name: table})
    assert complaint({name: table}) == str(caught.value)
    return str(caught.value)


def chosen(tables: dict[str, Any], source: str = "GLIMS/CHT", door: str = "", origin: str = "") -> str:
    return profiles_of(tables).choose(source, door, origin).name


@pytest.mark.parametrize(
    ("table", "door", "origin"),
    [
        ({"sender": "GLIMS/CHT"}, "", ""),
        ({"sender": "GLIMS/*"}, "", ""),
        ({"sender": "*/CHT"}, "", ""),
        ({"via": "mllp-labo"}, "MLLP-labo", "10.0.0.5:53211"),
        ({"via": "10.0.0.5"}, "", "10.0.0.5:53211"),
        ({"via": "fe80::1"}, "", "[fe80::1]:53211"),
        ({"via": "/srv/depot/labo/"}, "", "/srv/depot/labo/a.hl7"),
        ({"via": "labo"}, "", "/srv/depot/labo/a.hl7"),
        ({"sender": "*/*", "via": "labo"}, "labo", ""),
    ],
)
def test_a_source_is_chosen_by_its_sender_or_its_door(table: dict[str, Any], door: str, origin: str) -> None:
    assert chosen({"autre": {"sender": "X/Y"}, "labo": table}, door=door, origin=origin) == "labo"


@pytest.mark.parametrize(
    ("table", "origin"),
    [
        ({"sender": "GLIMS/AUTRE"}, ""),
        ({"sender": "*/AUTRE"}, ""),
        ({"sender": "GLIMS/CHT", "via": "labo"}, "/srv/autre/a.hl7"),
        ({"via": "a.hl7"}, "/srv/a.hl7"),
        ({"via": "10.0.0.50"}, "10.0.0.5:53211"),
    ],
)
def test_another_one_is_not(table: dict[str, Any], origin: str) -> None:
    assert profiles_of({"labo": table}).choose("GLIMS/CHT", "", origin) is EVERYBODY


def test_the_first_table_that_suits_is_taken() -> None:
    tables = {"a": {"sender": "GLIMS/*"}, "b": {"sender": "GLIMS/CHT"}}
    assert (chosen(tables), chosen(dict(reversed(tables.items())))) == ("a", "b")


def test_why_a_table_was_chosen_is_said() -> None:
    source = profiles_of({"labo": {"sender": "GLIMS/*", "via": "x", "profile": "glims"}}).sources[0]
    assert source.why == "[plugins.intake.sources.labo] : sender = « GLIMS/* », via = « x », à partir du profil « glims »"


def test_all_doors_of_a_file_and_of_a_peer() -> None:
    assert doors_of("D", "/srv/In/a.hl7") == {"d", "", "/srv", "/srv/in", "srv", "in"}
    assert doors_of("", "10.1.2.3:5") == {"", "10.1.2.3"}


def test_every_key_is_read() -> None:
    table = {
        "sender": "GLIMS/*",
        "order_number": [r"OBR-3.1 ^(.+)-\d$", "ORC-3"],
        "placer_reference": [],
        "prescriber": "OBR-15",
        "nip": ["PID-4.1"],
        "sections": {"bio": "BIOCHIMIE SPÉCIALE"},
        "statuses": {"sout": "f"},
        "nip_types": ["UR"],
        "nip_authority": "CHT",
        "charset": "8859/15",
        "time_zone": "Europe/Paris",
        "ack": "always",
        "publish_unverified": True,
        "prescriber_by_name": "oui",
        "retraction": ["obx_w", "OBR-25=Z"],
    }
    profile = profiles_of({"labo": table}).of("GLIMS/X")
    assert profile.order_number == rules(r"OBR-3.1 ^(.+)-\d$", "ORC-3")
    assert (profile.placer_reference, profile.prescriber, profile.nip) == ((), rules("OBR-15"), rules("PID-4.1"))
    assert profile.sections["BIO"] == "BIOCHIMIE SPÉCIALE"
    assert profile.sections["CH"] == "BIOCHIMIE"
    assert (profile.statuses, profile.nip_types, profile.nip_authority) == ({"SOUT": "F"}, ("UR",), "CHT")
    assert (profile.charset, profile.time_zone, profile.ack) == ("8859/15", "Europe/Paris", "always")
    assert (profile.publish_unverified, profile.prescriber_by_name) == (True, True)
    assert (profile.retraction, profile.retraction_codes) == ({"obx_w"}, ((Rule.parse("OBR-25"), "Z"),))


def test_a_table_completes_the_shipped_profile_it_begins_with() -> None:
    table = {"sender": "PATHL7/*", "profile": "excelleris", "sections": {"CHEM9": "CHIMIE"}, "placer_reference": ["ORC-2"]}
    profile = profiles_of({"labo": table}).of("PATHL7/X")
    assert profile.order_number == shipped_profile("excelleris").order_number != DEFAULT.order_number
    assert (profile.sections["CHEM9"], profile.sections["HAEM1"], profile.sections["CH"]) == ("CHIMIE", "HEMATOLOGIE", "BIOCHIMIE")
    assert profile.placer_reference == rules("ORC-2")


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("GLIMS", "labo : il faut une table, [plugins.intake.sources.labo]."),
        ({}, 'labo : il manque sender (exemple : sender = "GLIMS/*") ou via.'),
        (
            {"sender": "A/*", "oder_number": ["X"]},
            "labo.oder_number : clé inconnue (peut-être « order_number ») ; la corriger ou la retirer.",
        ),
        ({"sender": "A/*", "zzz": 1}, "labo.zzz : clé inconnue ; la corriger ou la retirer."),
        ({"sender": "GLIMS"}, "labo.sender : « GLIMS » : il faut « MSH-3/MSH-4 », « * » pour l’un ou l’autre (exemple : GLIMS/*)."),
        ({"sender": 3}, "labo.sender : il faut un texte, trouvé « 3 »."),
        ({"sender": "A/*", "order_number": ["OBR3"]}, "labo.order_number : « OBR3 » n’est pas un chemin (exemple : OBR-3.1, ou"),
        ({"sender": "A/*", "order_number": ["OBR-0"]}, "labo.order_number : « OBR-0 » n’est pas un chemin"),
        ({"sender": "A/*", "order_number": ["OBR-3 ("]}, "labo.order_number : « OBR-3 ( » : l’expression régulière est fausse (missing )"),
        ({"sender": "A/*", "copies": [1]}, "labo.copies : il faut une liste de textes, trouvé « [1] »."),
        ({"sender": "A/*", "sections": {"A": 1}}, "labo.sections : il faut une table de textes"),
        ({"sender": "A/*", "statuses": {"SOUT": "final"}}, "labo.statuses : « FINAL » n’est pas un code de la table HL7 0123"),
        ({"sender": "A/*", "charset": "latin-99"}, "labo.charset : « latin-99 » n’est pas un jeu de caractères connu"),
        ({"sender": "A/*", "time_zone": "Noumea"}, "labo.time_zone : « Noumea » : ce fuseau horaire est inconnu"),
        ({"sender": "A/*", "ack": "never"}, "labo.ack : « never » n’est pas possible ; au choix : auto, original, enhanced, always."),
        ({"sender": "A/*", "publish_unverified": "peut-être"}, "labo.publish_unverified : il faut true ou false, trouvé « peut-être »."),
        (
            {"sender": "A/*", "retraction": ["obx_z"]},
            "labo.retraction : « obx_z » n’est pas possible ; au choix : obx_d, obx_w, orc_ca, mdm_t04,",
        ),
        ({"sender": "A/*", "retraction": ["OBR25=Z"]}, "labo.retraction : « OBR25 » n’est pas un chemin"),
        ({"sender": "A/*", "profile": "glim"}, "labo.profile : aucun profil fourni ne s’appelle « glim » ; au choix : ans-segur,"),
    ],
)
def test_each_fault_is_told_with_its_place_and_its_mend(table: Any, sentence: str) -> None:
    assert problems(table).startswith(sentence)


def test_all_faults_are_told_at_once() -> None:
    assert problems({"charset": "x", "ack": "y"}).count("labo") == 3


def test_a_good_table_has_no_complaint() -> None:
    assert complaint({"labo": {"sender": "GLIMS/CHT"}}) == ""


@pytest.mark.parametrize("name", shipped_names())
def test_each_shipped_profile_reads_the_messages_of_its_system(name: str) -> None:
    file = shipped_file(name)
    assert set(file) == {"title", "seen", "notes", "example", "source"}
    assert complaint({"labo": {"sender": file["example"], **file["source"]}}) == ""
    based = {source.based_on for each in NAMES for source in golden(each).settings.profiles.sources}
    assert name in based, f"no file of {GOLDEN} uses {name}"


def test_the_signs_of_a_withdrawal_are_documented() -> None:
    page = reference()
    assert all(f"`{sign}`" in page for sign in SIGNS)
    assert all(f"### `{name}`" in page for name in shipped_names())


def test_the_reference_page_is_up_to_date() -> None:
    assert (ROOT / "docs" / "reference" / "source-profiles.md").read_text(encoding="utf-8") == reference(), "run « make docs »"
