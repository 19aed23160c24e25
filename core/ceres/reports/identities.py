"""Whether two statements of an identity can be those of one person."""

from __future__ import annotations

from typing import Protocol

from ceres.i18n.folding import fold


class Identity(Protocol):
    """What a message or a row says of a patient; empty strings for what it does not say."""

    @property
    def family_name(self) -> str:
        """Name in use."""

    @property
    def given_name(self) -> str:
        """First names."""

    @property
    def birth_name(self) -> str:
        """When it differs from the name in use."""

    @property
    def birth_date(self) -> str:
        """ISO, as precise as known."""


def same_person(one: Identity, other: Identity) -> bool:
    """Return whether names and birth date agree; what one of them does not say contradicts nothing."""
    return same_family(one, other) and same_birth(one, other) and _agree(fold(one.given_name), fold(other.given_name))


def contradictory(one: Identity, other: Identity) -> bool:
    """Return whether both the family name and the birth date differ: one of them alone is a marriage or a correction."""
    return not same_family(one, other) and not same_birth(one, other)


def unlike(one: Identity, other: Identity) -> bool:
    """Return whether two of family name, first name and birth date differ: twins and siblings are not one person."""
    agreeing = (same_family(one, other), same_birth(one, other), _same_first_name(one, other))
    return agreeing.count(False) >= 2


def same_family(one: Identity, other: Identity) -> bool:
    """Return whether a family name of one, in use or at birth, is one of the other's."""
    names, others = _families(one), _families(other)
    return not names or not others or not names.isdisjoint(others)


def same_birth(one: Identity, other: Identity) -> bool:
    """Return whether the birth dates agree as far as both are known."""
    return one.birth_date.startswith(other.birth_date) or other.birth_date.startswith(one.birth_date)


def _families(identity: Identity) -> set[str]:
    return {fold(identity.family_name), fold(identity.birth_name)} - {""}


def _same_first_name(one: Identity, other: Identity) -> bool:
    # « Marie » and « Marie Louise » are one person's.
    names, others = fold(one.given_name).split(), fold(other.given_name).split()
    return not names or not others or names[0] == others[0]


def _agree(one: str, other: str) -> bool:
    return not one or not other or one == other
