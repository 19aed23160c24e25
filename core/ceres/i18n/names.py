"""Names of people: which comes first, and what stands between, is each language's; the family name is in capitals."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, Protocol

from jinja2 import pass_context

if TYPE_CHECKING:
    from jinja2.runtime import Context

    from ceres.web.request import Request


class Named(Protocol):
    """Whoever has a name in two parts; either may be empty."""

    @property
    def family_name(self) -> str:
        """The name in use."""

    @property
    def given_name(self) -> str:
        """The names in front of it, in French."""


class PersonName(NamedTuple):
    """A name, where nothing else of the person is needed."""

    family_name: str
    given_name: str


def write_name(request: Request, person: Named) -> str:
    """Write a name as the language of the request does: « MARCHAND Hélène », “OKONKWO, Adaeze”; empty for nobody."""
    family, given = person.family_name.upper(), person.given_name
    if not family or not given:
        return family or given
    return _format_of(request.translate("${family} ${given}")) % {"family": family, "given": given}


@lru_cache(50)
def _format_of(order: str) -> str:
    # Filled in for each row of a list: Python's own formats are read faster than « ${…} ».
    return order.replace("%", "%%").replace("${family}", "%(family)s").replace("${given}", "%(given)s")


def plain_name(person: Named) -> str:
    """Write a name as French lists do, where there is no reader to ask: command line, names of files."""
    return f"{person.family_name.upper()} {person.given_name}".strip()


@pass_context
def named(context: Context, person: Named) -> str:
    """Write a name: the template filter."""
    return write_name(context["request"], person)
