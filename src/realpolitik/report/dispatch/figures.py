"""The figures of a dispatch, drawn as SVG that needs no script, each for a wide and for a narrow page."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from functools import partial
from textwrap import wrap
from typing import Any, NamedTuple

import altair as alt

from realpolitik.analysis.brief import Brief
from realpolitik.markup import Markup
from realpolitik.report import palette
from realpolitik.report.backtest_figure import reliability_panel, reliability_rows
from realpolitik.report.dispatch.facts import Facts
from realpolitik.report.dispatch.map import FAR, NEAR, draw_map, land_outlines, places_of
from realpolitik.report.dispatch.numerals import signed
from realpolitik.report.dispatch.panels import LABEL_HEIGHT, NARROW, draw_bids, draw_ledger, frame
from realpolitik.report.figure import AXIS, LEGEND_TEXT, shown_as
from realpolitik.report.names import name_of
from realpolitik.report.picture import spec_of, svg_of
from realpolitik.report.words import or_zero, percent_text

WIDE = 660
"""Points that a figure on a wide page is wide."""
FONT = "sans-serif"
LEAST = 0.5
"""Points that an axis of shares runs to at least, so that nothing looks like nothing."""
LINE, BETWEEN, LABEL_ROOM = 19, 7, 112
"""Points of a line of the picture of the answer, of the space between two partners, and of the words beside their chances."""
LETTER_WIDTH = 6.4
"""Points that a letter of a name is wide, about."""


class TwoWidths(NamedTuple):
    """A figure in two widths."""

    wide: Markup
    narrow: Markup


FIGURES = ("partners", "periods", "why", "bids", "map", "ledger", "flips", "trust")
"""The names of all figures."""


def charts_of(brief: Brief, facts: Facts) -> dict[str, Callable[[int], Any]]:
    """Return every figure that the findings allow, by name, as what draws it so many points wide."""
    drawn: dict[str, Callable[[Brief, Facts, int], Any]] = {
        "partners": _partners,
        "periods": _periods,
        "bids": draw_bids,
    }
    if facts.ledger.terms:
        drawn["ledger"] = draw_ledger
    if facts.why is not None:
        drawn["why"] = _why
    if brief.outcome.record is not None:
        drawn["trust"] = _trust
    if facts.hangs is not None and any(row.measured for row in facts.hangs.flips):
        drawn["flips"] = _flips
    if places_of(brief.crisis) is not None:
        drawn["map"] = lambda brief, facts, width: draw_map(brief.crisis, brief.outcome, width)
    return {name: partial(draw, brief, facts) for name, draw in drawn.items()}


def draw_figures(brief: Brief, facts: Facts) -> dict[str, TwoWidths | None]:
    """Draw every figure that the findings allow, by name; None in place of the others."""
    pictures: dict[str, TwoWidths | None] = dict.fromkeys(FIGURES)
    return pictures | {
        name: TwoWidths(*(_svg(draw(width), f"{name}-{width}") for width in (WIDE, NARROW)))
        for name, draw in charts_of(brief, facts).items()
    }


def _trust(brief: Brief, facts: Facts, width: int) -> Any:
    """Draw how often chances of each size came true on coded cases."""
    assert brief.outcome.record is not None
    return reliability_panel(reliability_rows(brief.outcome.record.theories), min(width - 90, 420))


def _svg(chart: Any, name: str) -> Markup:
    """Return a chart as an inline picture that grows and shrinks with its column, its names its own on the page."""
    chart = (
        chart.configure(padding=4, background="transparent", font=FONT)
        .configure_view(stroke=None)
        .configure_axis(**AXIS, tickColor=palette.PALE)
        .configure_title(color=palette.INK)
        .configure_legend(**LEGEND_TEXT, labelLimit=300, labelOffset=6, columnPadding=16, rowPadding=4)
    )
    spec = spec_of(chart)
    # The outlines are large, and every chart that holds them copies them: they are put in last.
    written = json.dumps(spec)
    for outlines in (NEAR, FAR):
        if f'"{outlines}"' in written:
            spec.setdefault("datasets", {})[outlines] = land_outlines(outlines)
    svg = svg_of(spec)
    svg = svg[svg.index("<svg") :]
    width, height = (re.search(rf'<svg[^>]*? {side}="([\d.]+)"', svg) for side in ("width", "height"))
    assert width is not None
    assert height is not None
    head = (
        f'<svg viewBox="0 0 {width[1]} {height[1]}" style="max-width:{width[1]}px" aria-hidden="true" focusable="false"'
    )
    svg = head + ">" + svg[svg.index(">") + 1 :]
    # A tenth of a point is finer than any screen shows.
    svg = re.sub(r' d="[^"]+"', lambda path: re.sub(r"(\d\.\d)\d+", r"\1", path[0]), svg)
    svg = re.sub(r' (role|aria-[a-z]+|class)="[^"]*"', "", svg[len(head) :])
    # The converter counts its names on from picture to picture; here each begins anew, so that a page is the same whatever was
    # drawn before it.
    own = {old: f"{name}-{place}" for place, old in enumerate(re.findall(r'\bid="([^"]+)"', svg))}
    svg = re.sub(r'\bid="([^"]+)"', lambda found: f'id="{own[found[1]]}"', svg)
    svg = re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{own[found[1]]})", svg)
    return Markup(head + palette.in_variables(svg))


def _bars_from_zero(rows: list[dict[str, Any]], width: int, domain: tuple[float, float], axis: alt.Axis | None) -> Any:
    """Draw bars with the name above each and the number beside it; rows: name, value, low, high, label, colour."""
    step = 40
    names = [row["name"] for row in rows]
    # The number stands beyond the whisker on the side that the bar points to.
    table = frame([row | {"row": place} for place, row in enumerate(rows)])
    height = step * len(names)
    place = alt.Scale(domain=[-0.5, len(names) - 0.5], nice=False, zero=False, reverse=True)
    y = alt.Y("row:Q", scale=place, axis=None)
    x = alt.X("value:Q", scale=alt.Scale(domain=domain, nice=False), axis=axis)
    base = alt.Chart(table)
    bars = base.mark_bar(height=12).encode(x=x, x2=alt.datum(0), y=y, color=alt.Color("colour:N", scale=None))
    whiskers = base.mark_rule(strokeWidth=1.5, color=palette.INK).encode(x="low:Q", x2="high:Q", y=y)
    # Letters that a rule would run through have a halo.
    halo, letters = (
        base.mark_text(align="left", baseline="bottom", dy=-9, fontSize=12, **look).encode(
            x=alt.value(0), y=y, text="name:N"
        )
        for look in (
            {"color": palette.PAPER, "stroke": palette.PAPER, "strokeWidth": 4},
            {"color": palette.INK},
        )
    )
    right = base.transform_filter(alt.datum.value >= 0)
    left = base.transform_filter(alt.datum.value < 0)
    numbers = [
        right.mark_text(align="left", dx=6, fontSize=12, color=palette.INK).encode(x="high:Q", y=y, text="label:N"),
        left.mark_text(align="right", dx=-6, fontSize=12, color=palette.INK).encode(x="low:Q", y=y, text="label:N"),
    ]
    return alt.layer(halo, bars, whiskers, letters, *numbers).properties(width=width, height=height)


def _partners(brief: Brief, facts: Facts, width: int) -> Any:
    """Draw the chances of every partner: the calibrated one with its interval, and below it the model's, beside chance alone."""
    found = brief.outcome.calibrated
    calibrated = {} if found is None else {row.partner: row for row in found.outcomes}
    names: list[dict[str, Any]] = []
    rows: list[dict[str, Any]] = []
    line = 0.0  # down the picture, in points
    for partner in facts.answer.partners:
        names.append({"y": line + LINE / 2, "name": partner.name})
        colour = palette.colour_of(partner.key, brief.crisis)
        if partner.key in calibrated:
            one = calibrated[partner.key]
            line += LINE
            rows.append(
                {
                    "y": line + LINE / 2,
                    "kind": "calibrated",
                    "value": one.probability,
                    "low": one.low,
                    "high": one.high,
                    "label": f"{percent_text(one.probability)} calibrated",
                    "colour": colour,
                }
            )
        line += LINE
        error = or_zero(partner.error)
        rows.append(
            {
                "y": line + LINE / 2,
                "kind": "model",
                "value": partner.chance,
                "low": max(partner.chance - error, 0.0),
                "high": min(partner.chance + error, 1.0),
                "label": f"{percent_text(partner.chance)} the model",
                "colour": colour,
                "alone": partner.alone,
            }
        )
        line += LINE + BETWEEN
    height, right = line - BETWEEN, width - LABEL_ROOM
    y = alt.Y("y:Q", scale=alt.Scale(domain=[0, height], range=[0, height], nice=False, zero=False), axis=None)
    x = alt.X(
        "value:Q",
        scale=alt.Scale(domain=[0, 1], range=[0, right], nice=False),
        axis=alt.Axis(format="%", tickCount=4, title=None),
    )
    colour_scale: dict[str, Any] = {"scale": None, "legend": None}
    base = alt.Chart(frame(rows))
    kinds = {kind: base.transform_filter(alt.datum.kind == kind) for kind in ("calibrated", "model")}
    letters: dict[str, Any] = {"align": "left", "baseline": "middle", "color": palette.INK}
    layers = [
        alt.Chart(frame(names))
        .mark_text(fontSize=13, limit=width, **letters)
        .encode(x=alt.value(0), y=y, text="name:N"),
        base.mark_text(fontSize=12, **letters).encode(x=alt.value(right + 12), y=y, text="label:N"),
        kinds["calibrated"]
        .mark_bar(height=8, opacity=0.4)
        .encode(x="low:Q", x2="high:Q", y=y, color=alt.Color("colour:N", **colour_scale)),
        kinds["calibrated"]
        .mark_point(shape="circle", filled=True, size=110, opacity=1)
        .encode(x=x, y=y, color=alt.Color("colour:N", **colour_scale)),
        kinds["model"].mark_tick(size=18, thickness=3, opacity=1, color=palette.BY_CHANCE).encode(x="alone:Q", y=y),
        kinds["model"].mark_rule(strokeWidth=1.5, color=palette.INK).encode(x="low:Q", x2="high:Q", y=y),
        kinds["model"]
        .mark_point(shape="circle", filled=True, size=80, opacity=1, fill=palette.WHITE, strokeWidth=2.5)
        .encode(x=x, y=y, stroke=alt.Stroke("colour:N", **colour_scale)),
    ]
    return alt.layer(*layers).properties(width=width, height=height)


