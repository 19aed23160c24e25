"""Names of files that every system takes, from whatever laboratories and prescribers write."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 200  # bytes in UTF-8, extension included: some systems stop at 255, folders above it count too
FORBIDDEN = re.compile(r'[<>:"/\\|?*]+')  # on Windows; the slash everywhere
SPACES = re.compile(r" {2,}")
# Devices of Windows, whatever the extension: « con.pdf » cannot be opened there.
DEVICE = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9¹²³])\s*(?:\.|$)", re.IGNORECASE)
EDGES = " .-_~"  # what hides a file, ends in a way Windows cuts, or looks like an option of a command
FALLBACK = "document"


def safe_name(stem: str, extension: str = "", mark: str = "") -> str:
    """Return ``stem`` + ``mark`` + ``extension`` as a name that opens everywhere, cut in the stem when it is too long.

    Normalised to NFC; without separators, controls, marks of direction or other invisible characters; not a name
    that Windows keeps for its devices; neither hidden nor ending in a way that is lost on the way.
    """
    text = unicodedata.normalize("NFC", "".join(map(_plain, unicodedata.normalize("NFC", stem))))
    text = SPACES.sub(" ", FORBIDDEN.sub("-", text)).strip(EDGES)
    if DEVICE.match(text):
        text = f"_{text}"
    room = LONGEST - len(f"{mark}{extension}".encode())
    return f"{_cut(text, room).rstrip(EDGES) or FALLBACK}{mark}{extension}"


def same_file(name: str) -> str:
    """Return what two names have in common when some system takes them for one: case and normal form do not count."""
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


@lru_cache(maxsize=4096)
def _plain(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Zs", "Zl", "Zp") or character in "\t\n\r":
        return " "
    return "" if category.startswith("C") else character


def _cut(text: str, room: int) -> str:
    """Return the beginning of ``text`` that fits in ``room`` bytes, no letter cut from its accents."""
    if len(text.encode()) <= room:
        return text
    kept = text.encode()[:room].decode(errors="ignore")
    dropped = text[len(kept)]
    while kept and unicodedata.combining(dropped):
        kept, dropped = kept[:-1], kept[-1]
    return kept


class Names:
    """Gives each file of one archive a name of its own: a second « x.pdf » is « x (2).pdf »."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._next: dict[str, int] = {}

    def take(self, stem: str, extension: str, mark: str = "") -> str:
        """Return a name for ``stem``, numbered when it is taken."""
        name = safe_name(stem, extension, mark)
        first = same_file(name)
        number = self._next.get(first, 1)
        while same_file(name) in self._taken:
            number += 1
            name = safe_name(stem, extension, f"{mark} ({number})")
        self._next[first] = number
        self._taken.add(same_file(name))
        return name
