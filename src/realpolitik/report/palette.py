"""Every colour of the pictures and of the dispatch, by what it stands for; no other module of this room names one.

Hues are those of Paul Tol's schemes ("Colour Schemes", SRON/EPS/TN/09-002), which colour-blind readers can tell apart:
*high-contrast* for the suitors (told apart in grey print too), *muted* with its usual extension for the terms of the ledger,
*medium-contrast* between the two ends of a scale. A term or a suitor keeps its hue in every picture. Pages have, beside them,
the colours of their paper and ink; what they tell stands there in words or signs too. `colour_of` returns the colour of a partner.

A page is light or dark, as its reader's screen is. `PAGE` and `PICTURES` hold both colours of everything that has one there;
`css_variables` writes them as custom properties of a style sheet, and `in_variables` makes a picture read its colours from these.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from realpolitik.analysis.verdicts import Verdict
from realpolitik.crisis.schema import Crisis

# --- what is written and ruled

INK: Final = "#222222"
"""Text, whiskers and totals."""
PALE: Final = "#666666"
"""Text of second rank, axes and lines at zero."""
GREY: Final = "#B0B0B0"
"""What is nobody's and nothing: no alignment, no clear sign, equal chances."""
BAND: Final = "#E4E4E4"
"""What an input may be by its source, and what is too small to matter."""
BLACK: Final = "black"
WHITE: Final = "white"

# --- hues

ROSE: Final = "#CC6677"
WINE: Final = "#882255"
GREEN: Final = "#117733"
PURPLE: Final = "#AA4499"
TEAL: Final = "#44AA99"
SAND: Final = "#DDCC77"
CYAN: Final = "#88CCEE"
INDIGO: Final = "#332288"
OLIVE: Final = "#999933"
STONE: Final = "#888888"
MAROON: Final = "#661100"
SKY: Final = "#6699CC"
MIST: Final = "#BBBBCC"
"""Tol's muted scheme and its usual extension: other hues than the suitors'. The terms of the ledger take them (`terms`)."""

# --- who and what

SUITORS: Final = ("#004488", "#BB5566", "#DDAA33", "#000000")
"""Tol's high-contrast scheme, in the order of the file."""
NOBODY: Final = GREY
"""No alignment, and a partner that the crisis as it stands does not have."""
HANDS: Final = (SUITORS[0], SUITORS[1], "#997700", SUITORS[3])
"""Hidden hands; the third is Tol's darker medium-contrast yellow, since thin lines are drawn in it."""
VERDICTS: Final[Mapping[Verdict, str]] = {
    "supported": SUITORS[0],
    "right direction, too small to matter": SKY,
    "no difference that matters": "#777777",
    "wrong direction, too small to matter": "#EE99AA",
    "contradicted": SUITORS[1],
    "undecided": SUITORS[2],
    "refused": GREY,
}
"""Tol's high- and medium-contrast schemes, from what holds to what does not."""

# --- what is measured

CHANGE: Final = SUITORS[0]
"""Differences of chances and payoffs."""
WAR: Final = WINE
TIME: Final = PALE
HARMS, HELPS = ROSE, TEAL
"""A mistake that costs its holder something, and one that pays."""
ALONE, WITH_OTHERS = INDIGO, CYAN
"""What an input does by itself, and together with others."""
CHANCE: Final = ("#FFFFFF", "#5A8FC0")
"""From a chance of nought to certainty."""
BY_CHANCE: Final = INK
"""The stroke at what chance alone gives."""
HAPPENED: Final = SUITORS[1]
"""The frame around what history did."""

# --- the dispatch

FOR, AGAINST = "#2F5D50", "#A44A3F"
"""What speaks for an outcome, and against it."""
NEVER: Final = "#F1EEE8"
"""A clause that is never bid; from here to the suitor's colour, the darker the oftener."""
RULE: Final = "#D9D4C8"
"""Lines of tables, and what an input may be."""
PAPER: Final = "#fffefb"
"""The page, and the halo of a number that is written across a bar."""
LAND, SEA, COAST = "#E9E4D8", "#F7F5F0", "#CFC7B5"


class Shade(NamedTuple):
    """A colour on a light page, and the one in its place on a dark page."""

    light: str
    dark: str