def _periods(brief: Brief, facts: Facts, width: int) -> Any:
    """Draw the chance of signature by period, and by partner."""
    crisis, outcome = brief.crisis, brief.outcome
    one_year = len({row.period.year for row in outcome.when}) == 1
    pattern = "%-d %b" if one_year else "%-d %b %y"
    rows: list[dict[str, Any]] = [
        {
            "period": row.period.isoformat(),
            "partner": row.partner,
            "chance": row.probability,
            "order": order,
        }
        for order, row in enumerate(outcome.when)
    ]
    periods = {row.period.isoformat(): row.period.strftime(pattern) for row in outcome.when}
    names = {key: name_of(key, crisis) for key in crisis.suitors}
    keys, colours = list(names), [palette.colour_of(key, crisis) for key in names]
    roomy = len(periods) * 50 <= width
    return (
        alt.Chart(frame(rows))
        .mark_bar()
        .encode(
            x=alt.X(
                "period:N",
                sort=list(periods),
                title="period, by its first day",
                axis=alt.Axis(
                    labelAngle=0 if roomy else -90,
                    labelOverlap=False if len(periods) * LABEL_HEIGHT <= width else "greedy",
                    labelExpr=shown_as(periods),
                ),
                scale=alt.Scale(paddingInner=0.25),
            ),
            y=alt.Y("chance:Q", title="chance of signature", axis=alt.Axis(tickCount=4, format="%")),
            order=alt.Order("order:Q"),
            color=alt.Color(
                "partner:N",
                title=None,
                sort=keys,
                scale=alt.Scale(domain=keys, range=colours),
                legend=alt.Legend(orient="top", columns=3 if width > NARROW else 1, labelExpr=shown_as(names)),
            ),
        )
        .properties(width=width - 60, height=170)
    )


