"""Tested claims in words: every verdict with the numbers that it rests on."""

from __future__ import annotations

import math
from collections import Counter

from rich.padding import Padding
from rich.text import Text

from realpolitik.analysis.verdicts import VERDICTS, Citation, ClaimResult, Claims, Verdict
from realpolitik.crisis.schema import Crisis
from realpolitik.report.page import NOTHING, WIDTH, Page, count, number, percents

STYLES: dict[Verdict, str] = {
    "supported": "green",
    "right direction, too small to matter": "yellow",
    "no difference that matters": "yellow",
    "wrong direction, too small to matter": "yellow",
    "contradicted": "red",
    "undecided": "yellow",
    "refused": "dim",
}
"""A terminal's colour for every verdict; only what the whole interval bears out is green or red."""
FINEST = 0.00005
"""What is smaller is written as a power of ten."""


def tell_claims(told: Claims, crisis: Crisis, width: int = WIDTH, colour: bool = False) -> str:
    """Tell the verdicts on the claims of a crisis, each with the numbers that it rests on.

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
        f"{count(len(told.claims), 'claim')} about it, each run as a comparison of two variants.",
        f"{count(told.draws, 'draw')} of every variant, seed {told.seed}; ± is one standard error of the paired difference,"
        " and intervals are 95%.",
    )
    for row in told.claims:
        page.section(Text(row.says))
        for line in (Text(row.verdict, style=STYLES[row.verdict]), *map(Text, _numbers(row))):
            page.console.print(Padding(line, (0, 0, 0, 2)))
        page.footnote(_argued(row))
    page.section(Text(summed_up(told)))
    page.footnote(chance_of_error(told))
    page.footnote(
        "base: the measure in what the claim's variant is compared with; changed: in the variant. What is no larger than the"
        " margin is too small to matter. A verdict speaks of the model with the figures of the file, and of nothing else."
    )
    return page.text()


def summed_up(told: Claims) -> str:
    """Count the verdicts."""
    counts: Counter[str] = Counter(row.verdict for row in told.claims)
    parts = [f"{counts[verdict]} {verdict}" for verdict in VERDICTS if counts[verdict]]
    return "; ".join(parts) + "."


def chance_of_error(told: Claims) -> str:
    """Say how many intervals can be expected to miss by chance."""
    return (
        f"of {count(told.tested, 'interval')} of {told.confidence:.0%}, {told.expected_misses:.2f} can be expected to miss by"
        " chance what endless draws would give"
    )


def expectation(row: ClaimResult) -> str:
    """Say what a claim expects."""
    return "the same" if row.expect == "same" else row.expect


def in_numbers(row: ClaimResult) -> str:
    """Write the base, the changed value and the effect of a claim that was tested."""
    effect = _finely(row.effect, row) + ("" if math.isnan(row.error) else f" ± {_finely(row.error, row).lstrip('+')}")
    before, after = (percents(each) if row.unit == "chance" else number(each) for each in (row.against, row.variant))
    return f"base {before}, changed {after}, effect {effect} {unit_of(row)}"


def unit_of(row: ClaimResult) -> str:
    """Return the unit in which differences of what a claim measures are told."""
    return "points" if row.unit == "chance" else row.unit


def scale_of(row: ClaimResult) -> float:
    """Return how many of the units that are told one of what is measured is."""
    return 100.0 if row.unit == "chance" else 1.0


def margin_of(row: ClaimResult) -> str:
    """Say against what margin an effect is judged, and whose it is."""
    margin = scale_of(row) * row.margin
    unit = "point" if margin == 1 and row.unit == "chance" else unit_of(row)
    return f"margin {margin:g} {unit}, {'stated by the claim' if row.margin_given else 'the default'}"


def _numbers(row: ClaimResult) -> list[str]:
    """Say what was compared, the numbers, and what decided where they do not tell it at a glance."""
    compared = f"{row.measure}, expected {expectation(row)}"
    if math.isnan(row.effect):
        return [compared, row.reason]
    interval = [] if math.isnan(row.low) else [f"95% interval {_finely(row.low, row)} to {_finely(row.high, row)}"]
    why = [row.reason] if row.verdict in {"undecided", "refused"} or row.low == row.high == 0 else []
    judged = [*interval, margin_of(row), f"holds by itself in {row.agreement:.0%} of draws", *why]
    return [f"{compared}: {in_numbers(row)}", "; ".join(judged)]


def _finely(value: float, row: ClaimResult) -> str:
    """Write a difference with its sign, so fine that nobody takes what is not nothing for nothing."""
    if abs(value) < NOTHING:
        return "0"
    told = scale_of(row) * value
    return f"{told:+.{2 if row.unit == 'chance' else 4}f}" if abs(value) >= FINEST else f"{told:+.0e}"


def _argued(row: ClaimResult) -> str:
    against = f", disputed by {_keys(row.disputed_by)}" if row.disputed_by else ""
    by = f"; {_keys(row.sources)}" if row.sources else ""
    return f"{row.id}{by}{against}"


def _keys(citations: tuple[Citation, ...]) -> str:
    return ", ".join(citation.key for citation in citations)
