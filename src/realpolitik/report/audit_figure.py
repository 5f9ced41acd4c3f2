"""One picture of an audit: what each assumption costs its believer."""

from __future__ import annotations

from typing import Any

import altair as alt
import polars as pl

from realpolitik.analysis.audit import Audit
from realpolitik.crisis.schema import Crisis
from realpolitik.report import palette
from realpolitik.report.dispatch.paths import in_english
from realpolitik.report.figure import WIDTH, dressed, shortened, shown_as, titled
from realpolitik.report.page import count
from realpolitik.report.words import or_zero

LABEL = 300
LETTERS = 50
LINES = 3
"""Letters of an assumption on a line, and lines."""


def draw_audit(audit: Audit, crisis: Crisis) -> Any:
    """Draw an audit: bars of cost with their errors, the dearest first, and the value of asking first.

    Parameters
    ----------
    audit : Audit
    crisis : Crisis
        The crisis it answers, for names.

    Returns
    -------
    altair.LayerChart
    """
    rows = pl.DataFrame(
        [
            {
                "assumption": row.key,
                "cost": row.cost,
                "low": row.cost - or_zero(row.error),
                "high": row.cost + or_zero(row.error),
                "confirming": row.confirming,
                "sign": "costs its believer" if row.cost >= 0 else "pays its believer",
            }
            for row in audit.assumptions
        ]
    )
    names = {
        row.key: shortened(f"{crisis.states[row.state].name}: {in_english(row.path, crisis)}", LETTERS, LINES)
        for row in audit.assumptions
    }
    base = alt.Chart(rows).encode(
        y=alt.Y(
            "assumption:N",
            sort=list(names),
            title=None,
            axis=alt.Axis(labelExpr=shown_as(names), labelLimit=LABEL, ticks=False, domain=False),
        )
    )
    row = 24 + 11 * (max(map(len, names.values()), default=1) - 1)
    domain = ["costs its believer", "pays its believer"]
    bars = base.mark_bar(height=13).encode(
        x=alt.X("cost:Q", title="gain from believing the truth, shares of own survival", axis=alt.Axis(tickCount=7)),
        color=alt.Color(
            "sign:N", title="the assumption", scale=alt.Scale(domain=domain, range=[palette.HARMS, palette.HELPS])
        ),
    )
    whiskers = base.mark_rule(strokeWidth=2, color=palette.INK).encode(x="low:Q", x2="high:Q")
    marks = base.mark_point(
        shape="diamond", size=70, filled=True, color=palette.INK, stroke=palette.WHITE, strokeWidth=1, opacity=1
    ).encode(x="confirming:Q")
    zero = alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color=palette.INK).encode(x="zero:Q")
    title = titled(
        "Which assumptions cost their believers most?",
        f"{crisis.title}; {count(audit.draws, 'draw')}, seed {audit.seed}.",
        "A whisker is one Monte Carlo standard error to either side; a diamond, the value of asking first.",
    )
    return dressed(
        alt.layer(bars, zero, whiskers, marks).properties(width=WIDTH - 120, height=row * len(names), title=title),
        orient="bottom",
    )
