"""A page of tables and notes, set as the report of a run is."""

from __future__ import annotations

import math
from io import StringIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE


class Sheet:
    """A page that is written section by section.

    Parameters
    ----------
    crisis : Crisis
        For names.
    width : int
        Columns.
    colour : bool
        Whether headings and notes may carry a terminal's colours.
    """

    def __init__(self, crisis: Crisis, width: int, colour: bool) -> None:
        self.crisis = crisis
        self.console = Console(
            file=StringIO(),
            width=width,
            highlight=False,
            markup=False,
            emoji=False,
            force_terminal=colour,
            color_system="standard" if colour else None,
            legacy_windows=False,
            _environ={},
        )

    def text(self) -> str:
        """Return what was written."""
        assert isinstance(self.console.file, StringIO)
        return "\n".join(line.rstrip() for line in self.console.file.getvalue().splitlines()) + "\n"

    def state(self, key: str) -> str:
        """Return the name of a state."""
        return self.crisis.states[key].name

    def partner(self, key: str) -> str:
        """Return the name of a partner."""
        return "no alignment" if key == NONE else self.crisis.suitors[key].name

    def head(self, question: str, note: str) -> None:
        """Say what was asked."""
        self.console.print(Text(self.crisis.title, style="bold"))
        self.console.print(Text(question))
        self.note(note)

    def table(self, *columns: str, right: int) -> Table:
        """Begin a table: a first column of words, then so many of numbers, then words."""
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for index, column in enumerate(columns):
            if 1 <= index <= right:
                table.add_column(column, justify="right", no_wrap=True)
            else:
                table.add_column(column, overflow="fold")
        return table

    def section(self, body: RenderableType) -> None:
        """Write a section below a blank line."""
        self.console.print()
        self.console.print(body)

    def heading(self, text: str) -> None:
        """Begin a section that is no table."""
        self.section(Text(text, style="bold"))

    def item(self, text: str) -> None:
        """Write an item of a list."""
        self.console.print(Padding(f"- {text}", (0, 0, 0, 2)))

    def footnote(self, text: str) -> None:
        """Write a small line below a table."""
        self.console.print(Padding(Text(text, style="dim"), (0, 0, 0, 2)))

    def note(self, text: str) -> None:
        """Write a small line."""
        self.console.print(Text(text, style="dim"))


def signed(value: float, error: float = math.nan, places: int = 4) -> str:
    """Write a change with its sign, and its error where there is one; a dash where it is not defined."""
    if math.isnan(value):
        return "-"
    number = f"{value:+.{places}f}" if abs(value) >= 0.5 * 10**-places else f"{0:.{places}f}"
    return number if math.isnan(error) else f"{number} ± {error:.{places}f}"


def counted(number: int, noun: str) -> str:
    """Write a number of things."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
