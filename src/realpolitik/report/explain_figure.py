"""One picture of why: the shares of the factors."""

from __future__ import annotations

from typing import Any

import altair as alt

from realpolitik.analysis.explanation import Explanation
from realpolitik.crisis.schema import Crisis
from realpolitik.report import palette
from realpolitik.report.bars import SignedBar, domain_of, points_bar, signed_bars
from realpolitik.report.explain_text import UNNAMED
from realpolitik.report.figure import dressed, titled, vintage
from realpolitik.report.names import name_of
from realpolitik.report.page import count, percents


def draw_explain(found: Explanation, crisis: Crisis) -> Any:
    """Draw why: what no factor names and the shares of the factors, in the chance of an outcome and in the month of signature.

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
    chances = [
        points_bar(UNNAMED, found.unnamed, found.chance.unnamed_error),
        *(points_bar(row.name, row.share, row.error) for row in order),
    ]
    months = [
        SignedBar(UNNAMED, month.unnamed, month.unnamed_error),
        *(SignedBar(row.name, later[row.factor].share, later[row.factor].error) for row in order),
    ]
    who = name_of(found.outcome, crisis)
    panels = (
        signed_bars(
            chances,
            f"{who}: {percents(found.alone)} by chance alone, {percents(found.actual)} as it stands",
            palette.colour_of(found.outcome, crisis),
            "added to chance alone, in points",
            domain_of([(bar.value, bar.error) for bar in chances]),
        ),
        signed_bars(
            months,
            f"mean month of signature: {month.alone:.2f} by chance alone, {month.actual:.2f} as it stands",
            palette.TIME,
            "months later (right) or sooner (left)",
            domain_of([(bar.value, bar.error) for bar in months]),
        ),
    )
    head = titled(
        f"Why: what each factor does to the chance of {who}",
        vintage(crisis),
        f"Shapley values; {count(found.draws, 'draw')} of {count(found.variants, 'variant')}, seed {found.seed};"
        " a whisker is one standard error.",
    )
    return dressed(alt.vconcat(*panels, title=head, spacing=18))
