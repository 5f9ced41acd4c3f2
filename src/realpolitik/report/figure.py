"""What the pictures of all answers share: colours, dress, titles, and how they are saved."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from textwrap import wrap
from typing import Any

import altair as alt

from realpolitik.crisis.schema import Crisis

SUITOR_COLOURS = ("#004488", "#BB5566", "#DDAA33", "#000000")
"""Tol's high-contrast colours, told apart by colour-blind readers and in grey print, for the suitors."""
NONE_COLOUR = "#B0B0B0"
TERM_COLOURS = {
    "war_cost": "#CC6677",
    "defeat": "#882255",
    "prize": "#117733",
    "balance": "#AA4499",
    "stakes": "#44AA99",
    "transfers": "#DDCC77",
    "aftermath": "#88CCEE",
    "breach": "#332288",
    "ideology": "#999933",
    "concession": "#888888",
    "delay": "#661100",
    "holding": "#6699CC",
}
"""Tol's muted colours and their usual extension: other hues than the suitors'. A term keeps its colour everywhere."""
WIDTH = 640
LEGEND = 150
QUESTION = 72
"""Letters of the question on a line."""
INK, PALE = "#222222", "#666666"


def titled(title: str, *lines: str) -> alt.TitleParams:
    """Return the title of a picture, and the lines below that say of what it is and on what basis."""
    return alt.TitleParams(
        wrap(title, QUESTION),
        subtitle=list(lines),
        anchor="start",
        fontSize=17,
        subtitleFontSize=12,
        subtitleColor=PALE,
        subtitlePadding=6,
        offset=16,
    )


def vintage(crisis: Crisis) -> str:
    """Say of what crisis a picture is, and as who knew it."""
    return f"{crisis.title}, as {full_day(crisis.as_of)} knew it."


def dressed(chart: Any, **legend: Any) -> Any:
    """Give a picture the dress that all have; what else is said of its legend comes on top."""
    return (
        chart.configure(padding=16, background="white")
        .configure_view(stroke=None)
        .configure_axis(grid=False, labelColor=INK, titleColor=PALE, titleFontWeight="normal", domainColor=PALE)
        .configure_legend(
            **{"labelColor": INK, "titleColor": PALE, "titleFontWeight": "normal", "labelLimit": LEGEND + 30} | legend
        )
        .configure_title(color=INK)
    )


def heading(text: str) -> alt.TitleParams:
    """Return the title of a panel."""
    return alt.TitleParams(text, anchor="start", frame="group", fontSize=13, offset=8)


def colour_of(partner: str, crisis: Crisis) -> str:
    """Return the colour of a partner; grey for none, and for one that the crisis as it stands does not have."""
    suitors = list(crisis.suitors)
    return SUITOR_COLOURS[suitors.index(partner)] if partner in suitors else NONE_COLOUR


def full_day(day: date) -> str:
    """Write a day with its month in full."""
    return f"{day.day} {day:%B %Y}"


def save_figure(chart: Any, path: Path) -> None:
    """Write a picture to a .png, .svg or .html file; neither making it nor opening it needs a network.

    Raises
    ------
    ValueError
        If the name has another ending.
    """
    match path.suffix.lower():
        case ".png":
            chart.save(path, format="png", scale_factor=2)
        case ".svg":
            chart.save(path, format="svg")
        case ".html":
            chart.save(path, format="html", inline=True)
        case _:
            raise ValueError(f"a figure is a .png, .svg or .html file, not {path.name}")
