"""« Pages »: the texts of the site, their preview, their versions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pyramid.httpexceptions import HTTPNotFound, HTTPSeeOther

from ceres.admin.frame import confirmed, framed, posted
from ceres.content.catalogue import TITLES, UnknownPage
from ceres.content.markdown import to_html
from ceres.content.pages import LONGEST, BadPage, PageDesk, PageRefused
from ceres.content.views import words

if TYPE_CHECKING:
    from ceres.web.request import Request

LONGEST_NUMBER = 9  # digits


def show(request: Request) -> dict[str, Any]:
    """Show which pages there are."""
    return framed(request, pages=PageDesk.for_request(request).every(), titles=TITLES)


class PageView:
    """One page in one language."""

    def __init__(self, request: Request) -> None:
        self.request = request
        self.slug, self.language = request.matchdict["slug"], request.matchdict["language"]

    @cached_property
    def desk(self) -> PageDesk:
        """The desk of the account; opened when its password is confirmed, if it must be."""
        return PageDesk.for_request(self.request)

    def show(self) -> dict[str, Any]:
        """Show the text in force, or an earlier version that is asked for, ready to be changed."""
        return self._page()

    def act(self) -> Any:
        """Show what is typed as it would look, or keep it, or take up an earlier version."""
        acts: Mapping[str, Callable[[], Any]] = {
            "preview": self._preview,
            "write": lambda: confirmed(self.request, lambda: self._kept(self._write)),
            "restore": lambda: confirmed(self.request, lambda: self._kept(self._restore)),
        }
        act = acts.get(posted(self.request, "action"))
        if act is None:
            raise HTTPNotFound
        return act()

    def _preview(self) -> dict[str, Any]:
        text = posted(self.request, "text")
        return self._page(text, preview=to_html(text[:LONGEST], words(self.request)), base=self._number("base"))

    def _write(self) -> None:
        self.desk.write(self.slug, self.language, posted(self.request, "text"), self._number("base"))

    def _restore(self) -> None:
        self.desk.restore(self.slug, self.language, self._number("number"), self._number("base"))

    def _kept(self, act: Callable[[], None]) -> Any:
        try:
            act()
        except PageRefused as refused:
            return self._page(posted(self.request, "text") or None, error=_said(self.request, refused), base=self._number("base"))
        except UnknownPage:
            raise HTTPNotFound from None
        return HTTPSeeOther(self.request.route_path("admin.pages/one", slug=self.slug, language=self.language))

    def _number(self, name: str) -> int:
        typed = posted(self.request, name)
        if not (typed.isascii() and typed.isdecimal() and len(typed) <= LONGEST_NUMBER):
            raise HTTPNotFound
        return int(typed)

    def _page(self, text: str | None = None, *, error: str = "", preview: str = "", base: int | None = None) -> dict[str, Any]:
        try:
            history = self.desk.history(self.slug, self.language)
        except UnknownPage:
            raise HTTPNotFound from None
        current = history[0]
        return framed(
            self.request,
            slug=self.slug,
            title=TITLES[self.slug],
            language=self.language,
            language_name=self.request.languages[self.language].name,
            history=history,
            current=current,
            text=current.text if text is None else text,
            base=current.number if base is None else base,
            error=error,
            preview=preview,
            longest=LONGEST,
        )


class VersionView(PageView):
    """One version of a page, as it looked."""

    def show(self) -> dict[str, Any]:
        """Show it; it is taken up from the page's own form."""
        page = self._page()
        number = int(self.request.matchdict["number"])
        found = next((each for each in page["history"] if each.number == number), None)
        if found is None:
            raise HTTPNotFound
        return {**page, "version": found, "html": to_html(found.text, words(self.request))}


def _said(request: Request, refused: PageRefused) -> str:
    if isinstance(refused, BadPage):
        return request.translate("Le texte d’une page comporte de 1 à 50 000 caractères.")
    return request.translate("Quelqu’un a modifié cette page entre-temps : reprenez vos changements dans la version actuelle.")
