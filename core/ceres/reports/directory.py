"""The directory of prescribers: recognises those a laboratory names, adds those it does not know yet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import select

from ceres.accounts.models import IdentifierKind, Prescriber, PrescriberIdentifier
from ceres.db.portions import portions
from ceres.reports.folding import name_key
from ceres.reports.incoming import IncomingPrescriber
from ceres.reports.unplaced import AmbiguousPrescriber, UnidentifiedPrescriber

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


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

    def resolve(self, incoming: IncomingPrescriber, source: str) -> Prescriber:
        """Return the prescriber that ``source`` names, added if nobody has any of its identifiers.

        Raises:
            UnidentifiedPrescriber: there is no identifier.
            AmbiguousPrescriber: the identifiers are those of several prescribers.
        """
        if not incoming.identifiers:
            raise UnidentifiedPrescriber
        known = self._known(value for _, value in incoming.identifiers)
        matches = (match(kind, value, source, known) for kind, value in incoming.identifiers)
        found = {prescriber_id for prescriber_id in matches if prescriber_id is not None}
        if len(found) > 1:
            raise AmbiguousPrescriber
        prescriber = self._db.get_one(Prescriber, found.pop()) if found else self._added()
        self._complete(prescriber, incoming, source, known)
        return prescriber

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
        for value, prescriber in new.items():
            self._identify(prescriber, IdentifierKind.CODE, EVERY_SOURCE, value)
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
        columns = PrescriberIdentifier.kind, PrescriberIdentifier.source, PrescriberIdentifier.value, PrescriberIdentifier.prescriber_id
        rows = self._db.execute(select(*columns).where(PrescriberIdentifier.value.in_(set(values))))
        return {(row.kind, row.source, row.value): row.prescriber_id for row in rows}

    def _added(self) -> Prescriber:
        prescriber = Prescriber(created_at=self._now)
        self._db.add(prescriber)
        self._db.flush()
        return prescriber

    def _complete(self, prescriber: Prescriber, incoming: IncomingPrescriber, source: str, known: Mapping[Place, int]) -> None:
        if not prescriber.name_key:
            prescriber.family_name, prescriber.given_name = incoming.family_name, incoming.given_name
            prescriber.name_key = name_key(incoming.family_name, incoming.given_name)
        missing = dict.fromkeys(place(kind, source, value) for kind, value in incoming.identifiers)
        for kind, scope, value in missing:
            if (kind, scope, value) not in known:
                self._refuse_another_person(prescriber, kind)
                self._identify(prescriber, kind, scope, value)

    def _refuse_another_person(self, prescriber: Prescriber, kind: IdentifierKind) -> None:
        # A person has one RPPS for life: another one under a known code is a code given to somebody else.
        same_kind = PrescriberIdentifier.prescriber_id == prescriber.id, PrescriberIdentifier.kind == kind
        if kind is IdentifierKind.RPPS and self._db.scalar(select(PrescriberIdentifier.id).where(*same_kind).limit(1)):
            raise AmbiguousPrescriber

    def _identify(self, prescriber: Prescriber, kind: IdentifierKind, source: str, value: str) -> None:
        self._db.add(PrescriberIdentifier(prescriber_id=prescriber.id, kind=kind, source=source, value=value))


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
