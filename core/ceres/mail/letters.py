"""Writes letters from templates, in the language of whoever receives them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from pyramid.interfaces import IRequestFactory
from pyramid.request import apply_request_extensions

if TYPE_CHECKING:
    from jinja2 import Environment
    from pyramid.registry import Registry

    from ceres.web.request import Request

WIDTH = 72  # characters of a line of text
SPACES = str.maketrans("\u00a0\u202f", "  ")  # old mail readers show the narrow ones as boxes


@dataclass(frozen=True, slots=True)
class Letter:
    """What to say to one person.

    ``template`` names three templates: ``<template>.subject.jinja2``, ``.txt.jinja2`` and ``.html.jinja2``, which receive
    ``values``, ``brand`` and ``site_url``. No patient data goes into a letter: counts and links to pages behind the log-in only.
    """

    to: str
    template: str  # "ceres_notify/news"
    language: str = ""  # empty: the site's
    values: Mapping[str, Any] = field(default_factory=dict)
    account_id: int | None = None
    unsubscribe: str = ""  # path of the page of the site that ends such letters


@dataclass(frozen=True, slots=True)
class Written:
    """A letter in words."""

    language: str
    subject: str
    text: str
    html: str
    unsubscribe: str


class Letters:
    """The templates of the portal and of the plugins, under those of the site's branding."""

    def __init__(self, registry: Registry, environment: Environment) -> None:
        self._registry = registry
        self._html = environment
        self._text = environment.overlay(autoescape=False)
        self._languages = registry["ceres.site"].languages
        site = registry["ceres.site"].settings.site
        self._default = site.language
        # Never what a request says it was sent to: a forged Host header would lead people elsewhere.
        self._site_url = site.url.rstrip("/")

    def write(self, letter: Letter) -> Written:
        """Return ``letter`` in words."""
        language = letter.language if letter.language in self._languages else self._default
        request = self._request(language)
        unsubscribe = f"{self._site_url}{letter.unsubscribe}" if self._site_url and letter.unsubscribe else ""
        known = {"request": request, "brand": request.brand, "site_url": self._site_url, "unsubscribe": unsubscribe}
        values = {**letter.values, **known}
        subject = self._text.get_template(f"{letter.template}.subject.jinja2").render(values)
        text = self._text.get_template(f"{letter.template}.txt.jinja2").render(values)
        html = self._html.get_template(f"{letter.template}.html.jinja2").render(values)
        return Written(language, " ".join(subject.split()), wrapped(text), html, unsubscribe)

    def _request(self, language: str) -> Request:
        # Templates translate with the request of their context; this one comes from nobody.
        request: Request = self._registry.getUtility(IRequestFactory).blank("/", base_url=self._site_url or None)
        request.registry = self._registry
        request.locale_name = language
        apply_request_extensions(request)
        return request


def wrapped(text: str) -> str:
    """Return a text with ordinary spaces, in lines that every mail reader shows whole; addresses are never cut."""
    lines = (
        textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False) if len(line) > WIDTH else line.rstrip()
        for line in text.strip().splitlines()
    )
    return "\n".join(lines).translate(SPACES) + "\n"
