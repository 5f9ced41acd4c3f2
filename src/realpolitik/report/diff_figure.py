"""One picture of what differs between the answers of two crises."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import altair as alt

from realpolitik.analysis.contrast import Contrast, Difference
from realpolitik.crisis.schema import Crisis
from realpolitik.report import palette
from realpolitik.report.bars import SignedBar, domain_of, points_bar, signed_bars
from realpolitik.report.diff_text import SHOWN, clause_of, names_beside
from realpolitik.report.figure import dressed, full_day, titled
from realpolitik.report.page import count
from realpolitik.report.words import told_apart

MOST_CLAUSES = 12


CHANCES = "difference of the chance, in points"
"""What an axis of chances says."""


def draw_diff(found: Difference, first: Crisis) -> Any:
    """Draw what differs between the answers of two crises: the second less the first.

    Parameters
    ----------
    found : Difference
    first : Crisis
        The first crisis, for names; the second comes with what was found.

    Returns
    -------
    altair.VConcatChart
        Panels of who signs and of an attack, of the month, of the clauses that differ most, and of the ledger of each pivot.
    """
    crises = (first, found.other or first)
    name = names_beside(crises)
    panels = []

    signs = [(name(row.partner), row.chance) for row in found.signs]
    attack = [("an attack", found.attack)]

    def panel(
        title: str,
        rows: Sequence[tuple[str, Contrast]],
        colour: str,
        axis: str,
        beside: Sequence[tuple[str, Contrast]] = (),
    ) -> None:
        chances = axis == CHANCES
        bars = _bars(rows, chances)
        if bars:
            domain = domain_of([(bar.value, bar.error) for bar in (*bars, *_bars(beside, chances))])
            panels.append(signed_bars(bars, title, colour, axis, domain))

    panel("who signs", signs, palette.CHANGE, CHANCES, attack)
    panel("an attack", attack, palette.WAR, CHANCES, signs)
    panel("when", [("mean month of signature", found.month)], palette.TIME, "months later (right) or sooner (left)")
    clauses = [
        (f"{name(row.partner)}: {clause_of(crises, row.partner, row.clause)}", row.chance)
        for row in found.price
        if told_apart(row.chance.difference, row.chance.error, SHOWN)
    ]
    clauses.sort(key=lambda row: -abs(row[1].difference))
    panel(
        "the price: what is in the text, given who signs",
        clauses[:MOST_CLAUSES],
        palette.CHANGE,
        CHANCES,
    )
    for pivot in dict.fromkeys(side.pivot for side in found.sides):
        rows = [(name(row.alignment), row.worth) for row in found.ledger if row.state == pivot]
        owner = next(crisis.states[pivot].name for crisis in crises if pivot in crisis.states)
        panel(
            f"{owner}: what each alignment is worth to it",
            rows,
            palette.CHANGE,
            "difference, in shares of its own survival",
        )
    one, other = found.sides
    head = titled(
        "What differs between the answers",
        f"First: {one.title} ({one.crisis}), as {full_day(one.as_of)} knew it.",
        f"Second: {other.title} ({other.crisis}), as {full_day(other.as_of)} knew it.",
        f"The second less the first. {count(found.draws, 'draw')}, seed {found.seed}; a whisker is one standard error of it.",
    )
    return dressed(alt.vconcat(*panels, title=head, spacing=18))


def _bars(rows: Sequence[tuple[str, Contrast]], chances: bool) -> list[SignedBar]:
    """Return the bars of figures that both crises have, each under a name of its own."""
    bars: dict[str, SignedBar] = {}
    for name, figure in rows:
        if not math.isnan(figure.difference):
            label = name
            while label in bars:
                label += " "
            bars[label] = (points_bar if chances else SignedBar)(label, figure.difference, figure.error)
    return list(bars.values())
