"""What is typed above the journal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from wtforms import DateField, Form, SelectField, StringField
from wtforms.validators import Length, Optional, ValidationError

from ceres.admin.journal import Wanted
from ceres.audit.actions import titles
from ceres.audit.models import Outcome
from ceres.i18n.days import FIRST_YEAR, LAST_YEAR, instants

if TYPE_CHECKING:
    from ceres.web.request import Request

NOT_A_DAY = "Not a valid date value."  # WTForms has it in many languages
FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]  # what a picker sends, what is typed without one


def within_reach(_form: Form, field: DateField) -> None:
    """Refuse years of which no day is looked for: the day after the last one of the calendar does not exist."""
    if field.data and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(field.gettext(NOT_A_DAY))


class JournalForm(Form):
    """The filters; all of them may stay empty."""

    since = DateField(format=FORMATS, validators=[Optional(), within_reach])
    until = DateField(format=FORMATS, validators=[Optional(), within_reach])
    login = StringField(validators=[Length(max=80)])
    number = StringField(validators=[Length(max=120)])
    action = SelectField(default="")
    outcome = SelectField(default="")
    ip = StringField(validators=[Length(max=45)])

    def wanted(self, request: Request) -> Wanted:
        """Return the filter; days are those of the site, both included."""
        since, until = self.since.data, self.until.data
        return Wanted(
            since=instants(since, since, request.zone)[0] if since else None,
            until=instants(until, until, request.zone)[1] if until else None,
            login=_typed(self.login),
            action=self.action.data or "",
            outcome=Outcome(self.outcome.data) if self.outcome.data else None,
            number=_typed(self.number),
            ip=_typed(self.ip),
        )


def journal_form(request: Request, data: Mapping[str, str]) -> JournalForm:
    """Return the form filled from ``data``, its choices in the language of the request."""
    # WTForms refuses a language that it does not know, unless another comes after it.
    form = JournalForm(_Multi(data), meta={"locales": [request.languages[request.locale_name].posix, "en"]})
    actions = sorted((request.translate(title), name) for name, title in titles(request.registry["ceres.site"].plugins).items())
    form.action.choices = [("", request.translate("Toutes")), *((name, title) for title, name in actions)]
    form.outcome.choices = [("", request.translate("Toutes")), *outcome_words(request).items()]
    return form


def outcome_words(request: Request) -> dict[str, str]:
    """Return how an event may have ended, in words."""
    return {
        Outcome.SUCCESS.value: request.translate("Réussi"),
        Outcome.FAILURE.value: request.translate("Échec"),
        Outcome.REFUSED.value: request.translate("Refusé"),
    }


class _Multi(dict[str, str]):
    """A form's fields as WTForms asks for them."""

    def getlist(self, name: str) -> list[str]:
        return [self[name]] if name in self else []


def _typed(field: StringField) -> str:
    return (field.data or "").strip()
