"""Cuts a message into its orders: each OBR with its ORC, its patient, its results and their notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ceres_intake.hl7.message import NO_SEGMENT, Message, Segment, Value
from ceres_intake.profile import Rule


@dataclass(slots=True)
class Result:
    """One OBX and the notes under it."""

    segment: Segment
    notes: list[Segment] = field(default_factory=list)


@dataclass(slots=True)
class OrderGroup:
    """One OBR and all that belongs to it; filled while the message is walked through, then only read."""

    patient: Segment = NO_SEGMENT
    visit: Segment = NO_SEGMENT
    order: Segment = NO_SEGMENT
    request: Segment = NO_SEGMENT
    inherited: bool = False  # the ORC is that of an earlier OBR
    results: list[Result] = field(default_factory=list)
    notes: list[Segment] = field(default_factory=list)
    participants: list[Segment] = field(default_factory=list)

    def segment(self, name: str) -> Segment:
        """Return the segment a path names."""
        named = {"PID": self.patient, "PV1": self.visit, "ORC": self.order, "OBR": self.request}
        return named.get(name, NO_SEGMENT)

    def text(self, rules: Iterable[Rule]) -> str:
        """Return the first text the rules find."""
        return next(self.texts(rules), "")

    def texts(self, rules: Iterable[Rule]) -> Iterator[str]:
        """Return the texts the rules find, in their order; an inherited ORC says less than the OBR itself."""
        for rule in sorted(rules, key=lambda rule: self.inherited and rule.segment == "ORC"):
            text = rule.kept(self.segment(rule.segment).component(rule.field, rule.component))
            if text:
                yield text

    def values(self, rule: Rule) -> tuple[Value, ...]:
        """Return the repetitions of the field that ``rule`` names."""
        return self.segment(rule.segment).repetitions(rule.field)


def order_groups(message: Message) -> list[OrderGroup]:
    """Return the orders of ``message``, as they stand in it."""
    walk = _Walk()
    for segment in message.segments:
        walk.take(segment)
    return walk.groups


class _Walk:
    def __init__(self) -> None:
        self.groups: list[OrderGroup] = []
        self._common = OrderGroup()  # what the next OBR begins with
        self._current: OrderGroup | None = None
        self._steps: dict[str, Callable[[Segment], None]] = {
            "PID": self._patient,
            "PV1": self._visit,
            "ORC": self._order,
            "OBR": self._request,
            "OBX": self._result,
            "NTE": self._note,
            "PRT": self._participant,
        }

    def take(self, segment: Segment) -> None:
        step = self._steps.get(segment.name)
        if step:
            step(segment)

    def _patient(self, segment: Segment) -> None:
        self._common, self._current = OrderGroup(patient=segment), None

    def _visit(self, segment: Segment) -> None:
        self._common.visit = segment

    def _order(self, segment: Segment) -> None:
        self._common.order, self._common.inherited, self._current = segment, False, None

    def _request(self, segment: Segment) -> None:
        common = self._common
        self._current = OrderGroup(common.patient, common.visit, common.order, segment, common.inherited)
        self.groups.append(self._current)
        common.inherited = bool(common.order)

    def _result(self, segment: Segment) -> None:
        if self._current is None and self._common.order and not self._common.inherited:
            self._request(NO_SEGMENT)  # an ORC without OBR
        if self._current is not None:  # otherwise about the patient, not about an order
            self._current.results.append(Result(segment))

    def _note(self, segment: Segment) -> None:
        if self._current is not None:
            owner = self._current.results[-1] if self._current.results else self._current
            owner.notes.append(segment)

    def _participant(self, segment: Segment) -> None:
        if self._current is not None:
            self._current.participants.append(segment)
