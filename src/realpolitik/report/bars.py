"""Bars from zero, each with its error and its number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import polars as pl

from realpolitik.report import palette
from realpolitik.report.figure import WIDTH, heading, shown_as
from realpolitik.report.page import change
from realpolitik.report.words import or_zero

LABEL = 250
"""Points for the names beside the bars."""
ROOM = 0.3
"""Share of the axis that is kept free for the numbers, on each side that has bars."""


@dataclass(frozen=True)
class SignedBar:
    """One bar, its number told to so many places."""

    name: str
    value: float
    error: float
    places: int = 3


def points_bar(name: str, difference: float, error: float) -> SignedBar:
    """Return the bar of a difference of chances, in percentage points."""
    return SignedBar(name, 100 * difference, 100 * error, 1)


def domain_of(values: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Return an axis that holds zero, the values with their errors, and their numbers."""
    finite = [(value, or_zero(error)) for value, error in values if not math.isnan(value)]
    low = min([0.0, *(value - error for value, error in finite)])
    high = max([0.0, *(value + error for value, error in finite)])
    room = ROOM * max(high - low, 1e-3)
    return (low - room if low < 0 else low - room / 6, high + room if high > 0 else high + room / 6)


def signed_bars(bars: Sequence[SignedBar], title: str, colour: str, axis: str, domain: tuple[float, float]) -> Any:
    """Draw bars from zero, in the order given, with whiskers and numbers."""
    rows = pl.DataFrame(
        [
            {
                "name": str(place),
                "value": bar.value,
                "low": bar.value - or_zero(bar.error),
                "high": bar.value + or_zero(bar.error),
                "up": bar.value > -0.5 * 10**-bar.places,
                "label": change(bar.value, bar.error, bar.places).replace("-", "−"),
            }
            for place, bar in enumerate(bars)
            if not math.isnan(bar.value)
        ],
        schema={
            "name": pl.String,
            "value": pl.Float64,
            "low": pl.Float64,
            "high": pl.Float64,
            "up": pl.Boolean,
            "label": pl.String,
        },
    )
    names = {str(place): bar.name for place, bar in enumerate(bars)}
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "name:N",
            sort=list(names),
            title=None,
            scale=alt.Scale(domain=list(names)),
            axis=alt.Axis(
                labelExpr=shown_as(names),
                labelLimit=LABEL,
                ticks=False,
                domain=False,
                labelPadding=6,
                minExtent=LABEL,
                maxExtent=LABEL,
            ),
        )
    )
    scale = alt.Scale(domain=domain, nice=False)
    x_axis = alt.Axis(format="+.2~f", tickCount=6, labels=bool(axis), ticks=bool(axis), title=axis or None)
    body = base.mark_bar(height=12, color=colour).encode(x=alt.X("value:Q", scale=scale, axis=x_axis))
    whiskers = base.mark_rule(strokeWidth=1.5, color=palette.INK).encode(x="low:Q", x2="high:Q")
    right = (
        base.transform_filter("datum.up")
        .mark_text(align="left", dx=5, color=palette.INK)
        .encode(x="high:Q", text="label:N")
    )
    left = (
        base.transform_filter("!datum.up")
        .mark_text(align="right", dx=-5, color=palette.INK)
        .encode(x="low:Q", text="label:N")
    )
    zero = alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color=palette.PALE).encode(x="zero:Q")
    return alt.layer(body, zero, whiskers, right, left).properties(
        width=WIDTH - LABEL + 100, height=max(20 * len(names), 20), title=heading(title)
    )
