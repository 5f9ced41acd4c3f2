"""A picture of beliefs through time: one panel for each observer and each state whose hand is hidden from it."""

from __future__ import annotations

import math
from datetime import timedelta
from typing import Any

import altair as alt
import polars as pl

from realpolitik.analysis.beliefs import Inference, Step, View
from realpolitik.crisis.schema import Crisis
from realpolitik.report import palette
from realpolitik.report.figure import dressed, shown_as, titled, vintage
from realpolitik.report.page import count
from realpolitik.report.words import spoken

WIDTH, HEIGHT = 640, 130
SHOWN = 0.02
"""Moves that change a belief by less carry no label."""


def draw_infer(found: Inference, crisis: Crisis) -> Any:
    """Draw an inference.

    Parameters
    ----------
    found : Inference
    crisis : Crisis
        The crisis it answers, for names.

    Returns
    -------
    altair.VConcatChart
        A panel for each observer and state.
    """
    title = titled(
        "What each should have believed of the others' hands",
        vintage(crisis),
        f"{count(found.draws, 'draw')}, seed {found.seed}.",
        "A step is a move that the observer saw; the band is one Monte Carlo standard error to either side.",
    )
    panels = [
        _panel(view, state, crisis)
        for view in found.views
        for state in dict.fromkeys(row.state for row in view.steps[0].posterior)
    ]
    return dressed(
        alt.vconcat(*panels, title=title, spacing=22)
        .resolve_scale(color="independent")
        .resolve_legend(color="independent"),
        labelLimit=300,
    )


def _panel(view: View, state: str, crisis: Crisis) -> Any:
    types = {key: hand.name for key, hand in crisis.states[state].types.items()}
    rows = pl.DataFrame(list(_points(view, state)))
    days = [step.move.date for step in view.steps]
    pattern = "%-d %b" if days[0].year == days[-1].year else "%b %Y"
    x = alt.X("date:T", title=None, axis=alt.Axis(format=pattern, labelOverlap=True, tickCount=8))
    colours = alt.Scale(domain=list(types), range=list(palette.HANDS[: len(types)]))
    legend = alt.Legend(labelExpr=shown_as(types), orient="bottom", direction="horizontal", columns=2, symbolOpacity=1)
    colour = alt.Color("hand:N", title=None, sort=list(types), scale=colours, legend=legend)
    base = alt.Chart(rows).encode(x=x, color=colour)
    band = base.mark_area(opacity=0.25, interpolate="step-after").encode(
        y=alt.Y("low:Q", scale=alt.Scale(domain=[0, 1]), title="chance", axis=alt.Axis(tickCount=3, format="%")),
        y2="high:Q",
    )
    lines = base.mark_line(interpolate="step-after", strokeWidth=2).encode(y="chance:Q")
    top = rows.filter(pl.col("label") != "")
    marks = (
        alt.Chart(top)
        .mark_text(align="left", baseline="bottom", dx=3, dy=-3, fontSize=10, color=palette.INK)
        .encode(x=x, y="chance:Q", text="label:N")
    )
    observer, holder = crisis.states[view.observer].name, crisis.states[state].name
    heading = alt.TitleParams(f"{observer} on {holder}", anchor="start", frame="group", fontSize=13, offset=8)
    return alt.layer(band, lines, marks).properties(width=WIDTH, height=HEIGHT, title=heading)


def _points(view: View, state: str) -> Any:
    """Yield the beliefs before all moves, after each move of the state, and at the end; the highest one is labelled."""
    steps = view.steps
    start, end = steps[0].move.date - timedelta(days=7), steps[-1].move.date + timedelta(days=14)
    for row in _about(steps[0], state):
        yield _point(start, row.type, row.prior, 0.0, "")
    for step in steps:
        rows = _about(step, state)
        if step.reason is not None or step.move.actor != state:
            continue
        highest = max(rows, key=lambda row: row.posterior)
        told = max(abs(row.posterior - row.prior) for row in rows) >= SHOWN
        for row in rows:
            label = spoken(step.move.key) if told and row is highest else ""
            yield _point(step.move.date, row.type, row.posterior, row.error, label)
    for row in _about(steps[-1], state):
        yield _point(end, row.type, row.posterior, row.error, "")


def _about(step: Step, state: str) -> list[Any]:
    return [row for row in step.posterior if row.state == state]


def _point(day: Any, hand: str, chance: float, error: float, label: str) -> dict[str, Any]:
    spread = 0.0 if math.isnan(error) else error
    return {
        "date": day.isoformat(),
        "hand": hand,
        "chance": chance,
        "low": max(chance - spread, 0.0),
        "high": min(chance + spread, 1.0),
        "label": label,
    }