def _why(brief: Brief, facts: Facts, width: int) -> Any:
    """Draw the shares of the factors, in points."""
    assert facts.why is not None
    colours = {"for": palette.FOR, "against": palette.AGAINST, "none": palette.GREY}
    rows: list[dict[str, Any]] = [
        {
            "name": row.name,
            "value": 100 * row.share,
            "low": 100 * (row.share - or_zero(row.error)),
            "high": 100 * (row.share + or_zero(row.error)),
            "label": signed(100 * row.share, 1),
            "colour": colours[row.weight],
        }
        for row in facts.why.arguments
    ]
    low = min([0.0, *(row["low"] for row in rows)])
    high = max([0.0, *(row["high"] for row in rows)])
    low, high = min(low, -LEAST), max(high, LEAST)
    room = (0.12 if width > NARROW else 0.22) * (high - low)
    axis = alt.Axis(
        title="percentage points of the chance",
        tickCount=5,
        labelExpr="datum.value == 0 ? '0' : replace(format(datum.value, '+~f'), '-', '−')",
    )
    bars = _bars_from_zero(rows, width, (low - room, high + room), axis)
    zero = alt.Chart(frame([{"zero": 0.0}])).mark_rule(color=palette.PALE).encode(x="zero:Q")
    return alt.layer(zero, bars)


