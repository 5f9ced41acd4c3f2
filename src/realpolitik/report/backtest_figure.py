"""One picture of a back-test: theories by score, and every forecast beside what happened."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, NamedTuple

import altair as alt
import polars as pl

from realpolitik.analysis.run import FORECASTER, GAME
from realpolitik.history.backtest import Backtest
from realpolitik.history.scoring import LEVEL, OPTIONS
from realpolitik.report import palette
from realpolitik.report.page import count

WIDTH, ROW = 560, 30
UNIFORM = 1.0986122886681098
"""Log score of equal chances, ln 3."""


def draw_backtest(found: Backtest) -> Any:
    """Draw a back-test.

    Parameters
    ----------
    found : Backtest

    Returns
    -------
    altair.VConcatChart
        Scores with their intervals, if any case has a known outcome, above the forecasts.
    """
    cases, wars = count(len(found.cases), "case"), count(len(found.wars), "war")
    subtitle = f"{cases} of {wars}, each forecast without its war; coding: {found.leakage.value}"
    if found.theories:
        subtitle += f"; they weigh as {found.effective_wars:.1f} wars of one size"
    title = alt.TitleParams(
        "Would the theories have foretold it?", subtitle=subtitle, anchor="start", fontSize=16, offset=14
    )
    panels = [_scores(found), *_reliability(found)] if found.theories else []
    return (
        alt.vconcat(*panels, _forecasts(found), spacing=28)
        .properties(title=title, padding=16, background=palette.WHITE)
        .configure_view(stroke=None)
    )


def _scores(found: Backtest) -> Any:
    rows = pl.DataFrame(
        [
            {
                "theory": score.name,
                "score": score.log.mean,
                "low": _known(score.log.low),
                "high": _known(score.log.high),
                "label": f"{score.log.mean:.3f}",
            }
            for score in found.theories
        ],
        schema_overrides={"low": pl.Float64, "high": pl.Float64},
    )
    order = [score.name for score in found.theories]
    y = alt.Y("theory:N", title=None, sort=order, axis=alt.Axis(labelLimit=200, ticks=False, domain=False))
    base = alt.Chart(rows).encode(y=y)
    x = alt.X("score:Q", title="mean log score, nats (lower is better)", scale=alt.Scale(zero=False))
    line = (
        alt.Chart(pl.DataFrame({"score": [UNIFORM]}))
        .mark_rule(color=palette.GREY, strokeDash=[4, 3])
        .encode(x="score:Q")
    )
    whiskers = (
        base.mark_rule(color=palette.INK, strokeWidth=2)
        .encode(x=x, x2="high:Q")
        .transform_filter("isValid(datum.low)")
        .transform_calculate(score="datum.low")
    )
    marks = base.mark_point(shape="diamond", filled=True, size=110, color=palette.INK, opacity=1).encode(x=x)
    labels = base.mark_text(dy=-11, color=palette.INK).encode(x=x, text="label:N")
    known = f", with {LEVEL:.0%} intervals, t on so many wars" if rows["low"].count() else ""
    heading = f"Score out of sample{known} (dashed: equal chances)"
    return alt.layer(line, whiskers, marks, labels).properties(
        width=WIDTH, height=ROW * 1.3 * len(order), title=_heading(heading)
    )


def _reliability(found: Backtest) -> list[Any]:
    """Draw how often forecasts of each size came true, for the game as it is and as it is calibrated; nothing without both."""
    scores = {score.name: score for score in found.theories}
    if not scores.keys() >= {GAME, FORECASTER}:
        return []
    rows = reliability_rows([Reliable(name, scores[name].bins) for name in (GAME, FORECASTER)])
    heading = "Chances and how often they came true, with how many (bars: 90% of samples of whole wars)"
    return [reliability_panel(rows, WIDTH).properties(title=_heading(heading))]


class Reliable(NamedTuple):
    """A theory with its bins."""

    theory: str
    bins: Sequence[Any]


def reliability_rows(theories: Sequence[Any]) -> pl.DataFrame:
    """Return the rows of a reliability diagram, from theories with bins."""
    rows = [
        {
            "theory": each.theory,
            "forecast": row.forecast,
            "happened": row.happened,
            "low": row.happened_low,
            "high": row.happened_high,
            "count": str(row.count),
        }
        for each in theories
        for row in each.bins
    ]
    return pl.DataFrame(rows)


def reliability_panel(rows: pl.DataFrame, width: int) -> Any:
    """Draw a reliability diagram: hollow the game, filled what is calibrated.

    Parameters
    ----------
    rows : DataFrame
        theory, forecast, happened, low, high, and count as text.
    width : int
        Points.
    """
    domain = alt.Scale(domain=[0, 1])
    line = (
        alt.Chart(pl.DataFrame({"forecast": [0.0, 1.0], "happened": [0.0, 1.0]}))
        .mark_line(color=palette.GREY, strokeDash=[4, 3])
        .encode(x="forecast:Q", y="happened:Q")
    )
    shares = alt.Axis(format="%")
    base = alt.Chart(rows).encode(x=alt.X("forecast:Q", title="mean forecast", scale=domain, axis=shares))
    bars = base.mark_rule(color=palette.INK).encode(
        y=alt.Y("low:Q", title="happened", scale=domain, axis=shares), y2="high:Q"
    )
    fill = alt.Scale(domain=[GAME, FORECASTER], range=[palette.WHITE, palette.INK])
    marks = base.mark_point(
        shape="circle", filled=True, size=90, opacity=1, stroke=palette.INK, strokeWidth=1.5
    ).encode(y="happened:Q", fill=alt.Fill("theory:N", scale=fill, title=None))
    counts = base.mark_text(dx=13, color=palette.INK).encode(y="happened:Q", text="count:N")
    return alt.layer(line, bars, marks, counts).properties(width=width, height=260)


def _forecasts(found: Backtest) -> Any:
    rows = pl.DataFrame(
        [
            {
                "case": each.case,
                "theory": each.theory,
                "option": option,
                "chance": each.probabilities[option],
                "label": f"{100 * each.probabilities[option]:.0f}",
                "happened": option == each.outcome,
            }
            for each in found.predictions
            for option in OPTIONS
        ]
    )
    theories = list(dict.fromkeys(each.theory for each in found.predictions))
    width = 72
    base = alt.Chart().encode(
        x=alt.X("option:N", title=None, sort=list(OPTIONS), axis=alt.Axis(labelAngle=0, orient="top")),
        y=alt.Y("case:N", title=None, sort=list(found.cases), axis=alt.Axis(ticks=False, domain=False)),
    )
    shade = alt.Color("chance:Q", title="chance", scale=alt.Scale(domain=[0, 1], range=list(palette.CHANCE)))
    tiles = base.mark_rect().encode(color=shade)
    frames = base.mark_rect(filled=False, stroke=palette.HAPPENED, strokeWidth=2.5).transform_filter("datum.happened")
    numbers = base.mark_text(fontSize=10, color=palette.INK).encode(text="label:N")
    heading = "Chances in percent; framed: what happened (A, B: the sides, N: neither)"
    return (
        alt.layer(tiles, frames, numbers, data=rows)
        .properties(width=width, height=18 * len(found.cases))
        .facet(column=alt.Column("theory:N", title=None, sort=theories, header=alt.Header(labelLimit=width + 20)))
        .properties(title=_heading(heading))
    )


def _known(end: float) -> float | None:
    return None if math.isnan(end) else end


def _heading(text: str) -> alt.TitleParams:
    return alt.TitleParams(text, anchor="start", fontSize=13, offset=8)
