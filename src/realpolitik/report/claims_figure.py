"""One picture of tested claims: effects with their intervals, coloured by verdict."""

from __future__ import annotations

import math
from textwrap import wrap
from typing import Any

import altair as alt
import polars as pl

from realpolitik.analysis.verdicts import VERDICTS, ClaimResult, Claims, Verdict
from realpolitik.crisis.schema import Crisis
from realpolitik.report import palette
from realpolitik.report.claims_text import chance_of_error, expectation, in_numbers, scale_of, summed_up
from realpolitik.report.figure import dressed, shown_as, titled
from realpolitik.report.page import count
from realpolitik.report.words import sentence

SHAPES: dict[Verdict, str] = {
    "supported": "circle",
    "right direction, too small to matter": "triangle-up",
    "no difference that matters": "square",
    "wrong direction, too small to matter": "triangle-down",
    "contradicted": "cross",
    "undecided": "diamond",
    "refused": "stroke",
}
PANELS = {
    "chance": "difference of chances, in points",
    "months": "difference in months",
    "share of survival": "difference of payoffs, in shares of survival",
}
WIDTH = 420
LETTERS = 62
ROW = 62


def draw_claims(told: Claims, crisis: Crisis) -> Any:
    """Draw tested claims.

    Parameters
    ----------
    told : Claims
    crisis : Crisis
        The crisis whose claims they are.

    Returns
    -------
    altair.VConcatChart
        One panel for each unit that is measured.
    """
    panels = [
        _panel([row for row in told.claims if row.unit == unit], heading, {row.verdict for row in told.claims})
        for unit, heading in PANELS.items()
        if any(row.unit == unit for row in told.claims)
    ]
    title = titled(
        f"{crisis.title}: {count(len(told.claims), 'claim')}",
        f"{summed_up(told)} {told.draws:,} draws of every variant, seed {told.seed}.",
        "A line is the 95% interval of the effect, a grey band its margin: what lies in it is too small to matter.",
        *wrap(sentence(chance_of_error(told)), 110),
    )
    return dressed(alt.vconcat(*panels, title=title, spacing=24))


def _panel(claims: list[ClaimResult], heading: str, verdicts: set[Verdict]) -> Any:
    labels = {row.id: _label(row) for row in claims}
    rows = pl.DataFrame(
        [
            {
                "claim": row.id,
                "effect": _place(row.effect, row),
                "low": _place(row.low, row),
                "high": _place(row.high, row),
                "band_low": _place(-row.margin, row),
                "band_high": _place(row.margin, row),
                "verdict": row.verdict,
            }
            for row in claims
        ]
    )
    axis = alt.Axis(
        labelLimit=460,
        ticks=False,
        domain=False,
        labelPadding=8,
        labelOffset=-18,
        labelExpr=shown_as(labels),
    )
    order = [row.id for row in claims]
    base = alt.Chart(rows).encode(y=alt.Y("claim:N", sort=order, title=None, axis=axis))
    names: list[Verdict] = [verdict for verdict in VERDICTS if verdict in verdicts]
    legend = alt.Legend(labelLimit=0, columns=1)
    colour, shape = (
        kind("verdict:N", title="verdict", legend=legend, scale=alt.Scale(domain=names, range=[code[v] for v in names]))
        for kind, code in ((alt.Color, palette.VERDICTS), (alt.Shape, SHAPES))
    )
    bands = base.mark_bar(color=palette.BAND, height=ROW - 32).encode(
        x=alt.X("band_low:Q", title=heading, axis=alt.Axis(format="+.3~g", tickCount=6)), x2="band_high:Q"
    )
    zero = alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color=palette.PALE).encode(x="zero:Q")
    lines = base.mark_rule(strokeWidth=3, opacity=0.65).encode(x="low:Q", x2="high:Q", color=colour)
    marks = base.mark_point(filled=True, size=95, opacity=1).encode(x="effect:Q", color=colour, shape=shape)
    return alt.layer(bands, zero, lines, marks).properties(width=WIDTH, height=ROW * len(claims))


def _label(row: ClaimResult) -> list[str]:
    """Write an argument on two lines at most, and below what it expects and the numbers that it is judged by."""
    says = wrap(row.says, LETTERS, max_lines=2, placeholder=" ...")
    tested = row.reason if math.isnan(row.effect) else f"{in_numbers(row)}; margin {scale_of(row) * row.margin:g}"
    return [*says, f"[{row.measure}: {expectation(row)}]", *wrap(tested, LETTERS + 10, max_lines=1, placeholder=" ...")]


def _place(value: float, row: ClaimResult) -> float | None:
    return None if math.isnan(value) else scale_of(row) * value
