"""A logo that is sent in: shapes and pixels come through, whatever acts or asks for something elsewhere does not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ceres.branding.logo import LARGEST, BadLogo, checked_logo
from factories.logos import GOOD_SVG, SVG, chunk, make_png
from factories.sources import ROOT


def test_a_drawing_comes_through_without_what_its_editor_left() -> None:
    drawing = (
        '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
        '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:i="urn:editor" i:page="x">'
        "<!-- note --><i:view/><metadata>secret</metadata><style>.a{fill:url(#g)}</style>"
        '<defs><linearGradient id="g"><stop offset="0" stop-color="#fff"/></linearGradient><path id="p" d="M0 0h9"/></defs>'
        '<use xlink:href="#p" fill="url(#g)"/></svg>'
    )
    logo = checked_logo(drawing.encode())
    assert logo.name.endswith(".svg")
    assert b"linearGradient" in logo.content
    assert b'xlink:href="#p"' in logo.content
    for left in (b"editor", b"secret", b"note", b"DOCTYPE"):
        assert left not in logo.content
    assert checked_logo(logo.content) == logo


def test_the_shipped_logos_come_through() -> None:
    for file in ("core/ceres/web/static/logo.svg", "brandings/northfield/static/logo.svg"):
        assert checked_logo((ROOT / file).read_bytes()).name.endswith(".svg")


@pytest.mark.parametrize(
    "inside",
    [
        "<script>alert(1)</script>",
        "<foreignObject/>",
        "<image href='data:image/png;base64,AAAA'/>",
        "<a href='https://exemple.nc'><path/></a>",
        "<animate attributeName='href'/>",
        "<set attributeName='onload'/>",
        "<path onload='alert(1)'/>",
        "<path ONCLICK='alert(1)'/>",
        "<use href='https://exemple.nc/a.svg#x'/>",
        "<use xlink:href='other.svg#x' xmlns:xlink='http://www.w3.org/1999/xlink'/>",
        "<path fill='url(https://exemple.nc/a.svg#x)'/>",
        "<path style='fill: URL( \"//exemple.nc\" )'/>",
        "<path style='background:u\\72l(//exemple.nc)'/>",
        "<style>@import '//exemple.nc/a.css';</style>",
        "<style>path { fill: url(//exemple.nc/a.svg#b) }</style>",
        "<style>path { background: image-set('//exemple.nc/a.png' 1x) }</style>",
        "<filter id='f'><feImage href='https://exemple.nc'/></filter>",
        "<g>" * 60 + "</g>" * 60,
        "<path/>" * 6000,
        "<g id='a'><use href='#b'/></g><g id='b'><use href='#a'/></g>",
    ],
)
def test_what_could_act_is_refused(inside: str) -> None:
    with pytest.raises(BadLogo):
        checked_logo(SVG.format(inside).encode())


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<html/>",
        b"<svg/>",
        b'<svg xmlns="http://www.w3.org/2000/svg">',
        b'<!DOCTYPE svg [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><svg xmlns="http://www.w3.org/2000/svg"><title>&b;</title></svg>',
        b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"><title>&x;</title></svg>',
        b'<?xml version="1.0" encoding="nothing"?><svg xmlns="http://www.w3.org/2000/svg"/>',
        GOOD_SVG + b" " * LARGEST,
        make_png()[:-1],
        make_png()[:40] + b"\0" + make_png()[41:],
        make_png(3000, 1),
        make_png(2, 2, pixels=b"\0" * 9),
        make_png(2, 2, pixels=b"\0" * 50_000_000),
        make_png(0, 4),
        make_png(extra=chunk(b"EVIL", b"")),
        b"\x89PNG\r\n\x1a\n",
    ],
)
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(BadLogo):
        checked_logo(content)


def test_a_png_loses_its_comments_and_what_follows_it() -> None:
    logo = checked_logo(make_png(extra=chunk(b"tEXt", b"Author\0Somebody")) + b"<script>")
    assert logo.content == make_png()
    assert logo.name.endswith(".png")


@given(st.binary(max_size=300), st.booleans())
def test_anything_else_is_refused_politely(content: bytes, as_png: bool) -> None:
    with pytest.raises(BadLogo):
        checked_logo((b"\x89PNG\r\n\x1a\n" if as_png else b"") + content)


@given(st.text(alphabet="<>/ =\"'#:a&;!-[]svgurl(onxf", max_size=60))
def test_what_comes_through_comes_through_again(inside: str) -> None:
    try:
        logo = checked_logo(SVG.format(inside).encode())
    except BadLogo:
        return
    assert checked_logo(logo.content) == logo
