"""The directory of prescribers: recognises those a laboratory names, adds those it does not know yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import bindparam, select

from ceres.accounts.models import IdentifierKind, Prescriber, PrescriberIdentifier
from ceres.db.inserting import insert_row, insert_rows
from ceres.db.portions import portions
from ceres.reports.folding import name_key
from ceres.reports.incoming import IncomingPrescriber
from ceres.reports.unplaced import AmbiguousPrescriber, UnidentifiedPrescriber

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


IDENTIFIED = (
    select(
        *(PrescriberIdentifier.kind, PrescriberIdentifier.source, PrescriberIdentifier.value),
        *(PrescriberIdentifier.prescriber_id, Prescriber.name_key),
    )
    .join(PrescriberIdentifier.prescriber)
    .where(PrescriberIdentifier.value.in_(bindparam("values", expanding=True)))
)
RPPS = (
    select(PrescriberIdentifier.id)
    .where(PrescriberIdentifier.prescriber_id == bindparam("prescriber_id"), PrescriberIdentifier.kind == IdentifierKind.RPPS)
    .limit(1)
)
EVERY_SOURCE = ""
CODE_LENGTH = 120

Place = tuple[IdentifierKind, str, str]
"""An identifier as it is stored: kind, source, value."""


class SeveralPrescribers(LookupError):
    """Several prescribers have this code: nobody can tell which one is meant."""


class BadCode(ValueError):
    """A prescriber's code is empty, too long, or holds characters that nobody sees."""


