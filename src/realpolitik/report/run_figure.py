"""One picture of an outcome: who signs, when, how texts come to the table, and what each alignment is worth to the pivot."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import LedgerRow, Outcome, PartnerChance
from realpolitik.report import palette
from realpolitik.report.figure import (
    MOST_LABELS,
    WIDTH,
    dressed,
    full_day,
    heading,
    shown_as,
    titled,
    vintage,
)
from realpolitik.report.names import name_of
from realpolitik.report.page import count, percents
from realpolitik.report.terms import TERM_COLOURS
from realpolitik.report.words import or_zero

NUMBER = 0.16
"""Share of the axis that a chance with its error takes, about."""
PRESSED, BID = "under pressure", "by bid"
SHOWN = 0.0005
"""Terms that are smaller than this for every alignment are left out."""


def draw_run(outcome: Outcome, crisis: Crisis) -> Any:
    """Draw an outcome.

    Parameters
    ----------
    outcome : Outcome
    crisis : Crisis
        The crisis it answers, for names.

    Returns
    -------
    altair.VConcatChart
        Four panels: the partners, the periods, the texts taken up, the ledger.
    """
    title = titled(
        crisis.question,
        vintage(crisis),
        f"{count(outcome.draws, 'draw')}, seed {outcome.seed}; a whisker is one Monte Carlo standard error to either side.",
    )
    panels = alt.vconcat(
        _partners(outcome, crisis),
        _periods(outcome, crisis),
        _texts(outcome, crisis),
        _ledger(outcome, crisis),
        title=title,
        spacing=28,
    )
    return dressed(panels.resolve_scale(color="independent").resolve_legend(color="independent"))


def _partners(outcome: Outcome, crisis: Crisis) -> Any:
    """Draw the chance of every partner, with its number, and what chance alone gives."""
    rows = pl.DataFrame(
        [_bar(row, alone.probability) for row, alone in zip(outcome.outcomes, outcome.chance_alone, strict=True)]
    )
    names = {row.partner: name_of(row.partner, crisis) for row in outcome.outcomes}
    keys, colours = list(names), [palette.colour_of(partner, crisis) for partner in names]
    base = alt.Chart(rows).encode(y=alt.Y("partner:N", sort=keys, title=None, axis=_names_axis(names)))
    bars = base.mark_bar(height=16).encode(
        x=alt.X("chance:Q", scale=alt.Scale(domain=[0, 1]), title=None, axis=alt.Axis(format="%", tickCount=5)),
        color=alt.Color("partner:N", sort=keys, scale=alt.Scale(domain=keys, range=colours), legend=None),
    )
    whiskers = base.mark_rule(strokeWidth=2, color=palette.INK).encode(x="low:Q", x2="high:Q")
    ticks = base.mark_tick(size=26, thickness=3, opacity=1, color=palette.BY_CHANCE).encode(x="alone:Q")
    right = (
        base.transform_filter("!datum.inside")
        .mark_text(align="left", dx=7, color=palette.INK)
        .encode(x="place:Q", text="label:N")
    )
    left = (
        base.transform_filter("datum.inside")
        .mark_text(align="right", dx=-7, color=palette.WHITE)
        .encode(x="place:Q", text="label:N")
    )
    pivot = crisis.states[outcome.pivot].name
    return alt.layer(bars, ticks, whiskers, right, left).properties(
        width=WIDTH,
        height=26 * len(names),
        title=heading(f"{pivot}: with whom it signs by {full_day(crisis.window.closes)} (stroke: by chance alone)"),
    )


def _bar(row: PartnerChance, alone: float) -> dict[str, Any]:
    """Return the chance of a partner as a row: its number stands where neither whisker nor stroke runs through it.

    It stands inside the bar where there is no room beside it.
    """
    low = max(row.probability - or_zero(row.error), 0.0)
    high = min(row.probability + or_zero(row.error), 1.0)
    place = alone if high <= alone <= high + NUMBER else high
    inside = place > 1.0 - NUMBER
    if inside:
        place = alone if low - NUMBER <= alone <= low else low
    return {
        "partner": row.partner,
        "chance": row.probability,
        "low": low,
        "high": high,
        "label": percents(row.probability, row.error),
        "alone": alone,
        "place": place,
        "inside": inside,
    }


def _periods(outcome: Outcome, crisis: Crisis) -> Any:
    """Draw the chance of signature by period, and by partner."""
    rows = pl.DataFrame(
        [
            {
                "period": row.period.isoformat(),
                "partner": row.partner,
                "chance": row.probability,
                "order": order,
            }
            for order, row in enumerate(outcome.when)
        ]
    )
    return (
        alt.Chart(rows)
        .mark_bar()
        .encode(
            x=_periods_axis(outcome),
            y=alt.Y("chance:Q", title="chance of signature", axis=alt.Axis(format="%", tickCount=5)),
            order=alt.Order("order:Q"),
            color=_by_suitor(crisis, "signs with"),
        )
        .properties(width=WIDTH, height=190, title=heading("When it is signed"))
    )


def _texts(outcome: Outcome, crisis: Crisis) -> Any:
    """Draw how many texts are taken up by period, from whom, and whether they were pressed for or bid."""
    rows = [
        {"period": row.period.isoformat(), "partner": row.suitor, "how": how, "texts": texts, "order": order}
        for row in outcome.texts
        for order, (how, texts) in enumerate(
            ((PRESSED, row.texts * row.pressed), (BID, row.texts * (1.0 - row.pressed)))
        )
    ]
    schema = {"period": pl.String, "partner": pl.String, "how": pl.String, "texts": pl.Float64, "order": pl.Int64}
    pivot = crisis.states[outcome.pivot].name
    return (
        alt.Chart(pl.DataFrame(rows, schema=schema))
        .mark_bar()
        .encode(
            x=_periods_axis(outcome),
            y=alt.Y("texts:Q", title="texts, on average", axis=alt.Axis(tickCount=4)),
            order=alt.Order("order:Q"),
            color=_by_suitor(crisis, "takes up from"),
            opacity=alt.Opacity("how:N", scale=alt.Scale(domain=[PRESSED, BID], range=[1.0, 0.45]), legend=None),
        )
        .properties(
            width=WIDTH, height=120, title=heading(f"{pivot}: texts that it takes up (full: pressed for, pale: bid)")
        )
    )


def _periods_axis(outcome: Outcome) -> alt.X:
    """Return the axis of periods, each named by its first day."""
    years = {row.period.year for row in outcome.when}
    one_year = len(years) == 1
    pattern = "%-d %b" if one_year else "%-d %b %Y"
    periods = {row.period.isoformat(): row.period.strftime(pattern) for row in outcome.when}
    year = f"{years.pop()}, " if one_year else ""
    return alt.X(
        "period:N",
        sort=list(periods),
        title=f"{year}period by its first day",
        axis=alt.Axis(
            labelAngle=0 if len(periods) <= 12 and one_year else -45,
            labelOverlap=False if len(periods) <= MOST_LABELS else "greedy",
            labelExpr=shown_as(periods),
        ),
        scale=alt.Scale(domain=list(periods), paddingInner=0.25),
    )


def _by_suitor(crisis: Crisis, title: str) -> alt.Color:
    """Return the colours of the suitors, with a legend."""
    names = {suitor: name_of(suitor, crisis) for suitor in crisis.suitors}
    keys = list(names)
    return alt.Color(
        "partner:N",
        title=title,
        sort=keys,
        scale=alt.Scale(domain=keys, range=[palette.colour_of(suitor, crisis) for suitor in names]),
        legend=alt.Legend(labelExpr=shown_as(names)),
    )


def _ledger(outcome: Outcome, crisis: Crisis) -> Any:
    """Draw the pivot's ledger: terms that cost to the left of zero, terms that pay to the right, the total marked."""
    rows = [row for row in outcome.ledger if row.state == outcome.pivot]
    shown = [term for term in rows[0].terms if any(abs(row.terms[term]) >= SHOWN for row in rows)]
    labels = {term: term.replace("_", " ") for term in shown}
    names = {row.alignment: name_of(row.alignment, crisis) for row in rows}
    keys = list(names)
    terms = pl.DataFrame(
        [
            {"alignment": row.alignment, "term": term, "worth": row.terms[term], "order": order}
            for row in rows
            for order, term in enumerate(shown)
        ],
        schema={"alignment": pl.String, "term": pl.String, "worth": pl.Float64, "order": pl.Int64},
    )
    totals = pl.DataFrame([_total(row) for row in rows])
    y = alt.Y("alignment:N", sort=keys, title=None, axis=_names_axis(names))
    bars = (
        alt.Chart(terms)
        .mark_bar(height=26, stroke=palette.WHITE, strokeWidth=0.5)
        .encode(
            y=y,
            x=alt.X(
                "worth:Q",
                title="shares of its own survival, from signature on (losing everything is −1)",
                axis=alt.Axis(format=".2~f", tickCount=8),
            ),
            order=alt.Order("order:Q"),
            color=alt.Color(
                "term:N",
                title="what it is made of",
                sort=shown,
                scale=alt.Scale(domain=shown, range=[TERM_COLOURS[term] for term in shown]),
                legend=alt.Legend(labelExpr=shown_as(labels)),
            ),
        )
    )
    zero = alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color=palette.INK).encode(x="zero:Q")
    base = alt.Chart(totals).encode(y=y)
    whiskers = base.mark_rule(strokeWidth=2, color=palette.BLACK).encode(x="low:Q", x2="high:Q")
    marks = base.mark_point(
        shape="diamond", filled=True, size=150, color=palette.BLACK, stroke=palette.WHITE, strokeWidth=1.5, opacity=1
    ).encode(x="total:Q")
    numbers = base.mark_text(dy=-24, fontWeight="bold", color=palette.INK).encode(x="total:Q", text="label:N")
    pivot = crisis.states[outcome.pivot].name
    title = heading(f"{pivot}: what each alignment is worth to it (diamond: the total)")
    return alt.layer(bars, zero, whiskers, marks, numbers).properties(width=WIDTH, height=68 * len(rows), title=title)


def _total(row: LedgerRow) -> dict[str, Any]:
    error = or_zero(row.error)
    label = f"{row.total:+.3f}".replace("-", "−")
    return {
        "alignment": row.alignment,
        "total": row.total,
        "low": row.total - error,
        "high": row.total + error,
        "label": label if math.isnan(row.error) else f"{label} ± {row.error:.3f}",
    }


def _names_axis(names: Mapping[str, str]) -> alt.Axis:
    return alt.Axis(labelExpr=shown_as(names), labelLimit=180, ticks=False, domain=False, labelPadding=6)
