"""``ceres intake explain``: how each message of a file is read, and why."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from sqlalchemy.exc import SQLAlchemyError

from ceres.api import CliContext, Database, IntakeOutcome, Refused, pass_ceres, utcnow
from ceres_intake.cli.group import intake
from ceres_intake.configuration import intake_settings
from ceres_intake.explaining import Explained, Explaining
from ceres_intake.facts import Fact, facts_of
from ceres_intake.files import UnreadableFile, read_file
from ceres_intake.known import Memory

OUTCOMES = {
    IntakeOutcome.PUBLISHED: "serait publié",
    IntakeOutcome.RETRACTED: "serait retiré",
    IntakeOutcome.MERGED: "changerait l’identité de patients",
    IntakeOutcome.IGNORED: "serait ignoré",
    IntakeOutcome.QUARANTINED: "serait mis en quarantaine",
}
WIDTH = 16


@intake.command("explain", short_help="Explique comment un message est lu.")
@click.argument("file", type=click.Path(path_type=Path), metavar="FICHIER")
@click.option("--via", default="", metavar="NOM", help="Écoute ou dossier par où le message serait arrivé.")
@click.option("--json", "as_json", is_flag=True, help="Une ligne JSON par message.")
@pass_ceres
def explain_file(context: CliContext, file: Path, via: str, as_json: bool) -> None:
    """Expliquer, message par message, quel chemin a donné chaque valeur, quel profil a servi, et ce qui empêcherait de publier.

    Rien n’est écrit, rien n’est publié ; la sortie montre l’identité du patient.
    """
    settings = intake_settings(context.bare_site.settings)
    try:
        data = read_file(file, settings.max_message_size)
    except UnreadableFile as unreadable:
        raise Refused(f"{file} : {unreadable.reason.explanation}") from unreadable
    for explained in Explaining(settings, utcnow, _memory(context.bare_site.database), via).explain_all(data, str(file)):
        click.echo(_json(explained) if as_json else "\n".join(_lines(explained)))


def _memory(database: Database) -> Memory:
    memory = Memory.of(database)
    try:
        memory.sections.of("")
    except SQLAlchemyError:  # a site that has no tables yet remembers nothing
        return Memory()
    return memory


def _json(explained: Explained) -> str:
    return json.dumps(
        {
            "file": explained.origin,
            "control_id": explained.control_id,
            "type": explained.message_type,
            "source": explained.source,
            "profile": explained.profile,
            "why_profile": explained.why_profile,
            "outcome": explained.outcome.value,
            "reason": explained.reason.value if explained.reason else "",
            "explanation": explained.reason.explanation if explained.reason else "",
            "reports": [[_entry(fact) for fact in facts_of(reading)] for reading in explained.examination.readings],
        },
        ensure_ascii=False,
    )


def _entry(fact: Fact) -> dict[str, Any]:
    return {"field": fact.name, "value": fact.value, "path": fact.path}


def _lines(explained: Explained) -> Iterator[str]:
    yield f"{explained.message_type or 'message'} {explained.control_id} de {explained.source}".strip()
    yield _line("profil", explained.profile or "commun", explained.why_profile)
    why = f" : {explained.reason.value}" if explained.reason else ""
    yield _line("sort", f"{OUTCOMES[explained.outcome]}{why}", explained.reason.explanation if explained.reason else "")
    for number, reading in enumerate(explained.examination.readings, start=1):
        yield f"  compte rendu {number}{f' : {reading.problem.explanation}' if reading.problem else ''}"
        yield from (_line(fact.label, fact.value or "—", fact.path) for fact in facts_of(reading))


def _line(label: str, value: str, path: str) -> str:
    return f"  {label:<{WIDTH}}{value}{f'   ← {path}' if path else ''}"
