"""The plugin's keys of the site's file."""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from typing import Any

from translationstring import TranslationStringFactory

from ceres.api import Limits, Setting, Settings
from ceres_export.naming import FIELDS

_ = TranslationStringFactory("ceres")

MEBIBYTE = 1024 * 1024  # bytes
FIELD = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class ExportSettings:
    """What the site decides of its archives and its printing."""

    file_name: str
    former_versions: bool
    summary: bool
    checksums: bool
    max_documents: int
    max_size: int  # bytes
    prove_up_to: int  # bytes
    print_documents: int
    print_size: int  # bytes

    @property
    def archive_limits(self) -> Limits:
        """What one archive may hold."""
        return Limits(self.max_documents, self.max_size, self.prove_up_to)

    @property
    def print_limits(self) -> Limits:
        """What is printed at once; all of it is read, so all of it is proved."""
        return Limits(self.print_documents, self.print_size, self.print_size)


def declared_settings() -> list[Setting]:
    """Return the declarations."""
    return [
        Setting(
            "file_name",
            str,
            "{patient}_{reference}_{type}",
            _(
                "Nom des fichiers d’une archive, sans l’extension ; ce qui est entre accolades est remplacé "
                "({patient}, {reference}, {type}, {number}, {nip}, {birth_date}, {issued})."
            ),
            check=_complaint,
        ),
        Setting("former_versions", bool, False, _("Ajouter à une archive les versions précédentes, remplacées.")),
        Setting("summary", bool, False, _("Ajouter à une archive la liste de ses documents, « sommaire.csv ».")),
        Setting("checksums", bool, False, _("Ajouter à une archive les empreintes de ses documents, « SHA256SUMS ».")),
        Setting("max_documents", int, 500, _("Nombre maximal de documents d’une archive."), minimum=1),
        Setting("max_size", int, 1024 * MEBIBYTE, _("Taille maximale des documents d’une archive, en octets."), minimum=1),
        Setting(
            "prove_up_to",
            int,
            32 * MEBIBYTE,
            _("Taille des sélections dont chaque document est relu et vérifié avant l’envoi, en octets ; au-delà, sa taille seule l’est."),
            minimum=0,
        ),
        Setting("print_documents", int, 100, _("Nombre maximal de documents imprimés ensemble."), minimum=1),
        Setting("print_size", int, 32 * MEBIBYTE, _("Taille maximale des documents imprimés ensemble, en octets."), minimum=1),
    ]


def export_settings(settings: Settings) -> ExportSettings:
    """Return what the site of ``settings`` decides for this plugin."""
    table = settings.plugin("export")
    return ExportSettings(**{field.name: table[field.name] for field in fields(ExportSettings)})


def _complaint(value: Any) -> str:
    for name in FIELD.findall(value):
        if name not in FIELDS:
            return f"« {{{name}}} » n’est pas connu ; choisir parmi {', '.join(f'{{{each}}}' for each in FIELDS)}."
    return "" if FIELD.search(value) else "il faut au moins un élément entre accolades, sinon tous les fichiers auraient le même nom."
