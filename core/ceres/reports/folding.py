"""Names as searches compare them."""

from __future__ import annotations

from ceres.i18n.folding import fold

KEY_LENGTH = 400  # characters of Delivery.patient_key and Prescriber.name_key
WORD_LENGTH = 100  # characters of DeliveryName.word
MOST_WORDS = 6  # of a name, looked for
# What people leave out, or write otherwise, before a family name; nobody is searched by them when there are other words.
PARTICLES = frozenset(
    [
        "d",
        "de",
        "du",
        "des",
        "da",
        "das",
        "do",
        "dos",
        "di",
        "del",
        "della",
        "l",
        "la",
        "le",
        "les",
        "van",
        "von",
        "der",
        "den",
        "ter",
        "el",
        "al",
        "ben",
        "bin",
        "y",
        "e",
        "und",
        "zu",
        "zur",
    ]
)


def patient_key(family_name: str, given_name: str, birth_name: str = "") -> str:
    """Return the key by which a patient is sorted and searched: family name, given name, a birth name that differs.

    Names of several words are repeated at the end as one: « O’CONNOR » is also found by « oconnor ».
    """
    family, given, birth = fold(family_name), fold(given_name), fold(birth_name)
    names = [family, given, birth if birth != family else ""]
    joined = [name.replace(" ", "") for name in names if " " in name]
    return " ".join(filter(None, [*names, *joined]))[:KEY_LENGTH].rstrip()


def key_words(patient_key: str) -> tuple[str, ...]:
    """Return the words of a key, each once."""
    return tuple(dict.fromkeys(word[:WORD_LENGTH] for word in patient_key.split()))


def searched_words(family_name: str, given_name: str) -> tuple[tuple[str, ...], ...]:
    """Return the ways in which typed names are looked for, each as words that must all begin words of the key.

    The longest word comes first: it is the one that an index looks for. « LE ROY » also finds « LEROY ».
    """
    family, given = fold(family_name).split(), fold(given_name).split()
    ways = [[*family, *given]]
    if len(family) > 1:
        ways.append(["".join(family[:2]), *family[2:], *given])
    return tuple(dict.fromkeys(tuple(_telling(way)) for way in ways if way))


def _telling(words: list[str]) -> list[str]:
    kept = [word for word in words if word not in PARTICLES]
    found = dict.fromkeys(word[:WORD_LENGTH] for word in (kept or words))
    return sorted(found, key=len, reverse=True)[:MOST_WORDS]


def name_key(family_name: str, given_name: str) -> str:
    """Return the key by which a prescriber is searched."""
    return fold(f"{family_name} {given_name}")[:KEY_LENGTH].rstrip()
