"""The larger figures of a dispatch: the bids of every suitor, and the ledger of the pivot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import altair as alt
import polars as pl

from realpolitik.analysis.brief import Brief
from realpolitik.report import palette
from realpolitik.report.dispatch.facts import Facts
from realpolitik.report.dispatch.numerals import signed
from realpolitik.report.dispatch.paths import words_of
from realpolitik.report.figure import shortened, shown_as
from realpolitik.report.terms import TERM_COLOURS

NARROW = 330
"""Points that a figure on a narrow page is wide."""
LABEL, LETTER = 230, 5.4
"""Points for the names of clauses beside their cells, and of a letter."""
STEP, CELL, LABEL_HEIGHT = 20, 15, 12
"""Points that a row is high, that a cell must be wide to hold its number, and that an upright label takes."""


def frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    """Return rows as a frame, of whatever kinds they hold."""
    return pl.DataFrame(rows, infer_schema_length=None)


def draw_bids(brief: Brief, facts: Facts, width: int) -> Any:
    """Draw what is in the texts that are taken up, period by period: the deeper the colour, the more often."""
    crisis, outcome = brief.crisis, brief.outcome
    one_year = len({row.period.year for row in outcome.when}) == 1
    pattern = "%-d %b" if one_year else "%-d %b %y"
    periods = {day.isoformat(): day.strftime(pattern) for day in sorted({row.period for row in outcome.when})}
    top = max((row.probability for row in outcome.taken_up), default=1.0)
    beside = width > NARROW  # on a narrow page the clauses are named above their cells
    longest = max(
        len(words_of(clause, key, crisis)) for key, suitor in crisis.suitors.items() for clause in suitor.menu
    )
    label = min(LABEL, round(LETTER * longest)) if beside else 0
    room = width - label - 10
    panels = []
    for key, suitor in crisis.suitors.items():
        colour = palette.colour_of(key, crisis)
        clauses = {
            clause: shortened(words_of(clause, key, crisis), round((label or room) / LETTER))[0]
            for clause in suitor.menu
        }
        rows = [
            {
                "period": row.period.isoformat(),
                "clause": row.clause,
                "chance": row.probability,
                "label": f"{100 * row.probability:.0f}",
                "letters": palette.letters_on(colour, row.probability / top),
            }
            for row in outcome.taken_up
            if row.suitor == key
        ]
        last = key == list(crisis.suitors)[-1]
        base = alt.Chart(frame(rows) if rows else pl.DataFrame(schema=_BID_SCHEMA)).encode(
            x=alt.X(
                "period:N",
                sort=list(periods),
                title=None,
                scale=alt.Scale(domain=list(periods)),
                axis=alt.Axis(
                    labelAngle=-90,
                    labelOverlap=False if len(periods) * LABEL_HEIGHT <= room else "greedy",
                    labelExpr=shown_as(periods),
                    labels=last,
                    ticks=False,
                    domain=False,
                ),
            ),
            y=alt.Y(
                "clause:N",
                sort=list(clauses),
                title=None,
                scale=alt.Scale(
                    domain=list(clauses), paddingInner=0 if beside else 0.5, paddingOuter=0 if beside else 0.5
                ),
                axis=_names_beside(clauses, label) if beside else _names_above(clauses, room),
            ),
        )
        layers = [
            base.mark_rect(stroke=palette.WHITE, strokeWidth=1, color=palette.NEVER),
            base.mark_rect(stroke=palette.WHITE, strokeWidth=1, color=colour).encode(
                fillOpacity=alt.FillOpacity("chance:Q", scale=alt.Scale(domain=[0, top], range=[0, 1]), legend=None)
            ),
        ]
        if len(periods) * CELL <= room:
            layers.append(base.mark_text(fontSize=10).encode(text="label:N", color=alt.Color("letters:N", scale=None)))
        title = alt.TitleParams(
            shortened(suitor.name, round(width / LETTER))[0],
            anchor="start",
            frame="group",
            fontSize=12,
            offset=5,
            color=palette.INK,
        )
        panels.append(
            alt.layer(*layers).properties(width=room, height=(STEP if beside else 2 * STEP) * len(clauses), title=title)
        )
    return alt.vconcat(*panels, spacing=10).resolve_scale(fillOpacity="independent")


def _names_beside(names: Mapping[str, str], room: int) -> alt.Axis:
    """Return an axis that names rows beside their cells."""
    return alt.Axis(
        labelExpr=shown_as(names),
        ticks=False,
        domain=False,
        labelLimit=room,
        minExtent=room,
        maxExtent=room,
        labelPadding=6,
    )


def _names_above(names: Mapping[str, str], room: int) -> alt.Axis:
    """Return an axis that names rows above their cells, from where the cells begin."""
    return alt.Axis(
        labelExpr=shown_as(names),
        ticks=False,
        domain=False,
        labelLimit=room,
        minExtent=0,
        maxExtent=0,
        labelPadding=0,
        labelAlign="left",
        labelOffset=-0.9 * STEP,
    )


_BID_SCHEMA = {
    "period": pl.String,
    "clause": pl.String,
    "chance": pl.Float64,
    "label": pl.String,
    "letters": pl.String,
}


def draw_ledger(brief: Brief, facts: Facts, width: int) -> Any:
    """Draw the pivot's ledger: terms that cost to the left of zero, terms that pay to the right, the total marked."""
    terms, accounts = [term.name for term in facts.ledger.terms], facts.ledger.accounts
    names = [account.name for account in accounts]
    step = 66
    rows: list[dict[str, Any]] = []
    for place, account in enumerate(accounts):
        ends = {True: 0.0, False: 0.0}  # costs pile up to the left of zero, gains to the right
        for term, value in zip(terms, account.terms, strict=True):
            rows.append({"row": place, "term": term, "from": ends[value > 0], "to": ends[value > 0] + value})
            ends[value > 0] += value
    totals = [
        {
            "row": place,
            "name": account.name,
            "total": account.total,
            "label": f"{account.name}: {signed(account.total, 3)}",
        }
        for place, account in enumerate(accounts)
    ]
    lanes = alt.Scale(domain=[-0.5, len(names) - 0.5], nice=False, zero=False, reverse=True)
    y = alt.Y("row:Q", scale=lanes, axis=None)
    colours = [TERM_COLOURS.get(term.replace(" ", "_"), palette.GREY) for term in terms]
    bars = (
        alt.Chart(frame(rows))
        .mark_bar(height=20, stroke=palette.WHITE, strokeWidth=0.5)
        .encode(
            x=alt.X(
                "from:Q",
                title="shares of its own survival"
                if width <= NARROW
                else "shares of its own survival (losing all is −1)",
                axis=alt.Axis(format=".2~f", tickCount=8 if width > NARROW else 4),
            ),
            x2="to:Q",
            y=y,
            color=alt.Color(
                "term:N",
                title=None,
                sort=terms,
                scale=alt.Scale(domain=terms, range=colours),
                legend=alt.Legend(orient="bottom", columns=5 if width > NARROW else 3, symbolType="square"),
            ),
        )
    )
    base = alt.Chart(frame(totals)).encode(y=y)
    zero = alt.Chart(frame([{"zero": 0.0}])).mark_rule(color=palette.INK).encode(x="zero:Q")
    marks = base.mark_point(
        shape="diamond", filled=True, size=110, color=palette.BLACK, stroke=palette.WHITE, strokeWidth=1.2, opacity=1
    ).encode(x="total:Q")
    # Letters that the rule would run through have a halo.
    titles = [
        base.mark_text(align="left", baseline="bottom", dy=-13, fontSize=12, **look).encode(
            x=alt.value(0), text="label:N"
        )
        for look in ({"color": palette.PAPER, "stroke": palette.PAPER, "strokeWidth": 4}, {"color": palette.INK})
    ]
    return alt.layer(bars, zero, marks, *titles).properties(width=width, height=step * len(names))
