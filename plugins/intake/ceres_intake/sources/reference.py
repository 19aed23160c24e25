"""Writes the reference page of source profiles: ``python -m ceres_intake.sources.reference [--check] FILE``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ceres_intake.profile import DEFAULT, Rule
from ceres_intake.sources.keys import Key
from ceres_intake.sources.shipped import shipped_file, shipped_names
from ceres_intake.sources.table import FIELDS, SELECTORS

HEAD = """<!-- Page produite par « make docs » : ne pas la modifier à la main. -->

# Profils de source

Chaque système qui envoie des comptes rendus écrit à sa façon : où est le numéro de demande, ce que disent les codes de section, s’il
donne une référence du prescripteur. Une table du fichier du site dit ce qui diffère du profil commun :

```toml
[plugins.intake.sources.labo]
sender = "GLIMS/CHT"
profile = "glims"
time_zone = "Pacific/Noumea"

[plugins.intake.sources.labo.sections]
CHIM = "BIOCHIMIE"
```

La première table qui convient, dans l’ordre du fichier, lit le message ; quand `sender` et `via` sont donnés, il faut les deux. Sans
table, le profil commun. Le nom de l’expéditeur (« MSH-3/MSH-4 ») reste celui de la source quel que soit le profil : ajouter une table ne
change pas la place des comptes rendus déjà publiés.

- `ceres intake explain FICHIER` montre, pour chaque message, quel profil a servi, quel chemin a donné chaque valeur et ce qui
  empêcherait de publier ; rien n’est écrit.
- `ceres intake sections` liste les codes de section publiés tels quels, faute de traduction ; `ceres intake sections map`, ou la page
  « Flux du laboratoire », leur donne un nom dès le message suivant : il passe avant ces tables, sans changer la place des comptes rendus.
- `ceres check` contrôle les tables.

## Chemins

`OBR-3.1` est le premier composant du champ 3 ; `OBR-24` est le champ entier là où il est lu entier (section, examen, personnes), son
premier composant ailleurs. Une expression régulière peut suivre, après une espace : son premier groupe est retenu, ou ce qu’elle
reconnaît. `'OBR-3.1 ^(.+)-[^-]+-\\d+$'` tire la demande `14-999936014` de `14-999936014-HP-1`. Les chemins sont essayés dans l’ordre de
la liste ; ceux qui suivent servent quand les premiers ne donnent rien. Tout segment convient : `PV1-7`, `OBX-4`, `ZDR-1`.

Une expression mal écrite peut être lente : la mettre à l’essai avec `ceres intake explain` sur de vrais messages.

## Prescripteurs

Un prescripteur inconnu est ajouté à l’annuaire, sans compte : ses comptes rendus apparaissent quand un compte reçoit un mandat. Un
prescripteur nommé sans code n’est pas deviné : si un autre des champs `prescriber` donne le code de la même personne, il sert ; sinon
le message attend en quarantaine (`prescriber_without_code`). `prescriber_by_name = true` accepte le nom comme code (`nom:dupont anne`) :
à réserver aux systèmes dont les prescripteurs n’ont pas d’homonyme.
"""


def reference() -> str:
    """Return the page."""
    parts = [HEAD, _keys("## Choisir la source", SELECTORS, defaults=False), _keys("## Lire la source", FIELDS, defaults=True)]
    return "\n".join([*parts, "## Profils fournis\n", *map(_shipped, shipped_names())])


def _keys(title: str, keys: tuple[Key, ...], *, defaults: bool) -> str:
    rows = (f"| `{key.name}` | {key.kind} | {_default(key.name) if defaults else ''} | {key.help} |" for key in keys)
    return "\n".join([f"{title}\n", "| clé | type | profil commun | rôle |", "|---|---|---|---|", *rows, ""])


def _default(name: str) -> str:
    value = getattr(DEFAULT, name)
    if isinstance(value, bool):
        return f"`{str(value).lower()}`"
    if isinstance(value, str):
        return f"`{value}`" if value else ""
    if isinstance(value, dict):
        return "table commune" if value else ""
    shown = sorted(value) if isinstance(value, frozenset) else value
    return ", ".join(f"`{each.path if isinstance(each, Rule) else each}`" for each in shown)


def _shipped(name: str) -> str:
    file = shipped_file(name)
    notes = "\n".join(f"- {note}" for note in file["notes"])
    lines = [f"### `{name}` : {file['title']}", "", f"Vu : {file['seen']}.", "", notes, "", "```toml", *_toml(file), "```", ""]
    return "\n".join(lines)


def _toml(file: dict[str, Any]) -> Iterator[str]:
    yield "[plugins.intake.sources.nom]"
    yield f'sender = "{file["example"]}"'
    tables = {}
    for key, value in file["source"].items():
        if isinstance(value, dict):
            tables[key] = value
        else:
            yield f"{key} = {_value(value)}"
    for key, table in tables.items():
        yield from ("", f"[plugins.intake.sources.nom.{key}]", *(f"{_name(code)} = {_value(word)}" for code, word in table.items()))


def _value(value: Any) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{value}'" if "\\" in value else f'"{value}"'


def _name(code: str) -> str:
    return code if code.isascii() and code.replace("-", "").replace("_", "").isalnum() else f'"{code}"'


def main(arguments: list[str]) -> str | None:
    """Write the page, or with ``--check`` only tell whether it is up to date."""
    path = Path(arguments[-1])
    if "--check" not in arguments:
        path.write_text(reference(), encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != reference():
        return f"{path}: out of date, run « make docs »"
    return None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
