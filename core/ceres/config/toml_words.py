"""What is wrong with a TOML file, in French: the standard library says it in English."""

from __future__ import annotations

import re
from collections.abc import Mapping
from tomllib import TOMLDecodeError

PLACE = re.compile(r"(?P<what>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|end of document)\)", re.DOTALL)
WORDS: Mapping[str, str] = {
    "Cannot declare": "section écrite deux fois",
    "Cannot overwrite": "clé écrite deux fois",
    "Expected '=' after a key": "il manque « = » après la clé",
    "Expected ']' at the end of a table declaration": "il manque « ] » à la fin du nom de la section",
    "Expected newline or end of document": "une seule clé par ligne ; un texte se met entre guillemets",
    "Illegal character": "caractère interdit ici",
    "Invalid initial character for a key part": "nom de clé illisible",
    "Invalid statement": "ligne illisible",
    "Invalid value": "valeur illisible ; un texte se met entre guillemets",
    "Unclosed array": "il manque « ] » à la fin de la liste",
    "Unescaped '\\'": "dans un texte, « \\ » s’écrit « \\\\ »",
    "Unterminated string": "il manque le guillemet de fin",
}


def toml_words(error: TOMLDecodeError) -> str:
    """Return where it is and what it is; what is rare keeps the library's words."""
    said = str(error)
    found = PLACE.fullmatch(said)
    if not found:
        return said
    what = next((french for english, french in WORDS.items() if found["what"].startswith(english)), found["what"])
    where = f"ligne {found['line']}, colonne {found['column']}" if found["line"] else "fin du fichier"
    return f"{where} : {what}"
