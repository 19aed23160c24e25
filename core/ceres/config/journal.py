"""The section ``[journal]`` of the site's file."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ceres.config import checks, paths
from ceres.config.declarations import key

KEY_FILE = Path("var/journal.key")
SHORTEST, LONGEST = 6, 36  # months


def _months(number: int) -> str:
    return "" if SHORTEST <= number <= LONGEST else f"le journal se garde de {SHORTEST} à {LONGEST} mois."


@dataclass(frozen=True)
class JournalSettings:
    """How the journal of accesses is sealed, copied and kept."""

    key_file: Path = key(  # noqa: RUF009
        KEY_FILE,
        "Fichier de la clé qui signe les sceaux du journal ; créé à la première utilisation, à sauvegarder à part de la base.",
        resolve=paths.folder,
    )
    seal_file: str = key(
        "",
        "Fichier où chaque sceau est aussi copié, une ligne chacun ; à placer hors de portée de qui administre la base. Vide : aucun.",
        resolve=paths.file,
    )
    syslog: str = key(
        "",
        "Serveur syslog qui reçoit aussi chaque sceau : udp://hôte:514, tcp://hôte:601 ou unix:///dev/log. Vide : aucun.",
        check=checks.syslog,
    )
    keep_months: int = key(
        12, f"Durée de conservation du journal, de {SHORTEST} à {LONGEST} mois.", unit="mois", minimum=SHORTEST, check=_months
    )
