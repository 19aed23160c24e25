"""One colour of a site becomes the colours of its pages, each with the contrast it needs (WCAG 2.2, 1.4.3 and 1.4.11)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from colorsys import hls_to_rgb, rgb_to_hls
from dataclasses import astuple, dataclass

WRITTEN = re.compile(r"#[0-9A-Fa-f]{6}", re.ASCII)
TOKENS = ("brand", "brand-strong", "brand-tint", "brand-line", "on-brand")
READABLE = 4.5  # contrast of a text with what is behind it
COMFORT = 7.5  # of the brand on the dark surface
STEPS = 100
SOFTER = 0.65  # share of the saturation that a dark page bears

Rgb = tuple[float, ...]
"""Red, green and blue, from 0 to 255."""

WHITE, BLACK = (255.0, 255.0, 255.0), (0.0, 0.0, 0.0)
LIGHT_PAGE, DARK_SURFACE = (242.0, 245.0, 246.0), (23.0, 33.0, 38.0)  # --bg and --surface of tokens.css


@dataclass(frozen=True, slots=True)
class Palette:
    """The brand's colours on one kind of background, as ``#rrggbb``."""

    brand: str
    strong: str  # under the pointer
    tint: str  # behind what is chosen or new
    line: str  # around it
    on_brand: str  # text on the brand

    def css(self) -> str:
        """Return the custom properties."""
        return " ".join(f"--{token}: {colour};" for token, colour in zip(TOKENS, astuple(self), strict=True))


def is_colour(text: str) -> bool:
    """Return whether ``text`` is a colour as it must be written: ``#0b5563``."""
    return WRITTEN.fullmatch(text) is not None


def light(brand: str) -> Palette:
    """Return the palette for light pages."""
    own = _read(brand)
    return Palette(brand, written(_mix(own, BLACK, 0.27)), written(_mix(WHITE, own, 0.1)), written(_mix(WHITE, own, 0.38)), written(WHITE))


def dark(brand: str) -> Palette:
    """Return the palette for dark pages: the same hue, as light as it takes to be read."""
    own = next(found for found in _lighter(_read(brand)) if _contrast(found, DARK_SURFACE) >= COMFORT)
    return Palette(
        brand=written(own),
        strong=written(_mix(own, WHITE, 0.4)),
        tint=written(_mix(DARK_SURFACE, own, 0.12)),
        line=written(_mix(DARK_SURFACE, own, 0.4)),
        on_brand=written(_mix(own, BLACK, 0.8)),
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    return _contrast(_read(one), _read(other))


def readable(brand: str) -> bool:
    """Return whether the brand is read on light pages and on its own tint, and white on it."""
    own, tint = _read(brand), _read(light(brand).tint)
    return all(_contrast(own, behind) >= READABLE for behind in (WHITE, LIGHT_PAGE, tint))


def nearest_readable(brand: str) -> str:
    """Return the least dark shade of ``brand`` that is readable."""
    own = _read(brand)
    shades = (written(_mix(own, BLACK, step / STEPS)) for step in range(STEPS + 1))
    return next(shade for shade in shades if readable(shade))


def stylesheet(brand: str, place: str = ":root") -> str:
    """Return the rules that give the pages, or a place of one, the colour of a site; clinical colours are nobody's to change."""
    return f"{place} {{ {light(brand).css()} }}\n@media screen and (prefers-color-scheme: dark) {{ {place} {{ {dark(brand).css()} }} }}\n"


def _read(colour: str) -> Rgb:
    return tuple(float(int(colour[place : place + 2], 16)) for place in (1, 3, 5))


def written(colour: Rgb) -> str:
    """Return a colour as ``#rrggbb``."""
    return "#" + "".join(f"{round(part):02x}" for part in colour)


def _mix(one: Rgb, other: Rgb, share: float) -> Rgb:
    return tuple(a + (b - a) * share for a, b in zip(one, other, strict=True))


def _lighter(colour: Rgb) -> Iterator[Rgb]:
    # Through hue and lightness: mixed with white, a colour turns grey.
    hue, lightness, saturation = rgb_to_hls(*(part / 255 for part in colour))
    for step in range(STEPS + 1):
        shade = hls_to_rgb(hue, lightness + (1 - lightness) * step / STEPS, saturation * SOFTER)
        yield tuple(part * 255 for part in shade)


def _contrast(one: Rgb, other: Rgb) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: Rgb) -> float:
    red, green, blue = (_linear(part / 255) for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return float(part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4)
