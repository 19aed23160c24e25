"""« Apparence »: the look of the site, tried beside its form, then put in force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther
from pyramid.response import Response

from ceres.admin.branding import BadLook, BrandingDesk, LookRefused, PublishedMeanwhile
from ceres.admin.branding_form import LookForm
from ceres.admin.contrasts import contrasts, ratio_shown
from ceres.admin.frame import confirmed, framed, posted
from ceres.branding.colours import READABLE, is_colour, nearest_readable, readable, stylesheet
from ceres.branding.logo import LARGEST, BadLogo, checked_logo
from ceres.branding.rules import Problem, problems
from ceres.branding.serving import logo_url
from ceres.branding.wiring import LOOKS
from ceres.db.wiring import commit_now

if TYPE_CHECKING:
    from ceres.web.request import Request

TABS = ("list", "login", "mail")
LONGEST_NUMBER = 9  # digits


class AppearanceView:
    """The form, the preview, the history."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.looks = request.registry[LOOKS]
        self.form = LookForm(self.looks, request.registry)

    @cached_property
    def desk(self) -> BrandingDesk:
        """The desk of the account; opened when its password is confirmed, if it must be."""
        return BrandingDesk.for_request(self.request)

    @cached_property
    def typed(self) -> Mapping[str, str]:
        """What the form holds, files excepted."""
        return {name: value for name, value in self.request.POST.items() if isinstance(value, str)}

    @property
    def tab(self) -> str:
        """Which part of the preview is shown."""
        asked = self.request.params.get("tab", "")
        return asked if asked in TABS else TABS[0]

    def show(self) -> dict[str, Any]:
        """Show the draft, or what is in force when there is none."""
        return self._page()

    def act(self) -> Any:
        """Show what is typed, or keep it as a draft, or publish it, or go back."""
        acts: Mapping[str, Callable[[], Any]] = {
            "look": self._look,
            "preview": self._preview,
            "publish": self._publish,
            "drop": self._drop,
            "restore": lambda: confirmed(self.request, self._restore),
        }
        act = acts.get(posted(self.request, "action") or ("preview" if "tab" in self.typed else ""))
        if act is None:
            raise HTTPNotFound
        return act()

    def _look(self) -> dict[str, Any]:
        # For the script: nothing is kept of what is being typed.
        said = self.form.said(self.typed, self._logo())
        return self._page(said, found=tuple(problems(said, tuple(self.request.languages))))

    def _preview(self) -> Any:
        try:
            self._save()
        except BadLook as bad:
            return self._page(self.form.said(self.typed, self._logo()), found=bad.problems)
        return self._there(tab=self.tab)

    def _publish(self) -> Any:
        try:
            said = self._save()
        except BadLook as bad:
            return self._page(self.form.said(self.typed, self._logo()), found=bad.problems)
        if found := tuple(problems(said, tuple(self.request.languages))):
            return self._page(said, found=found)
        commit_now(self.request)  # a logo is kept while the password is asked for
        return confirmed(self.request, lambda: self._done(lambda: self.desk.publish(said, self._number("base"))))

    def _restore(self) -> Any:
        return self._done(lambda: self.desk.restore(self._number("number"), self._number("base")))

    def _drop(self) -> Any:
        self.desk.drop()
        return self._there()

    def _done(self, act: Callable[[], object]) -> Any:
        try:
            act()
        except PublishedMeanwhile:
            said = self.request.translate("Quelqu’un a publié une apparence entre-temps : relisez-la avant de publier la vôtre.")
            return self._page(error=said)
        except LookRefused:
            raise HTTPNotFound from None
        return self._there()

    def _save(self) -> Mapping[str, Any]:
        said = self.form.said(self.typed, self._sent() or self._logo())
        self.desk.save(said)
        return said

    def _sent(self) -> str:
        """Return the name of the logo that was sent, kept; empty when none was."""
        sent = self.request.POST.get("logo")
        if sent is None or isinstance(sent, str | bytes):
            return ""
        try:
            return self.desk.keep_logo(checked_logo(sent.file.read(LARGEST + 1)))
        except BadLogo as bad:
            raise BadLook((bad.problem,)) from bad

    def _logo(self) -> str:
        if "logo_reset" in self.typed:
            return ""
        draft = self.desk.draft()
        return str((self.desk.current().said if draft is None else draft).get("logo", ""))

    def _there(self, **query: str) -> HTTPSeeOther:
        return HTTPSeeOther(self.request.route_path("admin.branding", _query=query))

    def _number(self, name: str) -> int:
        typed = posted(self.request, name)
        if not (typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_NUMBER):
            raise HTTPNotFound
        return int(typed)

    def _page(self, said: Mapping[str, Any] | None = None, *, found: tuple[Problem, ...] = (), error: str = "") -> dict[str, Any]:
        history, draft, languages = self.desk.history(), self.desk.draft(), tuple(self.request.languages)
        shown = said if said is not None else history[0].said if draft is None else draft
        wrong = [each for each in found or problems(shown, languages) if not each.tried]
        look = self.looks.made_of({key: value for key, value in shown.items() if key not in {each.key for each in wrong}})
        brand = self.form.brands(look)[self.request.locale_name]
        colour = shown.get("colour", brand.colour)
        return framed(
            self.request,
            fields=self.form.fields(look, self.typed if said is not None else None),
            errors={each.key: self.request.localizer.translate(each.text) for each in found or problems(shown, languages)},
            error=error,
            draft=draft is not None,
            history=history,
            languages_of_site={code: each.name for code, each in self.request.languages.items()},
            shown=brand,
            shown_logo=logo_url(self.request, brand),
            own_logo=bool(shown.get("logo")),
            tab=self.tab,
            threshold=ratio_shown(READABLE, self.request.locale_name),
            **_colours(colour, brand.colour, self.request.brand.colour),
        )


def _colours(typed: str, shown: str, in_force: str) -> dict[str, Any]:
    fine = is_colour(typed)
    return {
        "colour": typed,
        "colour_in_force": in_force,
        "contrasts": list(contrasts(shown)),
        "readable": fine and readable(typed),
        "nearest": nearest_readable(typed) if fine and not readable(typed) else "",
    }


def colour_rules(request: Request) -> Response:
    """Answer the rules that give the preview a colour: a page has no style of its own."""
    colour = f"#{request.matchdict['colour']}"
    return Response(text=f"{stylesheet(colour, '#look')}#look {{ --letter: {colour}; }}\n", content_type="text/css", charset="utf-8")
