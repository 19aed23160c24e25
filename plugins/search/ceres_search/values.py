"""What the tabs looking for one value share: a list of the account's own values, and a free field that wins."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from wtforms import Form, StringField

from ceres.api import RecentKind, RecentValue, ReportQuery, Request, Search, recent_values
from ceres_search.fields import add_error, typed

TEMPLATE = "ceres_search/value.jinja2"


@dataclass(frozen=True, slots=True)
class Words:
    """What the form of one tab says, translated."""

    tab: str  # the chip begins with it
    about: str  # sentence under the title
    choose: str  # label of the list
    enter: str  # label of the free field
    hint: str = ""
    inputmode: str = "text"


class ValueForm(Form):
    """A value, chosen or typed."""

    choice = StringField()
    value = StringField()

    def __init__(self, request: Request, search: ValueSearch, data: Mapping[str, str] | None) -> None:
        super().__init__(data=dict(data or {}))
        self.request = request
        self.search = search
        self.words = search.words(request)

    @cached_property
    def recent(self) -> tuple[RecentValue, ...]:
        """The account's own values; read when the form is shown, not when it is sent."""
        return recent_values(self.request, self.search.kind)

    @property
    def wanted(self) -> str:
        """The value looked for; empty when there is none."""
        return self.search.cleaned(typed(self["value"])) or typed(self["choice"])

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Look at the value; its error stands at the free field."""
        if not super().validate():
            return False
        entered = self.search.cleaned(typed(self["value"]))
        complaint = self.search.complaint(self.request, entered) if entered else ""
        if not self.wanted:
            complaint = self.request.translate("Choisissez une valeur dans la liste, ou saisissez-en une.")
        if complaint:
            add_error(self["value"], complaint)
        return not complaint


class ValueSearch(Search):
    """From one value to the reports that carry it."""

    kind: ClassVar[RecentKind]

    @abstractmethod
    def words(self, request: Request) -> Words:
        """Return what the form says."""

    def cleaned(self, value: str) -> str:
        """Return a typed value as the laboratory writes it."""
        return value

    def complaint(self, request: Request, value: str) -> str:
        """Return what is wrong with a typed value, translated; empty when nothing is."""
        return ""

    def form(self, request: Request, data: Mapping[str, str] | None) -> Form:
        """Return the form."""
        return ValueForm(request, self, data)

    def criteria(self, request: Request, form: Form) -> Mapping[str, str]:
        """Return the value."""
        if not isinstance(form, ValueForm):
            raise TypeError(type(form).__name__)
        return {"value": form.wanted}

    def narrow(self, request: Request, query: ReportQuery, criteria: Mapping[str, str]) -> ReportQuery:
        """Keep the reports carrying the value."""
        return self.narrowed(query, criteria["value"])

    @abstractmethod
    def narrowed(self, query: ReportQuery, value: str) -> ReportQuery:
        """Return ``query`` narrowed to one value."""

    def describe(self, request: Request, criteria: Mapping[str, str]) -> Sequence[str]:
        """Return one chip."""
        return [request.translate("${tab} : « ${value} »", tab=self.words(request).tab, value=criteria["value"])]
