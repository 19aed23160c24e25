"""From the tables of the site's file to profiles: each key read, each fault told in French with its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from ceres_intake.profile import DEFAULT, SIGNS, SourceProfile
from ceres_intake.sources import keys
from ceres_intake.sources.choosing import Profiles, Source
from ceres_intake.sources.keys import Key, Unfit
from ceres_intake.sources.shipped import shipped_names, shipped_table

SELECTORS = (
    Key("sender", "texte", "De qui : « MSH-3/MSH-4 » tels que le message les écrit, « * » pour l’un ou l’autre.", keys.sender),
    Key("via", "texte", "Par où : nom de l’écoute ou du dossier de dépôt, dossier du fichier, ou adresse de l’émetteur.", keys.text),
    Key("profile", "texte", "Profil fourni dont on part ; les clés de la table le complètent.", keys.text),
)
PATHS = (
    ("order_number", "Numéro de demande du laboratoire."),
    ("placer_reference", "Référence du prescripteur ; liste vide : ce système n’en envoie pas."),
    ("section", "Section (colonne TYPE), traduite par `sections`."),
    ("test", "Examen, qui nomme la section quand aucune n’est envoyée, traduit par `test_sections`."),
    ("part", "Ce qui distingue encore les comptes rendus d’une même section, pour les systèmes qui envoient examen par examen."),
    ("issued", "Date d’édition ; une date à venir compte comme celle de l’arrivée."),
    ("status", "État du compte rendu (table HL7 0123)."),
    ("prescriber", "Prescripteur."),
    ("copies", "Destinataires d’une copie, en plus des PRT de type RCT."),
    ("nip", "NIP, pour les systèmes qui ne l’écrivent pas en PID-3."),
)
FIELDS = (
    *(Key(name, "chemins", help_, keys.paths) for name, help_ in PATHS),
    Key("sections", "table", "Codes de section et ce que lisent les prescripteurs ; complète la table commune.", keys.words),
    Key("test_sections", "table", "Codes d’examen (LOINC ou du laboratoire) et leur section ; complète la table commune.", keys.words),
    Key(
        "unmapped",
        "texte",
        "Compte rendu dont aucune table ne connaît la section : `publish` (publié sous le mot du laboratoire) ou `wait` "
        "(le message attend en quarantaine) ; vide : le réglage `unmapped` du module.",
        keys.unmapped,
    ),
    Key("statuses", "table", 'Mots du système pour les codes de la table 0123 (exemple : `SOUT = "F"`).', keys.status_codes),
    Key("nip_types", "liste", "Types d’identifiant (CX-5) qui sont le NIP, par ordre de préférence.", keys.texts),
    Key("nip_authority", "texte", "Autorité (CX-4) des NIP de l’établissement ; vide : toutes.", keys.text),
    Key("charset", "texte", "Jeu de caractères des messages dont MSH-18 est vide.", keys.charset),
    Key("time_zone", "texte", "Fuseau horaire de l’horloge du système ; vide : celui du site.", keys.zone),
    Key(
        "ack",
        "texte",
        "Acquittement : `auto` (selon MSH-15 et MSH-16), `original`, `enhanced`, `always` (même si le message n’en veut pas).",
        keys.ack_mode,
    ),
    Key("publish_unverified", "true ou false", "Publier aussi les résultats non vérifiés (R).", keys.yes_or_no),
    Key(
        "prescriber_by_name",
        "true ou false",
        "Reconnaître par son nom un prescripteur envoyé sans code ; deux homonymes sont alors la même personne.",
        keys.yes_or_no,
    ),
    Key(
        "retraction",
        "liste",
        f"Ce qui retire un compte rendu : {', '.join(f'`{sign}`' for sign in SIGNS)}, ou `CHEMIN=VALEUR`.",
        keys.retraction,
    ),
)
MERGED = ("sections", "test_sections", "statuses")  # added to what the profile begins with
KEYS: Mapping[str, Key] = {key.name: key for key in (*SELECTORS, *FIELDS)}


class BadSources(ValueError):
    """Tables that cannot be used; the message has one French sentence for each thing to mend."""


def complaint(tables: Any) -> str:
    """Return what is wrong with the tables, empty when nothing is."""
    try:
        profiles_of(tables)
    except BadSources as error:
        return str(error)
    return ""


def profiles_of(tables: Mapping[str, Any]) -> Profiles:
    """Return the profiles of a site.

    Raises:
        BadSources: something in them cannot be used.
    """
    problems = [sentence for name, table in tables.items() for sentence in _problems(name, table)]
    if problems:
        raise BadSources(" ; ".join(problems))
    return Profiles(tuple(_source(name, table) for name, table in tables.items()))


def profile_of(table: Mapping[str, Any], base: SourceProfile = DEFAULT) -> SourceProfile:
    """Return ``base`` with what ``table`` says; its keys must have been checked."""
    found = {key.name: key.read(table[key.name]) for key in FIELDS if key.name in table}
    for name in MERGED:
        if name in found:
            found[name] = {**getattr(base, name), **found[name]}
    return replace(base, **found | _withdrawing(found.pop("retraction", None)))


def shipped_profile(name: str) -> SourceProfile:
    """Return a profile that comes with the plugin."""
    return profile_of(shipped_table(name))


def _withdrawing(signs: tuple[str, ...] | None) -> dict[str, Any]:
    if signs is None:
        return {}
    codes = [sign.partition("=") for sign in signs if sign not in SIGNS]
    return {
        "retraction": frozenset(sign for sign in signs if sign in SIGNS),
        "retraction_codes": tuple((keys.path(place), wanted.strip().upper()) for place, _, wanted in codes),
    }


def _source(name: str, table: Mapping[str, Any]) -> Source:
    chosen = {key.name: key.read(table[key.name]) for key in SELECTORS if key.name in table}
    based_on = chosen.pop("profile", "")
    return Source(name, profile_of(table, shipped_profile(based_on) if based_on else DEFAULT), based_on=based_on, **chosen)


def _problems(name: str, table: Any) -> Iterator[str]:
    if not isinstance(table, dict):
        yield f"{name} : il faut une table, [plugins.intake.sources.{name}]."
        return
    for key in table:
        sentence = _problem(key, table[key])
        if sentence:
            yield f"{name}.{key} : {sentence}"
    if not (table.get("sender") or table.get("via")):
        yield f'{name} : il manque sender (exemple : sender = "GLIMS/*") ou via.'


def _problem(name: str, value: Any) -> str:
    if name not in KEYS:
        close = get_close_matches(name, sorted(KEYS), 1)
        return f"clé inconnue{f' (peut-être « {close[0]} »)' if close else ''} ; la corriger ou la retirer."
    try:
        found = KEYS[name].read(value)
    except Unfit as unfit:
        return str(unfit)
    if name == "profile" and found not in shipped_names():
        return f"aucun profil fourni ne s’appelle « {found} » ; au choix : {', '.join(shipped_names())}."
    return ""
