"""Pictures of signed numbers: bars from zero, each with its error and its number."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import polars as pl

from realpolitik.analysis.counterfactual import WhatIf
from realpolitik.analysis.explanation import Explanation
from realpolitik.crisis.schema import Crisis
from realpolitik.report.figure import INK, PALE, WIDTH, colour_of, dressed, heading, or_zero, titled
from realpolitik.report.names import name_of
from realpolitik.report.page import change, count

LABEL = 250
"""Points for the names beside the bars."""
ROOM = 0.3
"""Share of the axis that is kept free for the numbers, on each side that has bars."""
WAR_COLOUR, TIME_COLOUR = "#882255", "#666666"


@dataclass(frozen=True)
class SignedBar:
    """One bar."""

    name: str
    value: float
    error: float


def draw_whatif(found: WhatIf, crisis: Crisis) -> Any:
    """Draw what variants change.

    Parameters
    ----------
    found : WhatIf
    crisis : Crisis
        The crisis as it stands, for names.

    Returns
    -------
    altair.VConcatChart
        A panel for each partner, one for an attack, one for the month; a bar for each variant.
    """
    labels = [variant.label for variant in found.variants]
    panels = []
    chances = [
        bar
        for variant in found.variants
        for bar in (*_moves(variant.change), (variant.attack.difference, variant.attack.error))
    ]
    domain = domain_of(chances)
    for place, row in enumerate(found.before):
        bars = [
            SignedBar(label, variant.change[place].difference, variant.change[place].error)
            for label, variant in zip(labels, found.variants, strict=True)
        ]
        title = f"{name_of(row.partner, crisis)}: {row.probability:.3f} as it stands"
        panels.append(signed_bars(bars, title, colour_of(row.partner, crisis), "", domain))
    attacks = [SignedBar(v.label, v.attack.difference, v.attack.error) for v in found.variants]
    panels.append(
        signed_bars(attacks, f"an attack: {found.attack:.3f} as it stands", WAR_COLOUR, "change of the chance", domain)
    )
    months = [SignedBar(v.label, v.month.difference, v.month.error) for v in found.variants]
    panels.append(
        signed_bars(
            months,
            f"mean month of signature: {found.month:.2f} from the opening",
            TIME_COLOUR,
            "months later (right) or sooner (left)",
            domain_of([(bar.value, bar.error) for bar in months]),
        )
    )
    head = titled(
        "What the changes would change",
        crisis,
        f"{count(found.draws, 'draw')}, seed {found.seed}; a whisker is one standard error of the difference.",
    )
    return dressed(alt.vconcat(*panels, title=head, spacing=18))


def draw_explanation(found: Explanation, crisis: Crisis) -> Any:
    """Draw why: the shares of the factors in the chance of an outcome, and in the month of signature.

    Parameters
    ----------
    found : Explanation
    crisis : Crisis
        The crisis it explains, for names.

    Returns
    -------
    altair.VConcatChart
    """
    order = sorted(found.factors, key=lambda row: -row.share)
    month = found.month[0]
    later = {row.factor: row for row in month.factors}
    chances = [SignedBar(row.name, row.share, row.error) for row in order]
    months = [SignedBar(row.name, later[row.factor].share, later[row.factor].error) for row in order]
    who = name_of(found.outcome, crisis)
    panels = (
        signed_bars(
            chances,
            f"{who}: {found.baseline:.3f} without these factors, {found.actual:.3f} as it stands",
            colour_of(found.outcome, crisis),
            "share in the chance",
            domain_of([(bar.value, bar.error) for bar in chances]),
        ),
        signed_bars(
            months,
            f"mean month of signature: {month.baseline:.2f} without them, {month.actual:.2f} as it stands",
            TIME_COLOUR,
            "months later (right) or sooner (left)",
            domain_of([(bar.value, bar.error) for bar in months]),
        ),
    )
    head = titled(
        f"Why: what each factor does to the chance of {who}",
        crisis,
        f"Shapley values; {count(found.draws, 'draw')} of {count(found.variants, 'variant')}, seed {found.seed};"
        " a whisker is one standard error.",
    )
    return dressed(alt.vconcat(*panels, title=head, spacing=18))


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
                "name": bar.name,
                "value": bar.value,
                "low": bar.value - or_zero(bar.error),
                "high": bar.value + or_zero(bar.error),
                "label": change(bar.value, bar.error).replace("-", "−"),
            }
            for bar in bars
            if not math.isnan(bar.value)
        ],
        schema={"name": pl.String, "value": pl.Float64, "low": pl.Float64, "high": pl.Float64, "label": pl.String},
    )
    names = [bar.name for bar in bars]
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "name:N",
            sort=names,
            title=None,
            scale=alt.Scale(domain=names),
            axis=alt.Axis(
                labelLimit=LABEL, ticks=False, domain=False, labelPadding=6, minExtent=LABEL, maxExtent=LABEL
            ),
        )
    )
    scale = alt.Scale(domain=domain, nice=False)
    x_axis = alt.Axis(format="+.2~f", tickCount=6, labels=bool(axis), ticks=bool(axis), title=axis or None)
    body = base.mark_bar(height=12, color=colour).encode(x=alt.X("value:Q", scale=scale, axis=x_axis))
    whiskers = base.mark_rule(strokeWidth=1.5, color=INK).encode(x="low:Q", x2="high:Q")
    up, down = alt.datum.value > -0.0005, alt.datum.value <= -0.0005
    right = base.transform_filter(up).mark_text(align="left", dx=5, color=INK).encode(x="high:Q", text="label:N")
    left = base.transform_filter(down).mark_text(align="right", dx=-5, color=INK).encode(x="low:Q", text="label:N")
    zero = alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color=PALE).encode(x="zero:Q")
    return alt.layer(body, zero, whiskers, right, left).properties(
        width=WIDTH - LABEL + 100, height=max(20 * len(names), 20), title=heading(title)
    )


def _moves(rows: Sequence[Any]) -> list[tuple[float, float]]:
    return [(row.difference, row.error) for row in rows]
