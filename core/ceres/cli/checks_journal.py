"""What ``ceres check`` looks at in the journal: the key that signs, and the copies of the seals."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from ceres.app import Site
from ceres.audit.copying import FILE, SYSLOG
from ceres.audit.key import KeyTrouble, read_key
from ceres.audit.models import AuditSealCopy
from ceres.audit.sealing import newest
from ceres.cli.finding import Finding, Level

SUBJECT = "journal"
SETTINGS = {FILE: "journal.seal_file", SYSLOG: "journal.syslog"}


def journal_findings(site: Site) -> Iterator[Finding]:
    """Look at the key, then at the copies."""
    trouble = _key_trouble(site)
    if trouble:
        yield Finding(SUBJECT, Level.WRONG, trouble)
    yield from _copies(site)
    if not trouble:
        yield Finding(SUBJECT, Level.GOOD, _key_words(site))


def _key_trouble(site: Site) -> str:
    file = site.settings.journal.key_file
    signer = _signer(site)
    if not signer and not file.exists():
        return ""
    try:
        key = read_key(file)
    except KeyTrouble as trouble:
        return str(trouble)
    if signer and key.id != signer:
        return f"la clé {file} n’est pas celle qui a signé le dernier sceau ; remettre celle du site depuis la sauvegarde."
    return ""


def _key_words(site: Site) -> str:
    return f"clé {site.settings.journal.key_file}" if _signer(site) else "aucun sceau encore ; la clé sera créée avec le premier"


def _signer(site: Site) -> str:
    with site.database.read() as db:
        last = newest(db)
        return last.key_id if last else ""


def _copies(site: Site) -> Iterator[Finding]:
    settings = site.settings.journal
    if site.settings.site.url and not (settings.seal_file or settings.syslog):
        said = "les sceaux ne sont copiés nulle part ; dire journal.seal_file ou journal.syslog, hors de portée de qui administre la base."
        yield Finding(SUBJECT, Level.ADVICE, said)
    with site.database.read() as db:
        known = {row.place: row for row in db.scalars(select(AuditSealCopy))}
    wanted = {FILE: settings.seal_file, SYSLOG: settings.syslog}
    for place, row in known.items():
        if row.error and wanted.get(place):
            said = f"{SETTINGS[place]} : les sceaux ne s’y copient plus ({row.error}) ; le vérifier, puis lancer « ceres journal seal »."
            yield Finding(SUBJECT, Level.WRONG, said)
    if settings.seal_file:
        yield from _file(Path(settings.seal_file), copied=FILE in known and known[FILE].number > 0)


def _file(file: Path, *, copied: bool) -> Iterator[Finding]:
    where = next(each for each in (file, *file.parents) if each.exists())
    if copied and not file.exists():
        said = f"journal.seal_file : {file} a disparu ; le remettre, ou en commencer un autre avec « ceres journal seal »."
        yield Finding(SUBJECT, Level.WRONG, said)
    elif not os.access(where, os.W_OK) or (where == file) == where.is_dir():
        yield Finding(SUBJECT, Level.WRONG, f"journal.seal_file : {file} ne peut pas être écrit ; vérifier {where} et ses droits.")
