"""Every colour of the pictures and of the dispatch, by what it stands for; no other module of this room names one.

Hues are those of Paul Tol's schemes ("Colour Schemes", SRON/EPS/TN/09-002), which colour-blind readers can tell apart:
*high-contrast* for the suitors (told apart in grey print too), *muted* with its usual extension for the terms of the ledger,
*medium-contrast* between the two ends of a scale. A term or a suitor keeps its hue in every picture. The dispatch has, beside them,
the colours of its paper and ink; what they tell stands there in words or signs too. `colour_of` returns the colour of a partner.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

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
PAGE: Final[Mapping[str, str]] = {
    "ink": "#1f2328",
    "question": "#3a3f45",
    "soft": "#565b62",
    "rule": RULE,
    "paper": PAPER,
    "sheet": "#ffffff",
    "accent": "#7a2e26",
    "jest": "#6b4a10",
    "verdict": "#5a6068",
    "supported": FOR,
    "contradicted": "#8c3a30",
}
"""Custom properties of the style sheet: each is read as ``var(--name)`` there."""


def colour_of(partner: str, crisis: Crisis) -> str:
    """Return the colour of a partner; grey for none, and for one that the crisis as it stands does not have."""
    suitors = list(crisis.suitors)
    return SUITORS[suitors.index(partner)] if partner in suitors else NOBODY


def css_variables() -> str:
    """Return the declarations of the style sheet's custom properties, as a rule of CSS holds them."""
    return " ".join(f"--{name}: {colour};" for name, colour in PAGE.items())
