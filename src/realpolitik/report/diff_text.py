"""What differs between two crises, for a terminal or a pipe."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import TypeVar

from rich.table import Table
from rich.text import Text

from realpolitik.analysis.contrast import Contrast, Difference
from realpolitik.crisis.differences import FileDifference
from realpolitik.crisis.schema import Crisis
from realpolitik.report.names import name_of
from realpolitik.report.page import WIDTH, Page, change, count, day, percents, points, with_error
from realpolitik.report.words import spoken, told_apart

Row = TypeVar("Row")

MOST_SAID = 30
"""Lines of a list of what files say differently."""
MOST_ROWS = 16
"""Rows of a list of figures."""
SHOWN = 0.005
"""Differences of figures that are smaller are left out, and said to be."""
LONGEST = 120
"""Letters of what a file says at most."""
ABSENT = "(not there)"


def tell_diff(found: Difference, first: Crisis, width: int = WIDTH, colour: bool = False) -> str:
    """Tell what differs between two crises: numbers, structure, and the answers.

    Parameters
    ----------
    found : Difference
    first : Crisis
        The first crisis, for names; the second comes with what was found.
    width : int
        Columns.
    colour : bool
        Whether headings and notes may carry a terminal's colours.
    """
    page = _Difference(found, (first, found.other or first), width, colour)
    page.introduction()
    page.files()
    page.signs()
    page.when()
    page.price()
    page.ledger()
    page.provenance()
    return page.text()


def names_beside(crises: Sequence[Crisis]) -> Callable[[str], str]:
    """Return what names a partner of either crisis; by both names, where they differ."""

    def name(partner: str) -> str:
        named = [name_of(partner, crisis) for crisis in crises]
        return " / ".join(dict.fromkeys(each for each in named if each != partner)) or partner

    return name


def clause_of(crises: Sequence[Crisis], suitor: str, clause: str) -> str:
    """Return what a clause of either crisis says; its key, if it says nothing."""
    for crisis in crises:
        if suitor in crisis.suitors and clause in crisis.suitors[suitor].menu:
            says = crisis.suitors[suitor].menu[clause].says
            return says.rstrip(".") if says else spoken(clause)
    return spoken(clause)


class _Difference(Page):
    """The page of a difference."""

    def __init__(self, found: Difference, crises: tuple[Crisis, Crisis], width: int, colour: bool) -> None:
        super().__init__(width, colour)
        self.found = found
        self.crises = crises
        self.name = names_beside(crises)

    def introduction(self) -> None:
        """Say which crises stand side by side."""
        found = self.found
        self.head("Two crises side by side" if self._two() else "Two codings of one crisis side by side")
        for label, side in zip(("first", "second"), found.sides, strict=True):
            self.console.print(Text(f"{label}: {side.title} ({side.crisis}), as {day(side.as_of)} knew it"))
        shared = (
            f"{count(found.shared, 'uncertain number')} alike in both and drawn alike"
            if found.shared
            else "no uncertain number is alike in both"
        )
        self.note(
            f"{count(found.draws, 'draw')} of each, seed {found.seed}; {shared}. The difference is the second less the first;"
            " ± is one Monte Carlo standard error, of a difference that of the paired difference."
        )

    def _two(self) -> bool:
        one, other = self.found.sides
        return (one.crisis, one.pivot) != (other.crisis, other.pivot)

    def files(self) -> None:
        """Tell what the files say differently."""
        found = self.found
        if not (found.numbers or found.sources or found.structure):
            self.section(Text("The two files say the same."))
            return
        self._said("numbers that differ", found.numbers)
        self._said("sources of numbers that differ", found.sources)
        self._said("what else differs", found.structure)

    def _said(self, title: str, rows: Sequence[FileDifference]) -> None:
        if not rows:
            return
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for column in (f"{title}: {len(rows):,}", "first", "second"):
            table.add_column(column, overflow="fold", ratio=1)
        for row in rows[:MOST_SAID]:
            table.add_row(*(Text(text) for text in (row.path, _shown(row.first), _shown(row.second))))
        self.section(table)
        if len(rows) > MOST_SAID:
            self.footnote(f"{len(rows) - MOST_SAID:,} more are left out; --json has them all")

    def _figures(
        self,
        title: str,
        rows: Sequence[tuple[str, Contrast]],
        end: Callable[[float, float], str] = percents,
        difference: Callable[[float, float], str] = points,
    ) -> Table:
        """Return figures of both; chances in per cent and their differences in points, unless said otherwise."""
        table = self.table(title, "first", "second", "difference")
        for name, figure in rows:
            table.add_row(
                Text(name),
                end(figure.first, figure.first_error),
                end(figure.second, figure.second_error),
                difference(figure.difference, figure.error),
            )
        return table

    def signs(self) -> None:
        """Tell who signs in either, and the chance of an attack."""
        rows = [(self.name(row.partner), row.chance) for row in self.found.signs]
        self.section(self._figures("who signs", [*rows, ("an attack", self.found.attack)]))

    def when(self) -> None:
        """Tell when it is signed in either."""
        self.section(self._figures("when", [("mean month of signature", self.found.month)], with_error, change))
        opens = self.found.sides[0].opens
        self.footnote(f"given that anybody signs, in months from {day(opens)}")
        rows = [(f"{day(row.period)}, {self.name(row.partner)}", row.chance) for row in self.found.when]
        self._moved("by period and partner", rows)

    def price(self) -> None:
        """Tell what is in the text in either."""
        rows = [
            (f"{self.name(row.partner)}: {clause_of(self.crises, row.partner, row.clause)}", row.chance)
            for row in self.found.price
        ]
        self._moved("the price: what is in the text, given who signs", rows)

    def ledger(self) -> None:
        """Tell what each alignment is worth to the pivots."""
        pivots = dict.fromkeys(side.pivot for side in self.found.sides)
        for pivot in pivots:
            rows = [(self.name(row.alignment), row.worth) for row in self.found.ledger if row.state == pivot]
            names = dict.fromkeys(crisis.states[pivot].name for crisis in self.crises if pivot in crisis.states)
            self.section(self._figures(f"what each alignment is worth to: {' / '.join(names)}", rows, change, change))
            self.footnote("shares of its own survival (losing everything is -1), from signature on")

    def _moved(self, title: str, rows: Sequence[tuple[str, Contrast]]) -> None:
        """Tell the figures that differ most, and how many do not."""
        both = [row for row in rows if not math.isnan(row[1].difference)]
        moved = [row for row in both if told_apart(row[1].difference, row[1].error, SHOWN)]
        kept = sorted(moved, key=lambda row: -abs(row[1].difference))[:MOST_ROWS]
        if kept:
            self.section(self._figures(title, [row for row in both if row in kept]))
        rest = len(both) - len(kept)
        alone = len(rows) - len(both)
        said = []
        if rest:
            said.append(
                f"{count(rest, 'figure')} with a difference below {100 * SHOWN:g} points, or within twice its error"
            )
        if alone:
            said.append(f"{count(alone, 'figure')} that one of the two does not have")
        if said:
            self.footnote(f"{title}: left out {' and '.join(said)}")

    def provenance(self) -> None:
        """Say by what the answer can be found again."""
        hashes = " and ".join(side.hash[:12] for side in self.found.sides)
        self.footnote(f"crises {hashes}, realpolitik {self.found.version}, seed {self.found.seed}")


def _shown(text: str | None) -> str:
    if text is None:
        return ABSENT
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."
