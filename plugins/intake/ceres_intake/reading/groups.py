"""Cuts a message into its orders: each OBR with its ORC, its patient, its results and their notes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from ceres_intake.hl7.message import NO_SEGMENT, Message, Segment, Value
from ceres_intake.profile import Rule
from ceres_intake.reading.found import NOTHING, Found


@dataclass(slots=True)
class Result:
    """One OBX and the notes under it."""

    segment: Segment
    notes: list[Segment] = field(default_factory=list)


@dataclass(slots=True)
class OrderGroup:
    """One OBR and all that belongs to it; filled while the message is walked through, then only read."""

    header: Segment = NO_SEGMENT
    patient: Segment = NO_SEGMENT
    visit: Segment = NO_SEGMENT
    order: Segment = NO_SEGMENT
    request: Segment = NO_SEGMENT
    inherited: bool = False  # the ORC is that of an earlier OBR
    results: list[Result] = field(default_factory=list)
    notes: list[Segment] = field(default_factory=list)
    participants: list[Segment] = field(default_factory=list)
    others: list[Segment] = field(default_factory=list)  # what only a source's own paths name

    def segments(self, name: str) -> Iterable[Segment]:
        """Return the segments that a path names."""
        named = {"MSH": self.header, "PID": self.patient, "PV1": self.visit, "ORC": self.order, "OBR": self.request}
        if name in named:
            return (named[name],)
        if name == "OBX":
            return (result.segment for result in self.results)
        return (segment for segment in [*self.participants, *self.others] if segment.name == name)

    def find(self, rules: Iterable[Rule]) -> Found:
        """Return the first text the rules find."""
        return next(self.finds(rules), NOTHING)

    def finds(self, rules: Iterable[Rule]) -> Iterator[Found]:
        """Return what the rules find, in their order; an inherited ORC says less than the OBR itself."""
        for rule in sorted(rules, key=lambda rule: self.inherited and rule.segment == "ORC"):
            for segment in self.segments(rule.segment):
                text = rule.kept(segment.component(rule.field, rule.component or 1))
                if text:
                    yield Found(text, rule.path)

    def values(self, rule: Rule) -> Iterator[Value]:
        """Return the repetitions of the field that ``rule`` names."""
        return (value for segment in self.segments(rule.segment) for value in segment.repetitions(rule.field))


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
            "MSH": self._header,
            "PID": self._patient,
            "PV1": self._visit,
            "ORC": self._order,
            "OBR": self._request,
            "OBX": self._result,
            "NTE": self._note,
            "PRT": self._participant,
        }

    def take(self, segment: Segment) -> None:
        self._steps.get(segment.name, self._other)(segment)

    def _header(self, segment: Segment) -> None:
        self._common.header = segment

    def _patient(self, segment: Segment) -> None:
        self._common, self._current = OrderGroup(header=self._common.header, patient=segment), None

    def _visit(self, segment: Segment) -> None:
        self._common.visit = segment

    def _order(self, segment: Segment) -> None:
        self._common.order, self._common.inherited, self._current = segment, False, None

    def _request(self, segment: Segment) -> None:
        common, last = self._common, self._last()
        if last and not last.request and last.order is common.order:  # results before the OBR they belong to
            last.request, self._current = segment, last
            return
        self._current = OrderGroup(common.header, common.patient, common.visit, common.order, segment, common.inherited)
        self._current.others.extend(common.others)
        self.groups.append(self._current)
        common.inherited = bool(common.order)

    def _result(self, segment: Segment) -> None:
        if self._current is None and self._common.order and not self._common.inherited:
            self._order_alone()
        if self._current is not None:  # otherwise about the patient, not about an order
            self._current.results.append(Result(segment))

    def _order_alone(self) -> None:
        last = self._last()
        if last and last.request and not last.order and not last.results:
            # By specimen (OUL), the ORC follows its OBR.
            last.order, self._common.inherited, self._current = self._common.order, True, last
        else:
            self._request(NO_SEGMENT)  # an ORC without OBR

    def _last(self) -> OrderGroup | None:
        last = self.groups[-1] if self.groups else None
        return last if last and last.patient is self._common.patient else None

    def _note(self, segment: Segment) -> None:
        if self._current is not None:
            owner = self._current.results[-1] if self._current.results else self._current
            owner.notes.append(segment)

    def _participant(self, segment: Segment) -> None:
        if self._current is not None:
            self._current.participants.append(segment)

    def _other(self, segment: Segment) -> None:
        (self._current or self._common).others.append(segment)
