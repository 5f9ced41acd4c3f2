"""One picture of an inversion: what every offer costs, what it makes likely, and the offers that none beats."""

from __future__ import annotations

import math
from collections.abc import Sequence
from textwrap import wrap
from typing import Any

import altair as alt
import polars as pl

from realpolitik.analysis.offers import Inversion, Point
from realpolitik.crisis.schema import Crisis
from realpolitik.report import palette
from realpolitik.report.figure import dressed, shortened, shown_as, titled
from realpolitik.report.invert_text import provenance, question
from realpolitik.report.page import percents
from realpolitik.report.words import sentence, spoken

WIDTH, HEIGHT = 640, 380
LETTERS = 100
NAMED = 9
"""Offers of the front that are named, the cheapest first."""
OFFER_LINES = 3
"""Lines that an offer may take."""
APART = 0.03
"""Chances that differ by less stand too close to be told apart."""


def draw_invert(found: Inversion, crisis: Crisis) -> Any:
    """Draw an inversion.

    Parameters
    ----------
    found : Inversion
    crisis : Crisis
        The crisis that was asked about, for names.

    Returns
    -------
    altair.VConcatChart
        Cost against probability, and a legend of the numbered offers.
    """
    edge = {(point.suitor, point.clauses): point for point in found.front}
    named = _apart(found.front)[:NAMED]
    numbers = {(point.suitor, point.clauses): str(place) for place, point in enumerate(named, start=1)}
    rows = pl.DataFrame(
        [
            {
                "suitor": offer.suitor,
                "cost": offer.cost,
                "chance": offer.probability,
                "front": (offer.suitor, offer.clauses) in edge,
                "number": numbers.get((offer.suitor, offer.clauses), ""),
                "offer": ", ".join(map(spoken, offer.clauses)),
            }
            for offer in found.tried
            if not math.isnan(offer.cost)
        ],
        schema={
            "suitor": pl.String,
            "cost": pl.Float64,
            "chance": pl.Float64,
            "front": pl.Boolean,
            "number": pl.String,
            "offer": pl.String,
        },
    )
    title = titled(
        question(found, crisis),
        *wrap(sentence(found.reason) if found.reason else "Offers above the dashed line do it.", LETTERS),
        f"As the crisis stands the chance is {percents(found.as_it_stands)}.",
        *wrap(provenance(found), LETTERS),
    )
    panels = alt.vconcat(_plane(found, crisis, rows), _names(rows.filter(pl.col("number") != ""), crisis), title=title)
    return dressed(panels)


def _apart(points: Sequence[Point]) -> list[Point]:
    """Return the points that can be told apart, suitor by suitor and the cheapest first; of those that cannot, the cheapest."""
    found: list[Point] = []
    for point in sorted(points, key=lambda point: (point.suitor, point.cost)):
        last = found[-1] if found else None
        if last is None or last.suitor != point.suitor or point.probability - last.probability >= APART:
            found.append(point)
    return found


def _plane(found: Inversion, crisis: Crisis, rows: pl.DataFrame) -> Any:
    offering = {offer.suitor for offer in found.tried}
    names = {key: suitor.name for key, suitor in crisis.suitors.items() if key in offering}
    hues = {key: palette.colour_of(key, crisis) for key in names}
    colours = alt.Scale(domain=list(hues), range=list(hues.values()))
    ceiling = min(1.0, 1.15 * max([found.level, *rows["chance"]]))
    x = alt.X(
        "cost:Q",
        title="cost to the suitor: what it forgoes by signing, in shares of its own survival",
        scale=alt.Scale(zero=False, padding=24),
        axis=alt.Axis(format="+.3~f", tickCount=8),
    )
    y = alt.Y(
        "chance:Q",
        title=f"chance by {found.by}",
        scale=alt.Scale(domain=[0, ceiling]),
        axis=alt.Axis(tickCount=6, format="%"),
    )
    colour = alt.Color(
        "suitor:N", title="offer by", scale=colours, legend=alt.Legend(labelExpr=shown_as(names), symbolOpacity=1)
    )
    base = alt.Chart(rows).encode(x=x, y=y)
    dots = base.mark_point(filled=True, size=60, opacity=0.35).encode(
        color=colour, tooltip=["offer:N", "cost:Q", "chance:Q"]
    )
    edge = base.transform_filter(alt.datum.front)
    steps = edge.mark_line(interpolate="step-after", strokeWidth=2).encode(color=colour)
    marks = edge.mark_point(filled=True, size=110, opacity=1).encode(color=colour)
    numbers = edge.mark_text(dy=-13, fontWeight="bold", color=palette.INK).encode(text="number:N")
    level = alt.Chart(pl.DataFrame({"level": [found.level]}))
    line = level.mark_rule(strokeDash=[6, 4], color=palette.INK).encode(y="level:Q")
    return alt.layer(line, dots, steps, marks, numbers).properties(width=WIDTH, height=HEIGHT)


def _names(rows: pl.DataFrame, crisis: Crisis) -> Any:
    """List the numbered offers."""
    lines = [
        f"{row['number']}  {crisis.suitors[row['suitor']].name}: {row['offer']}"
        for row in sorted(rows.to_dicts(), key=lambda row: row["number"])
    ]
    texts = [part for line in lines for part in shortened(line, LETTERS, OFFER_LINES)]
    listed = pl.DataFrame(
        {"place": list(range(len(texts))), "text": texts}, schema={"place": pl.Int64, "text": pl.String}
    )
    return (
        alt.Chart(listed)
        .mark_text(align="left", baseline="middle", color=palette.INK, fontSize=12)
        .encode(y=alt.Y("place:O", axis=None), x=alt.value(0), text="text:N")
        .properties(width=WIDTH, height=18 * len(texts))
    )