def _flips(brief: Brief, facts: Facts, width: int) -> Any:
    """Draw, for each of the nearest flips, what the sources leave open, and where in it, or how far beyond it, the answer turns."""
    assert facts.hangs is not None
    rows: list[dict[str, Any]] = []
    for place, flip in enumerate(row for row in facts.hangs.flips if row.measured):
        assert flip.low is not None
        assert flip.high is not None
        assert flip.value is not None
        assert flip.flips_at is not None
        spread = flip.high - flip.low
        at_what = f"{flip.about}: turns at {flip.flips_at:.3g}, not {flip.value:.3g}".replace("-", "−")
        *upper, lower = wrap(at_what, round(width / LETTER_WIDTH), max_lines=2, placeholder=" …")
        rows.append(
            {
                "row": place,
                "upper": " ".join(upper),
                "lower": lower,
                "zero": 0.0,
                "one": 1.0,
                "value": (flip.value - flip.low) / spread,
                "turns": (flip.flips_at - flip.low) / spread,
                "low": f"{flip.low:.3g}".replace("-", "−"),
                "high": f"{flip.high:.3g}".replace("-", "−"),
            }
        )
    step = 78 if any(row["upper"] for row in rows) else 64
    table = alt.InlineData(values=rows)
    y = alt.Y("row:Q", scale=alt.Scale(domain=[-0.7, len(rows) - 0.5], nice=False, zero=False, reverse=True), axis=None)
    reach = [0.0, 1.0, *(row["turns"] for row in rows)]
    room = 0.12 * (max(reach) - min(reach))
    scale = alt.Scale(domain=[min(reach) - room, max(reach) + room], nice=False)

    def at(field: str) -> alt.X:
        return alt.X(f"{field}:Q", scale=scale, axis=None)

    base = alt.Chart(table)
    bars = base.mark_bar(height=8, color=palette.RULE).encode(x=at("zero"), x2="one:Q", y=y)
    way = base.mark_rule(color=palette.AGAINST, strokeWidth=2).encode(x=at("value"), x2="turns:Q", y=y)
    now = base.mark_tick(color=palette.INK, thickness=2, height=16).encode(x=at("value"), y=y)
    turn = base.mark_point(shape="diamond", filled=True, size=90, color=palette.AGAINST, opacity=1).encode(
        x=at("turns"), y=y
    )
    names = [
        base.mark_text(align="left", baseline="bottom", dy=rise, fontSize=12, color=palette.INK).encode(
            x=alt.value(0), y=y, text=f"{line}:N"
        )
        for line, rise in (("upper", -26), ("lower", -12))
    ]
    ends = [
        base.mark_text(baseline="top", dy=8, fontSize=10.5, color=palette.PALE).encode(
            x=at(place), y=y, text=f"{text}:N"
        )
        for place, text in (("zero", "low"), ("one", "high"))
    ]
    return alt.layer(bars, way, now, turn, *names, *ends).properties(width=width, height=step * len(rows))