class Directory:
    """Finds prescribers by their identifiers; never guesses by their names."""

    def __init__(self, db: Session, now: datetime) -> None:
        self._db = db
        self._now = now

    def resolve(self, incoming: IncomingPrescriber, source: str) -> int:
        """Return the internal number of the prescriber that ``source`` names, added if nobody has any of its identifiers.

        Raises:
            UnidentifiedPrescriber: there is no identifier.
            AmbiguousPrescriber: the identifiers are those of several prescribers.
        """
        if not incoming.identifiers:
            raise UnidentifiedPrescriber
        known, nameless = self._look_up(value for _, value in incoming.identifiers)
        matches = (match(kind, value, source, known) for kind, value in incoming.identifiers)
        found = {prescriber_id for prescriber_id in matches if prescriber_id is not None}
        if len(found) > 1:
            raise AmbiguousPrescriber
        prescriber_id = found.pop() if found else self._added(incoming)
        if prescriber_id in nameless:
            self._name(self._db.get_one(Prescriber, prescriber_id), incoming)
        self._complete(prescriber_id, incoming, source, known)
        return prescriber_id

    def find_or_create_code(self, value: str) -> Prescriber:
        """Return the only prescriber having ``value`` as an identifier of any kind, added if there is none.

        The one that is added is recognised under this code whichever laboratory sends it.

        Raises:
            BadCode: no laboratory can send such a code.
            SeveralPrescribers: it is the code of more than one.
        """
        return self.find_or_create_codes([value])[value]

    def find_or_create_codes(self, values: Collection[str]) -> Mapping[str, Prescriber]:
        """Return the prescribers of several codes like `find_or_create_code`, in few statements."""
        for value in values:
            check_code(value)
        found = self._holders(values)
        new = {value: Prescriber(created_at=self._now) for value in values if value not in found}
        self._db.add_all(new.values())
        self._db.flush()
        self._write_identifiers((each.id, IdentifierKind.CODE, EVERY_SOURCE, value) for value, each in new.items())
        return {**found, **new}

    def reached_by(self, value: str, source: str) -> tuple[Prescriber, IncomingPrescriber] | None:
        """Return the prescriber whom ``source`` reaches with ``value``, and how to address them; nobody is added.

        Raises:
            SeveralPrescribers: it is a number of more than one.
        """
        known = self._known([value])
        matches = [(match(kind, value, source, known), kind) for kind in IdentifierKind]
        found = {prescriber_id: kind for prescriber_id, kind in reversed(matches) if prescriber_id is not None}
        if len(found) > 1:
            raise SeveralPrescribers(value)
        for prescriber_id, kind in found.items():
            return self._db.get_one(Prescriber, prescriber_id), IncomingPrescriber(((kind, value),))
        return None

    def _holders(self, codes: Collection[str]) -> dict[str, Prescriber]:
        """Return the only prescriber of each code that is known; raises SeveralPrescribers."""
        numbers: dict[str, int] = {}
        for some in portions(codes):
            for (_, _, value), number in self._known(some).items():
                if numbers.setdefault(value, number) != number:
                    raise SeveralPrescribers(value)
        people = {}
        for known in portions(numbers.values()):
            people.update({each.id: each for each in self._db.scalars(select(Prescriber).where(Prescriber.id.in_(known)))})
        return {value: people[number] for value, number in numbers.items()}

    def _known(self, values: Iterable[str]) -> dict[Place, int]:
        return self._look_up(values)[0]

    def _look_up(self, values: Iterable[str]) -> tuple[dict[Place, int], set[int]]:
        """Return whose identifiers have one of these values, and which of these prescribers have no name yet."""
        rows = self._db.execute(IDENTIFIED, {"values": sorted(set(values))}).all()
        known = {(row.kind, row.source, row.value): row.prescriber_id for row in rows}
        return known, {row.prescriber_id for row in rows if not row.name_key}

    def _added(self, incoming: IncomingPrescriber) -> int:
        return insert_row(self._db, Prescriber, {**_names(incoming), "created_at": self._now})

    def _name(self, prescriber: Prescriber, incoming: IncomingPrescriber) -> None:
        for name, value in _names(incoming).items():
            setattr(prescriber, name, value)

    def _complete(self, prescriber_id: int, incoming: IncomingPrescriber, source: str, known: Mapping[Place, int]) -> None:
        places = dict.fromkeys(place(kind, source, value) for kind, value in incoming.identifiers)
        missing = [each for each in places if each not in known]
        self._refuse_another_person(prescriber_id, [value for kind, _, value in missing if kind is IdentifierKind.RPPS])
        self._identify(prescriber_id, missing)

    def _refuse_another_person(self, prescriber_id: int, added: Sequence[str]) -> None:
        # A person has one RPPS for life: another one under a known code is a code given to somebody else.
        if len(added) > 1 or (added and self._db.scalar(RPPS, {"prescriber_id": prescriber_id})):
            raise AmbiguousPrescriber

    def _identify(self, prescriber_id: int, places: Iterable[Place]) -> None:
        self._write_identifiers((prescriber_id, *each) for each in places)

    def _write_identifiers(self, rows: Iterable[tuple[int, IdentifierKind, str, str]]) -> None:
        columns = "prescriber_id", "kind", "source", "value"
        insert_rows(self._db, PrescriberIdentifier, (dict(zip(columns, row, strict=True)) for row in rows))


def check_code(value: str) -> None:
    """Accept what a laboratory can send as a code; raises BadCode."""
    if not 0 < len(value) <= CODE_LENGTH or not value.isprintable() or value != value.strip():
        raise BadCode(value)


def place(kind: IdentifierKind, source: str, value: str) -> Place:
    """Return where an identifier that ``source`` sends is stored: the national ones hold everywhere."""
    return kind, source if kind is IdentifierKind.CODE else EVERY_SOURCE, value


def match(kind: IdentifierKind, value: str, source: str, known: Mapping[Place, int]) -> int | None:
    """Return the prescriber having this identifier: the laboratory's own word first, then an administrator's."""
    own = known.get(place(kind, source, value))
    return known.get((IdentifierKind.CODE, EVERY_SOURCE, value)) if own is None else own


def _names(incoming: IncomingPrescriber) -> dict[str, str]:
    names = {"family_name": incoming.family_name, "given_name": incoming.given_name}
    return names | {"name_key": name_key(incoming.family_name, incoming.given_name)}
