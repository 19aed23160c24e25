"""The keys of one table ``[plugins.intake.sources.<name>]``: what each holds, and the French sentence on what it refuses."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from ceres_intake.hl7.charset import codec_of
from ceres_intake.profile import ACK_MODES, PATH, SIGNS, UNMAPPED, Rule

BOOLEANS = {"true": True, "oui": True, "1": True, "false": False, "non": False, "0": False}
CODE = re.compile(r"[A-Z]{1,2}")


class Unfit(ValueError):
    """A value that its key refuses; the message is a French sentence."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key."""

    name: str
    kind: str  # French, as the reference shows it
    help: str  # French sentence
    read: Callable[[Any], Any]  # what the profile holds; raises Unfit


def text(value: Any) -> str:
    """Read a text."""
    if not isinstance(value, str):
        raise Unfit(f"il faut un texte, trouvé « {value} ».")
    return value.strip()


def texts(value: Any) -> tuple[str, ...]:
    """Read a list of texts; a single text is a list of one, an environment variable has commas."""
    if isinstance(value, str):
        return tuple(filter(None, (part.strip() for part in value.split(","))))
    if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
        raise Unfit(f"il faut une liste de textes, trouvé « {value} ».")
    return tuple(value)


def yes_or_no(value: Any) -> bool:
    """Read true or false."""
    found = BOOLEANS.get(value.strip().lower()) if isinstance(value, str) else value
    if not isinstance(found, bool):
        raise Unfit(f"il faut true ou false, trouvé « {value} ».")
    return found


def paths(value: Any) -> tuple[Rule, ...]:
    """Read paths, each with its expression."""
    given = (value,) if isinstance(value, str) and value.strip() else texts(value)
    return tuple(map(path, given))


def path(value: str) -> Rule:
    """Read one path."""
    try:
        return Rule.parse(value.strip())
    except ValueError as error:
        if not PATH.fullmatch(value.strip().partition(" ")[0]) or str(error).startswith("no path"):
            raise Unfit(f"« {value} » n’est pas un chemin (exemple : OBR-3.1, ou « OBR-3.1 ^(.+)-[^-]+$ »).") from error
        raise Unfit(f"« {value} » : l’expression régulière est fausse ({error.__cause__}).") from error


def words(value: Any) -> Mapping[str, str]:
    """Read a table from codes to words; codes are compared in capitals."""
    if not isinstance(value, dict) or not all(isinstance(word, str) and word.strip() for word in value.values()):
        raise Unfit('il faut une table de textes (exemple : CHEM9 = "BIOCHIMIE").')
    return {code.upper(): word.strip() for code, word in value.items()}


def status_codes(value: Any) -> Mapping[str, str]:
    """Read a table from a source's words to codes of table 0123."""
    found = {code: word.upper() for code, word in words(value).items()}
    wrong = next((word for word in found.values() if not CODE.fullmatch(word)), None)
    if wrong:
        raise Unfit(f'« {wrong} » n’est pas un code de la table HL7 0123 (exemple : SOUT = "F").')
    return found


def charset(value: Any) -> str:
    """Read the name of a character set."""
    name = text(value)
    if name and not codec_of(name):
        raise Unfit(f"« {name} » n’est pas un jeu de caractères connu (exemple : 8859/1, UNICODE UTF-8).")
    return name


def zone(value: Any) -> str:
    """Read the name of a time zone."""
    name = text(value)
    try:
        if name:
            ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise Unfit(f"« {name} » : ce fuseau horaire est inconnu (exemple : Pacific/Noumea, Europe/Paris).") from error
    return name


def ack_mode(value: Any) -> str:
    """Read how to acknowledge."""
    mode = text(value)
    if mode not in ACK_MODES:
        raise Unfit(f"« {mode} » n’est pas possible ; au choix : {', '.join(ACK_MODES)}.")
    return mode


def unmapped(value: Any) -> str:
    """Read what becomes of a report whose section has no name."""
    choice = text(value)
    if choice not in ("", *UNMAPPED):
        raise Unfit(f"« {choice} » n’est pas possible ; au choix : {', '.join(UNMAPPED)}.")
    return choice


def sender(value: Any) -> str:
    """Read ``"MSH-3/MSH-4"``."""
    name = text(value)
    if name.count("/") < 1 or name.startswith("/") or name.endswith("/"):
        raise Unfit(f"« {name} » : il faut « MSH-3/MSH-4 », « * » pour l’un ou l’autre (exemple : GLIMS/*).")
    return name


def retraction(value: Any) -> tuple[str, ...]:
    """Read the signs that withdraw a report: known ones, or ``PATH=VALUE``."""
    for sign in texts(value):
        place, equal, wanted = sign.partition("=")
        if sign in SIGNS:
            continue
        if not equal or not wanted.strip():
            raise Unfit(f"« {sign} » n’est pas possible ; au choix : {', '.join(SIGNS)}, ou CHEMIN=VALEUR (exemple : OBR-25=Z).")
        path(place)
    return texts(value)
