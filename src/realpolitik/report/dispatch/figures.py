"""The figures of a dispatch, drawn as SVG that needs no script, each for a wide and for a narrow page."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import StringIO
from typing import Any, NamedTuple

import altair as alt
import polars as pl
from markupsafe import Markup

from realpolitik.analysis.brief import Brief
from realpolitik.report.dispatch.facts import Facts
from realpolitik.report.dispatch.map import draw_map, places_of
from realpolitik.report.figure import INK, PALE, TERM_COLOURS, colour_of, name_of, or_zero

WIDE, NARROW = 660, 330
FONT = "sans-serif"
FOR_COLOUR, AGAINST_COLOUR, NOTHING_COLOUR = "#2F5D50", "#A44A3F", "#B0B0B0"


class Picture(NamedTuple):
    """A figure in two widths."""

    wide: Markup
    narrow: Markup


def draw_figures(brief: Brief, facts: Facts) -> dict[str, Picture | None]:
    """Draw every figure that the findings allow, by name; None in place of the others."""
    drawn: dict[str, Callable[[Brief, Facts, int], Any]] = {
        "partners": _partners,
        "periods": _periods,
        "bids": _bids,
    }
    if facts.ledger.terms:
        drawn["ledger"] = _ledger
    if facts.why is not None:
        drawn["why"] = _why
    if places_of(brief.crisis) is not None:
        drawn["map"] = lambda brief, facts, width: draw_map(brief.crisis, brief.outcome, width)
    pictures: dict[str, Picture | None] = dict.fromkeys(("partners", "periods", "why", "bids", "map", "ledger"))
    return pictures | {
        name: Picture(*(_svg(draw(brief, facts, width), f"{name}-{width}") for width in (WIDE, NARROW)))
        for name, draw in drawn.items()
    }


def _svg(chart: Any, name: str) -> Markup:
    """Return a chart as an inline picture that grows and shrinks with its column, its names its own on the page."""
    chart = (
        chart.configure(padding=4, background="transparent", font=FONT)
        .configure_view(stroke=None)
        .configure_axis(
            grid=False, labelColor=INK, titleColor=PALE, titleFontWeight="normal", domainColor=PALE, tickColor=PALE
        )
        .configure_legend(labelColor=INK, titleColor=PALE, titleFontWeight="normal", labelLimit=300)
    )
    written = StringIO()
    chart.save(written, format="svg")
    svg = written.getvalue()
    svg = svg[svg.index("<svg") :]
    width, height = (re.search(rf'<svg[^>]*? {side}="([\d.]+)"', svg) for side in ("width", "height"))
    assert width is not None
    assert height is not None
    head = f'<svg viewBox="0 0 {width[1]} {height[1]}" style="max-width:{width[1]}px" aria-hidden="true" focusable="false"'
    svg = head + ">" + svg[svg.index(">") + 1 :]
    svg = re.sub(r' (role|aria-[a-z]+|class)="[^"]*"', "", svg[len(head) :])
    svg = re.sub(r'\bid="([^"]+)"', rf'id="{name}-\1"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", rf"url(#{name}-\1)", svg)
    return Markup(head + svg)


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, infer_schema_length=None)


def _bars_from_zero(rows: list[dict[str, Any]], width: int, domain: tuple[float, float], axis: alt.Axis | None) -> Any:
    """Draw bars with the name above each and the number beside it; rows: name, value, low, high, label, colour."""
    step = 40
    names = [row["name"] for row in rows]
    # The number stands beyond the whisker on the side that the bar points to.
    table = _frame([row | {"row": place} for place, row in enumerate(rows)])
    height = step * len(names)
    place = alt.Scale(domain=[-0.5, len(names) - 0.5], nice=False, zero=False, reverse=True)
    y = alt.Y("row:Q", scale=place, axis=None)
    x = alt.X("value:Q", scale=alt.Scale(domain=domain, nice=False), axis=axis)
    base = alt.Chart(table)
    bars = base.mark_bar(height=12).encode(x=x, x2=alt.datum(0), y=y, color=alt.Color("colour:N", scale=None))
    whiskers = base.mark_rule(strokeWidth=1.5, color=INK).encode(x="low:Q", x2="high:Q", y=y)
    title = base.mark_text(align="left", baseline="bottom", dy=-9, fontSize=12, color=INK).encode(
        x=alt.value(0), y=y, text="name:N"
    )
    right = base.transform_filter(alt.datum.value >= 0)
    left = base.transform_filter(alt.datum.value < 0)
    numbers = [
        right.mark_text(align="left", dx=6, fontSize=12, color=INK).encode(x="high:Q", y=y, text="label:N"),
        left.mark_text(align="right", dx=-6, fontSize=12, color=INK).encode(x="low:Q", y=y, text="label:N"),
    ]
    return alt.layer(bars, whiskers, title, *numbers).properties(width=width, height=height)


def _partners(brief: Brief, facts: Facts, width: int) -> Any:
    """Draw the chance of every partner."""
    rows = [
        {
            "name": row.name,
            "value": row.chance,
            "low": max(row.chance - or_zero(row.error), 0.0),
            "high": min(row.chance + or_zero(row.error), 1.0),
            "label": f"{100 * row.chance:.0f}%",
            "colour": colour_of(row.key, brief.crisis),
        }
        for row in facts.answer.partners
    ]
    axis = alt.Axis(format="%", tickCount=4, title=None)
    return _bars_from_zero(rows, width, (0.0, 1.12), axis.copy())


def _periods(brief: Brief, facts: Facts, width: int) -> Any:
    """Draw the chance of signature by period, and by partner."""
    crisis, outcome = brief.crisis, brief.outcome
    one_year = len({row.period.year for row in outcome.when}) == 1
    pattern = "%-d %b" if one_year else "%-d %b %y"
    rows = [
        {
            "period": row.period.strftime(pattern),
            "partner": name_of(row.partner, crisis),
            "chance": row.probability,
            "order": order,
        }
        for order, row in enumerate(outcome.when)
    ]
    periods = list(dict.fromkeys(row["period"] for row in rows))
    names = [name_of(key, crisis) for key in crisis.suitors]
    colours = [colour_of(key, crisis) for key in crisis.suitors]
    roomy = len(periods) * 50 <= width
    return (
        alt.Chart(_frame(rows))
        .mark_bar()
        .encode(
            x=alt.X(
                "period:N",
                sort=periods,
                title="period, by its first day",
                axis=alt.Axis(labelAngle=0 if roomy else -90, labelOverlap=False if len(periods) <= 26 else "greedy"),
                scale=alt.Scale(paddingInner=0.25),
            ),
            y=alt.Y("chance:Q", title="chance of signature", axis=alt.Axis(tickCount=4, format="%")),
            order=alt.Order("order:Q"),
            color=alt.Color(
                "partner:N",
                title=None,
                sort=names,
                scale=alt.Scale(domain=names, range=colours),
                legend=alt.Legend(orient="top", columns=3 if width > NARROW else 1),
            ),
        )
        .properties(width=width - 60, height=170)
    )


def _why(brief: Brief, facts: Facts, width: int) -> Any:
    """Draw the shares of the factors, in points."""
    assert facts.why is not None
    colours = {"for": FOR_COLOUR, "against": AGAINST_COLOUR, "none": NOTHING_COLOUR}
    rows = [
        {
            "name": row.name,
            "value": 100 * row.share,
            "low": 100 * (row.share - or_zero(row.error)),
            "high": 100 * (row.share + or_zero(row.error)),
            "label": f"{100 * row.share:+.1f}".replace("-", "−"),
            "colour": colours[row.weight],
        }
        for row in facts.why.arguments
    ]
    low = min([0.0, *(row["low"] for row in rows)])
    high = max([0.0, *(row["high"] for row in rows)])
    room = (0.12 if width > NARROW else 0.22) * max(high - low, 0.1)
    axis = alt.Axis(title="percentage points of the chance", tickCount=5, format="+~f")
    bars = _bars_from_zero(rows, width, (low - room, high + room), axis)
    zero = alt.Chart(_frame([{"zero": 0.0}])).mark_rule(color=PALE).encode(x="zero:Q")
    return alt.layer(bars, zero)


def _bids(brief: Brief, facts: Facts, width: int) -> Any:
    """Draw what each suitor bids, period by period: the darker, the more often."""
    crisis, outcome = brief.crisis, brief.outcome
    one_year = len({row.period.year for row in outcome.when}) == 1
    periods = [day.strftime("%-d %b" if one_year else "%-d %b %y") for day in sorted({r.period for r in outcome.when})]
    top = max((row.probability for row in outcome.bids), default=1.0)
    longest = max(len(clause) for suitor in crisis.suitors.values() for clause in suitor.menu)
    label = min(190 if width > NARROW else 120, round(6.2 * longest))
    panels = []
    for key, suitor in crisis.suitors.items():
        clauses = [clause.replace("-", " ").replace("_", " ") for clause in suitor.menu]
        rows = [
            {
                "period": row.period.strftime("%-d %b" if one_year else "%-d %b %y"),
                "clause": row.clause.replace("-", " ").replace("_", " "),
                "chance": row.probability,
                "label": f"{100 * row.probability:.0f}",
                "dark": row.probability > 0.5 * top,
            }
            for row in outcome.bids
            if row.suitor == key
        ]
        last = key == list(crisis.suitors)[-1]
        base = alt.Chart(_frame(rows) if rows else pl.DataFrame(schema=_BID_SCHEMA)).encode(
            x=alt.X(
                "period:N",
                sort=periods,
                title=None,
                scale=alt.Scale(domain=periods),
                axis=alt.Axis(
                    labelAngle=-90,
                    labelOverlap=False if len(periods) <= 26 else "greedy",
                    labels=last,
                    ticks=False,
                    domain=False,
                ),
            ),
            y=alt.Y(
                "clause:N",
                sort=clauses,
                title=None,
                scale=alt.Scale(domain=clauses),
                axis=alt.Axis(
                    ticks=False, domain=False, labelLimit=label, minExtent=label, maxExtent=label, labelPadding=6
                ),
            ),
        )
        cells = base.mark_rect(stroke="white", strokeWidth=1).encode(
            color=alt.Color(
                "chance:Q", scale=alt.Scale(domain=[0, top], range=["#F1EEE8", colour_of(key, crisis)], interpolate="rgb"), legend=None
            )
        )
        layers = [cells]
        if width > NARROW and len(periods) <= 14:
            layers.append(
                base.mark_text(fontSize=10).encode(
                    text="label:N", color=alt.condition("datum.dark", alt.value("white"), alt.value(INK))
                )
            )
        title = alt.TitleParams(suitor.name, anchor="start", frame="group", fontSize=12, offset=5, color=INK)
        panels.append(alt.layer(*layers).properties(width=width - label - 10, height=20 * len(clauses), title=title))
    return alt.vconcat(*panels, spacing=10).resolve_scale(color="independent")


_BID_SCHEMA = {
    "period": pl.String,
    "clause": pl.String,
    "chance": pl.Float64,
    "label": pl.String,
    "dark": pl.Boolean,
}


def _ledger(brief: Brief, facts: Facts, width: int) -> Any:
    """Draw the pivot's ledger: terms that cost to the left of zero, terms that pay to the right, the total marked."""
    terms, accounts = facts.ledger.terms, facts.ledger.accounts
    names = [account.name for account in accounts]
    step = 66
    rows = []
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
            "label": f"{account.name}: {account.total:+.3f}".replace("-", "−"),
        }
        for place, account in enumerate(accounts)
    ]
    lanes = alt.Scale(domain=[-0.5, len(names) - 0.5], nice=False, zero=False, reverse=True)
    y = alt.Y("row:Q", scale=lanes, axis=None)
    colours = [TERM_COLOURS.get(term.replace(" ", "_"), NOTHING_COLOUR) for term in terms]
    bars = (
        alt.Chart(_frame(rows))
        .mark_bar(height=20, stroke="white", strokeWidth=0.5)
        .encode(
            x=alt.X(
                "from:Q",
                title="shares of its own survival" if width <= NARROW else "shares of its own survival (losing all is −1)",
                axis=alt.Axis(format=".2~f", tickCount=8 if width > NARROW else 4),
            ),
            x2="to:Q",
            y=y,
            color=alt.Color(
                "term:N",
                title=None,
                sort=list(terms),
                scale=alt.Scale(domain=list(terms), range=colours),
                legend=alt.Legend(orient="bottom", columns=5 if width > NARROW else 3, symbolType="square"),
            ),
        )
    )
    base = alt.Chart(_frame(totals)).encode(y=y)
    zero = alt.Chart(_frame([{"zero": 0.0}])).mark_rule(color=INK).encode(x="zero:Q")
    marks = base.mark_point(
        shape="diamond", filled=True, size=110, color="black", stroke="white", strokeWidth=1.2, opacity=1
    ).encode(x="total:Q")
    titles = base.mark_text(align="left", baseline="bottom", dy=-13, fontSize=12, color=INK).encode(
        x=alt.value(0), text="label:N"
    )
    return alt.layer(bars, zero, marks, titles).properties(width=width, height=step * len(names))

