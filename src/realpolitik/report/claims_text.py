"""Tested claims in words: a table of verdicts with their intervals."""

from __future__ import annotations

import math
from collections import Counter

from rich.text import Text

from realpolitik.analysis.verdicts import Citation, ClaimResult, Claims
from realpolitik.crisis.schema import Crisis
from realpolitik.report.page import WIDTH, Page, count, signed

STYLES = {"supported": "green", "contradicted": "red", "undecided": "yellow", "refused": "dim"}


def tell_claims(told: Claims, crisis: Crisis, width: int = WIDTH, colour: bool = False) -> str:
    """Tell the verdicts on the claims of a crisis.

    Parameters
    ----------
    told : Claims
    crisis : Crisis
        The crisis whose claims they are.
    width : int
        Columns.
    colour : bool
        Whether verdicts and notes may carry a terminal's colours.

    Returns
    -------
    str
    """
    page = Page(width, colour)
    page.head(
        crisis.title,
        f"{len(told.claims)} claims about it, each run as a comparison of two variants.",
        f"{count(told.draws, 'draw')} of every variant, seed {told.seed}; intervals are 95%, of the paired difference.",
    )
    table = page.table("claim", "verdict", "effect", "95% interval", "draws", whole=True)
    for row in told.claims:
        table.add_row(
            _argument(row),
            Text(row.verdict, style=STYLES[row.verdict]),
            signed(row.effect),
            "-" if math.isnan(row.low) else f"{signed(row.low)} to {signed(row.high)}",
            "-" if math.isnan(row.agreement) else f"{row.agreement:.0%}",
        )
    page.section(table)
    page.section(Text(summed_up(told)))
    page.footnote(chance_of_error(told))
    page.footnote(
        "effect: the measure in the variant less that in what it is compared with; draws: the share of the draws in which the"
        " claim holds by itself. A verdict speaks of the model with the figures of the file, and of nothing else."
    )
    return page.text()


def summed_up(told: Claims) -> str:
    """Count the verdicts."""
    counts: Counter[str] = Counter(row.verdict for row in told.claims)
    parts = [f"{counts[verdict]} {verdict}" for verdict in STYLES if counts[verdict]]
    return ", ".join(parts) + "."


def chance_of_error(told: Claims) -> str:
    """Say how many intervals can be expected to miss by chance."""
    return (
        f"of {told.tested} intervals of {told.confidence:.0%}, {told.expected_misses:.1f} can be expected to miss by chance what"
        " endless draws would give, half of them on the side that could turn a verdict"
    )


def _argument(row: ClaimResult) -> Text:
    text = Text(row.says)
    against = f", disputed by {_keys(row.disputed_by)}" if row.disputed_by else ""
    by = f"; {_keys(row.sources)}" if row.sources else ""
    text.append(f"\n{row.id}: {row.measure}, {expectation(row)}{by}{against}", style="dim")
    if row.verdict == "refused":
        text.append(f"\nrefused: {row.reason}", style="dim")
    return text


def expectation(row: ClaimResult) -> str:
    """Say what a claim expects."""
    if row.expect == "same":
        return f"the same within {row.margin:g}"
    return row.expect if row.margin == 0 else f"{row.expect} by more than {row.margin:g}"


def _keys(citations: tuple[Citation, ...]) -> str:
    return ", ".join(citation.key for citation in citations)
