"""The characters that cut a message, as its own header declares them."""

from __future__ import annotations

from dataclasses import dataclass

STANDARD = "^~\\&"


@dataclass(frozen=True, slots=True)
class Delimiters:
    """The five delimiters of one message."""

    field: str = "|"
    component: str = "^"
    repetition: str = "~"
    escape: str = "\\"
    subcomponent: str = "&"

    @classmethod
    def of(cls, header: str) -> Delimiters:
        """Read MSH-1 and MSH-2 from the header's first line.

        Senders leave some out (``^~``, ``~\\&``), double one (``^~\\\\&``) or add the truncation character of
        2.7 (``^~\\&#``): characters missing from the standard row take their standard place.
        """
        field = header[3:4] or "|"
        declared = [each for each in dict.fromkeys(header[4:].partition(field)[0]) if _may_delimit(each)]
        if field not in STANDARD and _in_standard_order(declared):
            return cls(field)
        component, repetition, escape, subcomponent = [*declared[:4], *STANDARD[len(declared) :]]
        return cls(field, component, repetition, escape, subcomponent)

    @property
    def declared(self) -> str:
        """What MSH-2 says of them."""
        return self.component + self.repetition + self.escape + self.subcomponent


def _may_delimit(character: str) -> bool:
    return not (character.isalnum() or character.isspace())


def _in_standard_order(declared: list[str]) -> bool:
    standard = iter(STANDARD)
    return all(each in standard for each in declared[:4])


STANDARD_DELIMITERS = Delimiters()
