"""The colours of pages and pictures as a browser takes them: custom properties, light and dark, and how pictures turn dark."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from realpolitik.report import palette


class Shade(NamedTuple):
    """A colour on a light page, and the one in its place on a dark page."""

    light: str
    dark: str


DARK_PAGE: Final[Mapping[str, str]] = {
    "ink": "#e6e3dc",
    "question": "#ccc9c1",
    "soft": "#a6abb1",
    "rule": "#3d434a",
    "paper": "#16191d",
    "sheet": "#0f1114",
    "accent": "#e3a094",
    "jest": "#dcb871",
    "verdict": "#9ba2aa",
    "supported": "#7fbfa9",
    "contradicted": "#e29386",
}
PAGE: Final[Mapping[str, Shade]] = {name: Shade(light, DARK_PAGE[name]) for name, light in palette.PAGE.items()}
PICTURES: Final[Mapping[str, Shade]] = {
    "line": Shade(palette.INK, "#e6e3dc"),
    "axis": Shade(palette.PALE, "#a6abb1"),
    "nothing": Shade(palette.GREY, "#767c84"),
    "total": Shade(palette.BLACK, "#ffffff"),
    "ground": Shade(palette.WHITE, "#16191d"),
    "against": Shade(palette.AGAINST, "#e08a7c"),
    "never": Shade(palette.NEVER, "#262a2f"),
    "land": Shade(palette.LAND, "#2d3338"),
    "sea": Shade(palette.SEA, "#1b2025"),
    "coast": Shade(palette.COAST, "#4b535b"),
    "suitor-1": Shade(palette.SUITORS[0], palette.SKY),
    "suitor-2": Shade(palette.SUITORS[1], "#ee99aa"),
    "suitor-3": Shade(palette.SUITORS[2], "#eecc66"),
    "suitor-4": Shade(palette.SUITORS[3], "#dddddd"),
    "wine": Shade(palette.WINE, "#d976b4"),
    "green": Shade(palette.GREEN, "#3fa35c"),
    "purple": Shade(palette.PURPLE, "#b45fa5"),
    "indigo": Shade(palette.INDIGO, "#8f80dd"),
    "maroon": Shade(palette.MAROON, "#b8603f"),
}


def palette_css() -> str:
    """Return the rules that set every colour, as the screen of the reader is or as they chose."""
    light, dark = (
        " ".join(f"--{name}: {shade[side]};" for name, shade in {**PAGE, **PICTURES}.items()) for side in (0, 1)
    )
    return (
        f":root {{ color-scheme: light; {light} }}\n"
        f'@media screen and (prefers-color-scheme: dark) {{ :root:not([data-theme="light"]) {{ color-scheme: dark; {dark} }} }}\n'
        f'@media screen {{ :root[data-theme="dark"] {{ color-scheme: dark; {dark} }} }}\n'
    )


def recoloured() -> dict[str, str]:
    """Return the colour that each colour of a picture has on a dark page, by the colour in small letters."""
    return {shade.light.lower(): shade.dark for shade in {**PAGE, **PICTURES}.values()}
