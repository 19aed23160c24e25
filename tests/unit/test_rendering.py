"""Templates are found by their whole names, and one that stands in many pages is compiled once."""

from __future__ import annotations

from jinja2 import DictLoader
from pyramid.registry import Registry
from pyramid.renderers import render
from pyramid.request import Request
from pyramid_jinja2 import Environment

from ceres.web.rendering import use_whole_names

PAGE = '{% extends "garden/frame.jinja2" %}{% block body %}{% include "garden/part.jinja2" %}{% endblock %}'
TEMPLATES = {"part": "{{ flower }}", "frame": "<{% block body %}{% endblock %}>", "one": PAGE, "two": PAGE}


def test_a_part_of_many_pages_is_compiled_once() -> None:
    environment = Environment(loader=DictLoader({f"garden/{name}.jinja2": text for name, text in TEMPLATES.items()}))
    request = Request.blank("/")
    request.registry = Registry()
    use_whole_names(request.registry, environment)
    assert [render(f"garden/{name}.jinja2", {"flower": name}, request=request) for name in ("one", "two")] == ["<one>", "<two>"]
    assert len(environment.cache) == len(TEMPLATES)
