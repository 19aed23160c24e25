"""« Par patient »: by name, first name and birth date, however they are written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from translationstring import TranslationStringFactory
from wtforms import Form, StringField

from ceres.api import Category, PluginInfo, ReportQuery, Request, Search, SearchTab, day_of, fold, hookimpl
from ceres_search import order
from ceres_search.fields import add_error, read_day_field, typed

_ = TranslationStringFactory("ceres")

INFO = PluginInfo(
    name="search-patient",
    title=_("Recherche par patient"),
    version="0.1.0",
    category=Category.SEARCH,
    description=_("Ajoute l’onglet « Par patient » : nom, prénom et date de naissance, écrits d’une façon ou d’une autre."),
    requires_core=">=0.1",
)

FEWEST_LETTERS = 3


class PatientForm(Form):
    """Names and a birth date, as typed; ``born`` is read by ``validate``."""

    family_name = StringField()
    given_name = StringField()
    birth_date = StringField()

    def __init__(self, request: Request, data: Mapping[str, str] | None) -> None:
        super().__init__(data=dict(data or {}))
        self.request = request
        self.born: date | None = None

    def names(self) -> tuple[str, str]:
        """Return both names."""
        return typed(self["family_name"]), typed(self["given_name"])

    def validate(self, extra_validators: Mapping[str, Sequence[object]] | None = None) -> bool:
        """Look at both names and the date; each error stands at its field."""
        valid = super().validate()
        if letters(*self.names()) < FEWEST_LETTERS:
            add_error(self["family_name"], self.request.translate("Saisissez au moins trois lettres du nom."))
            valid = False
        return self._read_birth() and valid

    def _read_birth(self) -> bool:
        field, today = self["birth_date"], day_of(self.request.now, self.request.zone)
        if not typed(field):
            return True
        self.born = read_day_field(self.request, field, today, years_ahead=0)
        if self.born is not None and self.born > today:
            add_error(field, self.request.translate("Cette date de naissance est dans le futur."))
        return not field.errors


class PatientSearch(Search):
    """From names to the reports of the patients who bear them."""

    def form(self, request: Request, data: Mapping[str, str] | None) -> Form:
        """Return the form."""
        return PatientForm(request, data)

    def criteria(self, request: Request, form: Form) -> Mapping[str, str]:
        """Return what was typed, without the fields left empty."""
        if not isinstance(form, PatientForm):
            raise TypeError(type(form).__name__)
        family_name, given_name = form.names()
        birth_date = form.born.isoformat() if form.born else ""
        said = {"family_name": family_name, "given_name": given_name, "birth_date": birth_date}
        return {name: value for name, value in said.items() if value}

    def narrow(self, request: Request, query: ReportQuery, criteria: Mapping[str, str]) -> ReportQuery:
        """Keep the patients whose names have words that begin so, whichever is the family's."""
        return query.with_patient(criteria.get("family_name", ""), criteria.get("given_name", ""), criteria.get("birth_date", ""))

    def describe(self, request: Request, criteria: Mapping[str, str]) -> Sequence[str]:
        """Return a chip for the names, and one for the birth date."""
        names = " ".join(criteria[name] for name in ("family_name", "given_name") if name in criteria)
        chips = [request.translate("Par patient : « ${names} »", names=names)]
        if "birth_date" in criteria:
            chips.append(request.translate("Né(e) le ${day}", day=request.write_day(criteria["birth_date"])))
        return chips


def letters(*names: str) -> int:
    """Return how many letters are left of the names once accents, spaces and marks are gone."""
    return sum(len(word) for name in names for word in fold(name).split())


@hookimpl
def ceres_search_tabs(request: Request) -> Sequence[SearchTab]:
    """Add the tab."""
    return [
        SearchTab(
            slug="patient",
            label=request.translate("Par patient"),
            short_label=request.translate("Patient"),
            order=order.PATIENT,
            template="ceres_search/patient.jinja2",
            search=PatientSearch(),
        )
    ]