PAGE: Final[Mapping[str, Shade]] = {
    "ink": Shade("#1f2328", "#e6e3dc"),
    "question": Shade("#3a3f45", "#ccc9c1"),
    "soft": Shade("#565b62", "#a6abb1"),
    "rule": Shade(RULE, "#3d434a"),
    "paper": Shade(PAPER, "#16191d"),
    "sheet": Shade("#ffffff", "#0f1114"),
    "accent": Shade("#7a2e26", "#e3a094"),
    "jest": Shade("#6b4a10", "#dcb871"),
    "verdict": Shade("#5a6068", "#9ba2aa"),
    "supported": Shade(FOR, "#7fbfa9"),
    "contradicted": Shade("#8c3a30", "#e29386"),
}
"""Custom properties of the style sheet: each is read as ``var(--name)`` there. On a sheet of colour letters are `sheet`."""
LIGHT_LETTERS, DARK_LETTERS = WHITE, BLACK
"""Letters upon what is dark, and upon what is light. Less far apart, neither could be read upon what is in between."""
PICTURES: Final[Mapping[str, Shade]] = {
    "line": Shade(INK, PAGE["ink"].dark),
    "axis": Shade(PALE, PAGE["soft"].dark),
    "nothing": Shade(GREY, "#8f959c"),
    "total": Shade(BLACK, "#ffffff"),
    "ground": Shade(WHITE, PAGE["paper"].dark),
    "against": Shade(AGAINST, "#e08a7c"),
    "never": Shade(NEVER, "#262a2f"),
    "land": Shade(LAND, "#2d3338"),
    "sea": Shade(SEA, "#1b2025"),
    "coast": Shade(COAST, "#4b535b"),
    "suitor-1": Shade(SUITORS[0], SKY),
    "suitor-2": Shade(SUITORS[1], "#ee99aa"),
    "suitor-3": Shade(SUITORS[2], "#eecc66"),
    "suitor-4": Shade(SUITORS[3], "#dddddd"),
    "rose": Shade(ROSE, ROSE),
    "wine": Shade(WINE, "#d976b4"),
    "green": Shade(GREEN, "#3fa35c"),
    "purple": Shade(PURPLE, "#b45fa5"),
    "teal": Shade(TEAL, TEAL),
    "sand": Shade(SAND, SAND),
    "cyan": Shade(CYAN, CYAN),
    "indigo": Shade(INDIGO, "#8f80dd"),
    "olive": Shade(OLIVE, OLIVE),
    "stone": Shade(STONE, STONE),
    "maroon": Shade(MAROON, "#b8603f"),
    "mist": Shade(MIST, MIST),
    "letters-light": Shade(LIGHT_LETTERS, LIGHT_LETTERS),
    "letters-dark": Shade(DARK_LETTERS, DARK_LETTERS),
    "letters-light-then-dark": Shade(LIGHT_LETTERS, DARK_LETTERS),
    "letters-dark-then-light": Shade(DARK_LETTERS, LIGHT_LETTERS),
}
"""Custom properties of pictures in a page, by what is drawn. Suitors of a dark page have the pale hues of Tol's medium contrast."""
SHADES: Final[Mapping[str, Shade]] = {**PAGE, **PICTURES}
NAMES: Final[Mapping[str, str]] = {shade.light.lower(): name for name, shade in reversed(list(SHADES.items()))}
"""A colour on a light page -> its custom property, the first that has it."""


def colour_of(partner: str, crisis: Crisis) -> str:
    """Return the colour of a partner; grey for none, and for one that the crisis as it stands does not have."""
    suitors = list(crisis.suitors)
    return SUITORS[suitors.index(partner)] if partner in suitors else NOBODY


def css_variables(chosen: bool = False) -> str:
    """Return the rules of CSS that set all custom properties, for light screens and paper, and for dark screens.

    Parameters
    ----------
    chosen : bool
        Whether a reader may choose otherwise than the screen says, by the attribute ``data-theme`` of the root.
    """
    light, dark = (" ".join(f"--{name}: {shade[side]};" for name, shade in SHADES.items()) for side in (0, 1))
    unless = ':not([data-theme="light"])' if chosen else ""
    rules = [
        f":root {{ color-scheme: light; {light} }}",
        f"@media screen and (prefers-color-scheme: dark) {{ :root{unless} {{ color-scheme: dark; {dark} }} }}",
    ]
    if chosen:
        rules.append(f'@media screen {{ :root[data-theme="dark"] {{ color-scheme: dark; {dark} }} }}\n')
    return "\n".join(rules)


def in_variables(svg: str) -> str:
    """Return a picture in which every colour of this module is read from its custom property; the markup is Vega's."""
    return re.sub(
        r'\b(fill|stroke)="([^"]+)"',
        lambda found: f'{found[1]}="var(--{NAMES[found[2].lower()]})"' if found[2].lower() in NAMES else found[0],
        svg,
    )


def letters_on(partner_colour: str, share: float) -> str:
    """Return the colour of letters upon a colour that is mixed, by a share, into that of what is never bid.

    Parameters
    ----------
    partner_colour : str
        On a light page.
    share : float
        From 0, nothing of it, to 1, all of it.

    Returns
    -------
    str
        A custom property, which on either page has the letters that are read best there (WCAG 2 contrast).
    """
    never, full = PICTURES["never"], SHADES[NAMES[partner_colour.lower()]]
    dark_read_best = []
    for side in (0, 1):
        ground = mixed(never[side], full[side], share)
        dark_read_best.append(contrast(DARK_LETTERS, ground) >= contrast(LIGHT_LETTERS, ground))
    match dark_read_best:
        case [True, True]:
            name = "letters-dark"
        case [True, False]:
            name = "letters-dark-then-light"
        case [False, True]:
            name = "letters-light-then-dark"
        case _:
            name = "letters-light"
    return f"var(--{name})"


def mixed(one: str, other: str, share: float) -> str:
    """Return one colour with a share of another mixed in."""
    channels = (round(a + share * (b - a)) for a, b in zip(_channels(one), _channels(other), strict=True))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, from 1 to 21, as WCAG 2 has it."""
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    """Return the relative luminance of a colour, as WCAG 2 has it."""
    shares = (channel / 255 for channel in _channels(colour))
    linear = (share / 12.92 if share <= 0.04045 else math.pow((share + 0.055) / 1.055, 2.4) for share in shares)
    return math.fsum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def _channels(colour: str) -> tuple[int, ...]:
    digits = {WHITE: "#ffffff", BLACK: "#000000"}.get(colour, colour)
    return tuple(int(digits[place : place + 2], 16) for place in (1, 3, 5))
