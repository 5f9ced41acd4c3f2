"""What the pictures of all answers share: dress, titles, names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from textwrap import wrap
from typing import Any

import altair as alt

from realpolitik.crisis.schema import Crisis
from realpolitik.report import palette

WIDTH = 640
LEGEND = 150
QUESTION = 72
"""Letters of the question on a line."""
MOST_LABELS = 26
"""Periods that are all named on an axis; of more, those whose names do not overlap."""
TITLE_LINES = 4
"""Lines that a title may take."""


def titled(title: str, *lines: str) -> alt.TitleParams:
    """Return the title of a picture, and the lines below that say of what it is and on what basis."""
    return alt.TitleParams(
        shortened(title, QUESTION, TITLE_LINES),
        subtitle=[shortened(line, 2 * QUESTION)[0] for line in lines],
        anchor="start",
        fontSize=17,
        subtitleFontSize=12,
        subtitleColor=palette.PALE,
        subtitlePadding=6,
        offset=16,
    )


def vintage(crisis: Crisis) -> str:
    """Say of what crisis a picture is, and as who knew it."""
    return f"{crisis.title}, as {full_day(crisis.as_of)} knew it."


AXIS = {
    "grid": False,
    "labelColor": palette.INK,
    "titleColor": palette.PALE,
    "titleFontWeight": "normal",
    "domainColor": palette.PALE,
}
"""The dress of every axis."""
LEGEND_TEXT = {"labelColor": palette.INK, "titleColor": palette.PALE, "titleFontWeight": "normal"}
"""The dress of every legend."""


def dressed(chart: Any, **legend: Any) -> Any:
    """Give a picture the dress that all have; what else is said of its legend comes on top."""
    return (
        chart.configure(padding=16, background=palette.WHITE)
        .configure_view(stroke=None)
        .configure_axis(**AXIS)
        .configure_legend(**{**LEGEND_TEXT, "labelLimit": LEGEND + 30} | legend)
        .configure_title(color=palette.INK)
    )


def heading(text: str) -> alt.TitleParams:
    """Return the title of a panel."""
    return alt.TitleParams(shortened(text, QUESTION + 20)[0], anchor="start", frame="group", fontSize=13, offset=8)


def full_day(day: date) -> str:
    """Write a day with its month in full."""
    return f"{day.day} {day:%B %Y}"


def shown_as(names: Mapping[str, str | list[str]]) -> str:
    """Return the expression by which an axis or a legend shows names where the picture is drawn by keys.

    A name may have several lines. Two entries of one name stay two, and no name can be anything but text there.
    """
    keys = [drawable(key) for key in names]
    return f"{_expression(list(names.values()))}[indexof({_expression(keys)}, datum.value)]"


def _expression(texts: list[Any]) -> str:
    """Write texts as they stand in an expression of a picture, where two letters would end a line."""
    return json.dumps(texts, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


EVERY_OBJECT_HAS = frozenset(
    {
        "constructor",
        "hasOwnProperty",
        "isPrototypeOf",
        "propertyIsEnumerable",
        "toLocaleString",
        "toString",
        "valueOf",
        "__proto__",
        "__defineGetter__",
        "__defineSetter__",
        "__lookupGetter__",
        "__lookupSetter__",
    }
)
"""What every object of JavaScript has. Vega looks values up in plain objects, and would find these for a key so named."""
APART = "\u200b"
"""A letter that is not seen, before a key that Vega would take for something else."""


def drawable(key: str) -> str:
    """Return a key as a picture is drawn by it: no value that Vega looks up may be what every object has."""
    return APART + key if key in EVERY_OBJECT_HAS else key


def shortened(text: str, letters: int, lines: int = 1) -> list[str]:
    """Return text on so many lines at most, each of so many letters at most."""
    return wrap(text, letters, max_lines=lines, placeholder=" …") or [""]
