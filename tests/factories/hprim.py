"""HPRIM files as French laboratories write them."""

from __future__ import annotations

H = r"H|~^\&|A1.HPR||PO~LABM||ORU|||HPRIM~CHT||P|H2.1~C|202603030915"
P = "P|1|398|1980456123||TUFELE~Maleta||19580714|F"
OBR = "OBR|1|582016~|~114000000|BIO~Bilan~L|||202603030800|||||||||PILO~MARCHAND~L|||||||||F"
VALUE = "OBX|1|NM|GLU~Glucose~L||5.4|mmol/l|4.1 - 5.9|N|||F|||202603030815"
FILE = "OBX|2|FIC|PDF~Compte rendu~L||GALAXIE~rapport.pdf~PDF||||||F"


def make_hprim(*lines: str) -> bytes:
    """Return a file with these lines after the header, in the usual set of Windows."""
    return "\r\n".join([H, *(lines or (P, OBR, VALUE)), "L|1", ""]).encode("cp1252")


def make_medical_text(**lines: str) -> bytes:
    """Return an HPRIM Médecins file; ``number``, ``receiver``, ``birth``, ``family`` may be given."""
    head = [
        "LABO01    MARTPA    MARTIN PAUL",
        lines.get("family", "TUFELE"),
        "Maleta",
        "1 rue de la Baie",
        "",
        "98800 NOUMEA",
        lines.get("birth", "14/07/1958"),
        "1500176000000 00",
        lines.get("number", "260303HE0103"),
        "03/03/2026",
        "LABO01     LABORATOIRE DE LA BAIE",
        lines.get("receiver", "PILO       MARCHAND HELENE"),
    ]
    text = ["Compte rendu d'examens de Mme TUFELE", "Glycémie à jeun : 5,4 mmol/l"]
    body = [*text, "****LAB****", "RES|GLYCEMIE|GLU|N|5.4|mmol/l|4.1|5.9|N|F"]
    return "\r\n".join([*head, *body, "****FIN****", "****FINFICHIER****", ""]).encode("cp1252")
