"""What variants of a crisis change, in one table."""

from __future__ import annotations

import math
import re

from realpolitik.analysis.whatif import WhatIf
from realpolitik.crisis.schema import Crisis
from realpolitik.report.follows import under_way
from realpolitik.report.names import name_of, with_key
from realpolitik.report.page import WIDTH, Page, change, count, day, percents, points, with_error

LABEL, CELL = 20, 16
"""Columns of a variant's label, and of a figure."""


def tell_whatif(found: WhatIf, crisis: Crisis, width: int = WIDTH, colour: bool = False) -> str:
    """Tell what variants change: one row for each, with the value and, below it, the change.

    Parameters
    ----------
    found : WhatIf
    crisis : Crisis
        The crisis as it stands, for names.
    width : int
        Columns.
    colour : bool
        Whether headings and notes may carry a terminal's colours.
    """
    page = Page(width, colour)
    page.head(
        crisis.title,
        note=f"As {day(found.as_of)} knew it; {count(found.draws, 'draw')}, seed {found.seed}, the same for every variant;"
        " ± is one Monte Carlo standard error, below a value that of the change.",
    )
    columns = _columns(found, crisis)
    fit = max((width - LABEL) // CELL, 1)
    for first in range(0, len(columns), fit):
        shown = columns[first : first + fit]
        table = page.table("", *(name for name, _ in shown))
        table.columns[0].overflow = "fold"
        table.columns[0].max_width = max(LABEL, width - CELL * len(shown))
        for row, label in enumerate(("as it stands", *(variant.label for variant in found.variants))):
            table.add_row(label, *(cells[row] for _, cells in shown))
        page.section(table)
    page.footnote(
        "the chance of each partner and of an attack, changes in percentage points; month: mean month of signature, from the"
        " opening of the window, if anything is signed"
    )
    factors = [with_key(key, factor.name) for key, factor in crisis.factors.items() if _is_taken(key, found)]
    if factors:
        page.footnote(f"factors: {', '.join(factors)}")
    page.closing(crisis, found)
    return page.text()


def _is_taken(key: str, found: WhatIf) -> bool:
    """Whether a variant is called after a factor."""
    return any(re.search(rf"(^|[ ,]){re.escape(key)}($|,)", variant.label) for variant in found.variants)


def _columns(found: WhatIf, crisis: Crisis) -> list[tuple[str, list[str]]]:
    """Return the columns: a name, the figure as it stands, and each variant's value and change."""
    columns = []
    for place, row in enumerate(found.before):
        cells = [percents(row.probability, row.error)]
        for variant in found.variants:
            moved = variant.change[place]
            cells.append(_chance(variant.outcomes[place].probability, moved.difference, moved.error))
        columns.append((name_of(row.partner, crisis), cells))
    attacks = [_chance(v.attack.after, v.attack.difference, v.attack.error) for v in found.variants]
    months = [_cell(v.month.after, v.month.difference, v.month.error) for v in found.variants]
    columns.append(("month", [with_error(found.month, found.month_error), *months]))
    if under_way(crisis) is None:
        columns.append(("an attack", [percents(found.attack, found.attack_error), *attacks]))
    return columns


def _chance(value: float, difference: float, error: float) -> str:
    return "-" if math.isnan(value) else f"{percents(value)}\n{points(difference, error)}"


def _cell(value: float, difference: float, error: float) -> str:
    return "-" if math.isnan(value) else f"{value:.3f}\n{change(difference, error)}"
