"""One picture of an outcome: when each deal is signed, and what each alignment is worth to the pivot."""

from __future__ import annotations

from pathlib import Path
from textwrap import wrap
from typing import Any

import altair as alt
import polars as pl

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE, Outcome

PALETTE = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")
"""Okabe and Ito's colours, told apart by colour-blind readers, for the suitors."""
TERM_COLOURS = {
    "war_cost": "#0072B2",
    "defeat": "#D55E00",
    "balance": "#009E73",
    "stakes": "#CC79A7",
    "transfers": "#E69F00",
    "aftermath": "#56B4E9",
    "breach": "#F0E442",
    "ideology": "#9A9A9A",
    "prize": "#117733",
    "concession": "#882255",
    "delay": "#DDCC77",
    "holding": "#44AA99",
}
"""A term keeps its colour in every picture; none is black, which marks the total."""
WIDTH = 620
SHOWN = 0.0005
"""Terms that are smaller than this for every alignment are left out."""


def draw_outcome(outcome: Outcome, crisis: Crisis) -> Any:
    """Draw an outcome.

    Parameters
    ----------
    outcome : Outcome
    crisis : Crisis
        The crisis it answers, for names.

    Returns
    -------
    altair.VConcatChart
    """
    subtitle = [
        f"As {outcome.as_of} knew it; {outcome.draws} draws, seed {outcome.seed}.",
        "The whisker on a total is one Monte Carlo standard error.",
    ]
    title = alt.TitleParams(
        wrap(crisis.question, 80), subtitle=subtitle, anchor="start", fontSize=15, limit=WIDTH + 250
    )
    chart = alt.vconcat(_signatures(outcome, crisis), _ledger(outcome, crisis), title=title, spacing=30)
    return chart.resolve_scale(color="independent").configure_view(stroke=None).configure_axis(grid=False)


def save_figure(chart: Any, path: Path) -> None:
    """Write a picture to a .png, .svg or .html file; the page needs no network.

    Raises
    ------
    ValueError
        If the name has another ending.
    """
    match path.suffix:
        case ".png":
            chart.save(path, scale_factor=2)
        case ".svg":
            chart.save(path)
        case ".html":
            chart.save(path, inline=True)
        case _:
            raise ValueError(f"a figure is a .png, .svg or .html file, not {path.name}")


def _signatures(outcome: Outcome, crisis: Crisis) -> Any:
    rows = pl.DataFrame(
        [
            {
                "period": row.period.strftime("%-d %b %Y"),
                "partner": crisis.suitors[row.partner].name,
                "chance": row.probability,
            }
            for row in outcome.when
        ]
    )
    periods = list(dict.fromkeys(rows["period"]))
    names = [suitor.name for suitor in crisis.suitors.values()]
    unsigned = next(row for row in outcome.outcomes if row.partner == NONE)
    none = f"When it is signed (no alignment by the end: {unsigned.probability:.3f} ± {unsigned.error:.3f})"
    return (
        alt.Chart(rows, title=alt.TitleParams(none, anchor="start"), width=WIDTH, height=190)
        .mark_bar()
        .encode(
            x=alt.X("period:N", sort=periods, title="period, by its first day", axis=alt.Axis(labelAngle=-45)),
            y=alt.Y("chance:Q", title="chance of signature"),
            color=alt.Color(
                "partner:N", title="signs with", sort=names, scale=alt.Scale(domain=names, range=PALETTE[: len(names)])
            ),
        )
    )


def _ledger(outcome: Outcome, crisis: Crisis) -> Any:
    rows = [row for row in outcome.ledger if row.state == outcome.pivot]
    shown = [term for term in rows[0].terms if any(abs(row.terms[term]) >= SHOWN for row in rows)]
    names = {row.alignment: _name(row.alignment, crisis) for row in rows}
    terms = pl.DataFrame(
        [
            {"alignment": names[row.alignment], "term": term.replace("_", " "), "worth": row.terms[term]}
            for row in rows
            for term in shown
        ]
    )
    totals = pl.DataFrame(
        [
            {
                "alignment": names[row.alignment],
                "total": row.total,
                "low": row.total - row.error,
                "high": row.total + row.error,
                "label": f"{row.total:+.3f}",
            }
            for row in rows
        ]
    )
    order, labels = list(names.values()), [term.replace("_", " ") for term in shown]
    axis = alt.Axis(labelLimit=180)
    pivot = crisis.states[outcome.pivot].name
    bars = (
        alt.Chart(terms)
        .mark_bar(height=26)
        .encode(
            y=alt.Y("alignment:N", sort=order, title=None, axis=axis),
            x=alt.X("worth:Q", title="shares of its own survival (losing everything is -1)"),
            color=alt.Color(
                "term:N",
                title="term",
                sort=labels,
                scale=alt.Scale(domain=labels, range=[TERM_COLOURS[term] for term in shown]),
            ),
        )
    )
    base = alt.Chart(totals).encode(y=alt.Y("alignment:N", sort=order, title=None, axis=axis))
    whisker = base.mark_rule(strokeWidth=2).encode(x="low:Q", x2="high:Q")
    point = base.mark_point(shape="diamond", filled=True, size=130, color="black", stroke="white", opacity=1).encode(
        x="total:Q"
    )
    label = base.mark_text(dy=-22, fontWeight="bold").encode(x="total:Q", text="label:N")
    title = alt.TitleParams(f"What each alignment is worth to {pivot}; diamond: the total", anchor="start")
    return alt.layer(bars, whisker, point, label).properties(width=WIDTH, height=70 * len(rows), title=title)


def _name(partner: str, crisis: Crisis) -> str:
    return "no alignment" if partner == NONE else crisis.suitors[partner].name
