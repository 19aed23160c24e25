"""Turns what the file or the environment says into the value a key holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ceres.config.declarations import Key

TEXTS = tuple[str, ...]
KINDS: Mapping[Any, str] = {
    str: "un texte",
    int: "un nombre entier",
    bool: "true ou false",
    Path: "un chemin",
    TEXTS: "une liste de textes",
    list: "une liste de textes",
    dict: "une table",
}
BOOLEANS = {"true": True, "1": True, "oui": True, "false": False, "0": False, "non": False}

LARGEST = {"secondes": 100 * 366 * 86_400, "jours": 100 * 366}
"""A century: what is longer is a slip of the pen, and calendars end somewhere."""


class Unfit(ValueError):
    """A value that cannot be what its key wants; the message is a French sentence."""


def value_of(key: Key, raw: Any, folder: Path) -> Any:
    """Return the value of ``key``; relative paths start at ``folder``.

    Raises:
        Unfit: the value is of another kind, too small, too large, not among the choices, or refused by its check.
    """
    value = _of_kind(key, raw)
    if key.resolve:
        value = key.resolve(value, folder)
    if key.choices and value not in key.choices:
        raise Unfit(f"« {value} » n’est pas possible ; au choix : {', '.join(key.choices)}.")
    if key.minimum is not None and value < key.minimum:
        raise Unfit(f"trouvé {value}, il faut au moins {key.minimum}{f' ({key.unit})' if key.unit else ''}.")
    most = LARGEST.get(key.unit) if key.maximum is None else key.maximum
    if most is not None and value > most:
        raise Unfit(f"trouvé {value}, il faut au plus {most}{f' ({key.unit})' if key.unit else ''}.")
    if key.check and (complaint := key.check(value)):
        raise Unfit(complaint if key.secret or not isinstance(value, str) else f"trouvé « {value} » : {complaint}")
    return value


def from_text(kind: Any, text: str) -> Any:
    """Read the text of an environment variable as ``kind``; what does not fit stays text."""
    if kind is bool:
        return BOOLEANS.get(text.strip().lower(), text)
    if kind is int:
        return int(text) if text.strip().removeprefix("-").isascii() and text.strip().removeprefix("-").isdecimal() else text
    if kind == TEXTS:
        return [part.strip() for part in text.split(",") if part.strip()]
    return text


def kind_name(kind: Any) -> str:
    """Return the French name of a kind of values, without article."""
    return KINDS[kind].removeprefix("une ").removeprefix("un ")


def hint(word: str, words: Iterable[str]) -> str:
    """Return « (peut-être …) » when one of ``words`` is close to ``word``."""
    close = get_close_matches(word, sorted(words), 1)
    return f" (peut-être « {close[0]} »)" if close else ""


def _of_kind(key: Key, raw: Any) -> Any:
    if key.kind == TEXTS:
        return _texts(key, raw)
    wanted = str if key.kind is Path else key.kind
    if not isinstance(raw, wanted) or (wanted is int and isinstance(raw, bool)):
        raise Unfit(_expected(key, raw))
    if isinstance(raw, str) and "\0" in raw:
        raise Unfit("ce texte contient un caractère nul.")
    return Path(raw) if key.kind is Path else raw


def _texts(key: Key, raw: Any) -> TEXTS:
    if not isinstance(raw, list) or not all(isinstance(each, str) for each in raw):
        raise Unfit(_expected(key, raw))
    return tuple(raw)


def _expected(key: Key, raw: Any) -> str:
    found = "" if key.secret else f", trouvé « {raw} »"
    return f"il faut {KINDS[key.kind]}{found}{f' ({key.unit})' if key.unit else ''}."
