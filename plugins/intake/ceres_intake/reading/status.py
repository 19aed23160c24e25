"""One status from OBR-25, OBX-11, ORC-1 and ORC-5, which seldom agree (tables 0123, 0085, 0038)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ceres.api import ReportStatus, Withheld
from ceres_intake.documents.payload import carries_document
from ceres_intake.hl7.message import Segment
from ceres_intake.profile import Rule, SourceProfile
from ceres_intake.reading.groups import OrderGroup
from ceres_intake.reading.observations import is_document, is_masking, is_result

KNOWN = frozenset("ABCDFIMNOPRSUWXYZ")
UNKNOWN_CODE = "?"

PENDING_REQUESTS = frozenset("OISNPAMR")
PENDING_RESULTS = frozenset("IPSR")
PENDING_ORDERS = frozenset({"A", "IP", "SC"})
FINAL_RESULTS = frozenset("FUAB")
WITHDRAWN = "W"  # posted as wrong, for example for the wrong patient
DELETED = "D"
UNVERIFIED = "R"


@dataclass(frozen=True, slots=True)
class Decision:
    """A status, and what decided it, in French."""

    status: ReportStatus
    why: str


@dataclass(frozen=True, slots=True)
class Signals:
    """All that the orders of one report say about its state."""

    requests: frozenset[str]  # OBR-25
    results: frozenset[str]  # OBX-11
    documents: frozenset[str]  # OBX-11 of the documents
    controls: frozenset[str]  # ORC-1
    orders: frozenset[str]  # ORC-5
    content: bool  # there is something to show
    masked: bool  # the laboratory hides it from professionals
    withdrawing: str = ""  # the sign that withdraws it, in French

    def status(self) -> ReportStatus:
        """Return the status of the report."""
        return self.decision().status

    def decision(self) -> Decision:
        """Return the status of the report and the first rule that holds."""
        found = next(((status, why) for holds, status, why in RULES if holds(self)), (ReportStatus.UNKNOWN, UNKNOWN_WHY))
        return Decision(found[0], self.withdrawing if found[0] is ReportStatus.RETRACTED else found[1])

    def withheld(self, *, publish_unverified: bool = False) -> Withheld:
        """Return why the report must be shown to nobody."""
        if self.masked:
            return Withheld.MASKED
        unverified = UNVERIFIED in self.requests | self.results
        return Withheld.UNVERIFIED if unverified and not publish_unverified else Withheld.NO


def read_signals(groups: list[OrderGroup], profile: SourceProfile) -> Signals:
    """Gather the signals of the orders that make one report."""
    results = [result.segment for group in groups for result in group.results if is_result(result.segment)]
    signals = Signals(
        requests=_codes(request_code(group, profile) for group in groups),
        results=_codes(code_of(each.component(11)) for each in results),
        documents=_codes(code_of(each.component(11)) for each in results if is_document(each)),
        controls=_codes(group.order.component(1).upper() for group in groups),
        orders=_codes(group.order.component(5).upper() for group in groups),
        content=any(map(_says_something, results)),
        masked=any(is_masking(result.segment) for group in groups for result in group.results),
    )
    return replace(signals, withdrawing=withdrawing_sign(signals, groups, profile))


def request_code(group: OrderGroup, profile: SourceProfile) -> str:
    """Return the code of one order (table 0123), the source's own words translated."""
    said = group.find(profile.status).text
    return code_of(profile.statuses.get(said.upper(), said))


def withdrawing_sign(said: Signals, groups: list[OrderGroup], profile: SourceProfile) -> str:
    """Return the sign by which this source withdraws the report, empty when there is none."""
    known = (why for sign, holds, why in WITHDRAWALS if sign in profile.retraction and holds(said))
    coded = (f"retiré : {rule.path} = {wanted}" for rule, wanted in profile.retraction_codes if _says(groups, rule, wanted))
    return next(known, "") or next(coded, "")


def _says(groups: list[OrderGroup], rule: Rule, wanted: str) -> bool:
    return any(found.text.upper() == wanted for group in groups for found in group.finds([rule]))


def code_of(text: str) -> str:
    """Return the one-letter code, « ? » for what is none (``SOUT``, a sentence), empty when nothing was sent."""
    code = text.strip().upper()
    return code if code in KNOWN or not code else UNKNOWN_CODE


def _codes(codes: Iterable[str]) -> frozenset[str]:
    return frozenset(code for code in codes if code)


def _says_something(obx: Segment) -> bool:
    if is_document(obx):
        return any(map(carries_document, obx.repetitions(5)))
    return any(value.text.strip() for value in obx.repetitions(5))


def _cancelled(said: Signals) -> bool:
    without_result = said.controls & {"CA", "OC"} or said.orders & {"CA", "DC"} or said.results == {"X"}
    return said.requests == {"X"} or (bool(without_result) and not said.content)


def _partial(said: Signals) -> bool:
    pending = said.requests & PENDING_REQUESTS or said.results & PENDING_RESULTS
    return bool(pending) or (not said.requests and not said.results & FINAL_RESULTS and bool(said.orders & PENDING_ORDERS))


def _corrected(said: Signals) -> bool:
    return "C" in said.requests | said.results or "RO" in said.controls


def _final(said: Signals) -> bool:
    if said.requests:
        return "F" in said.requests and UNKNOWN_CODE not in said.requests
    return bool(said.results & FINAL_RESULTS) or "CM" in said.orders


UNKNOWN_WHY = "aucun code connu ne dit où il en est"
WITHDRAWALS: tuple[tuple[str, Callable[[Signals], bool], str], ...] = (
    ("obx_w", lambda said: WITHDRAWN in said.results, "retiré : OBX-11 = W (envoyé à tort)"),
    ("obx_d", lambda said: said.results == {DELETED} or DELETED in said.documents, "retiré : OBX-11 = D (supprimé)"),
    ("orc_ca", lambda said: "CA" in said.controls and said.content, "retiré : ORC-1 = CA avec un contenu"),
)
RULES: tuple[tuple[Callable[[Signals], bool], ReportStatus, str], ...] = (
    (lambda said: bool(said.withdrawing), ReportStatus.RETRACTED, ""),
    (_cancelled, ReportStatus.CANCELLED, "annulé sans résultat (OBR-25 = X, ORC-1 = CA ou OC, ORC-5 = CA ou DC)"),
    (lambda said: not said.content, ReportStatus.REGISTERED, "aucun résultat ni document"),
    (_partial, ReportStatus.PRELIMINARY, "partiel (OBR-25, OBX-11 ou ORC-5 l’annonce)"),
    (_corrected, ReportStatus.CORRECTED, "corrigé (C en OBR-25 ou OBX-11, ou ORC-1 = RO)"),
    (_final, ReportStatus.FINAL, "final (OBR-25 = F, à défaut OBX-11 ou ORC-5)"),
)
