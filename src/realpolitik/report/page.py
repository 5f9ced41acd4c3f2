"""A page of tables and notes for a terminal or a pipe of 60 columns or more, and how numbers are written on it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from io import StringIO
from typing import Protocol

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from realpolitik.crisis.schema import Crisis
from realpolitik.report.names import legend

WIDTH = 100
BAR = 40
"""Columns of a full bar, where there is room."""
TERM_SHOWN = 0.0005
"""Terms of a ledger that are smaller everywhere are left out."""
NOTHING = 1e-9
"""What is smaller is written as nothing even where small numbers are written as powers of ten."""


class Printed(Protocol):
    """What every answer says of how it can be found again."""

    @property
    def hash(self) -> str:
        """The fingerprint of the crisis."""

    @property
    def version(self) -> str:
        """The version of the program."""

    @property
    def seed(self) -> int:
        """The seed of the draws."""


class Drawn(Printed, Protocol):
    """What most answers say of where they come from."""

    @property
    def as_of(self) -> date:
        """The day as which the crisis is known."""

    @property
    def draws(self) -> int:
        """How many draws."""


class Page:
    """A page that is written section by section.

    Parameters
    ----------
    width : int
        Columns.
    colour : bool
        Whether headings and notes may carry a terminal's colours.
    """

    def __init__(self, width: int = WIDTH, colour: bool = False) -> None:
        self.width = width
        self._written = StringIO()
        self.console = Console(
            file=self._written,
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
        return "\n".join(line.rstrip() for line in self._written.getvalue().splitlines()) + "\n"

    def head(self, title: str, question: str = "", note: str = "") -> None:
        """Begin with a title, what was asked, and a note."""
        self.console.print(Text(title, style="bold"))
        if question:
            self.console.print(Text(question))
        if note:
            self.note(note)

    def table(self, *columns: str, right: int | None = None, whole: bool = False) -> Table:
        """Begin a table: words on the left, then so many columns of numbers (all, if not said), then the rest.

        The numbers of a table that is to be `whole` are never broken over lines; its words are broken where they must be.
        """
        numbers = len(columns) - 1 if right is None else right
        table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
        for index, column in enumerate(columns):
            if 1 <= index <= numbers:
                table.add_column(column, justify="right", vertical="bottom", no_wrap=whole)
            elif whole:
                table.add_column(column, overflow="fold", max_width=BAR if column == "" else None)
            else:
                table.add_column(column, max_width=BAR if column == "" else None)
        return table

    def section(self, body: RenderableType, otherwise: str = "") -> None:
        """Write a section below a blank line.

        Parameters
        ----------
        body : renderable
        otherwise : str, optional
            What is said in place of a table without rows: what is missing, and why. A table is never written as a bare heading.
        """
        self.console.print()
        if isinstance(body, Table) and not body.row_count:
            body = Text(otherwise or f"{body.columns[0].header}: there is nothing to tell.")
        self.console.print(body)

    def heading(self, text: str) -> None:
        """Begin a section that is no table."""
        self.section(Text(text, style="bold"))

    def entry(self, word: str, says: str) -> None:
        """Write a word and, below it, what it means."""
        self.console.print(Text(word, style="bold"))
        self.console.print(Padding(Text(says), (0, 0, 0, 2)))

    def item(self, text: str) -> None:
        """Write an item of a list."""
        self.console.print(Padding(f"- {text}", (0, 0, 0, 2)))

    def closing(self, crisis: Crisis, answer: Printed, left_out: str = "") -> None:
        """End with what a summary leaves out, the keys of names, where words are explained, and how to find the answer again."""
        if left_out:
            self.section(Text(f"Not told here: {left_out}. --details tells it."))
        self.footnote(legend(crisis))
        self.footnote("realpolitik glossary WORD explains a word of this page")
        self.footnote(imprint(answer))

    def approximations(self, lines: Sequence[str]) -> None:
        """List what an answer rests on that is not exact."""
        self.heading("what is approximated")
        for line in lines or ("nothing but the number of draws",):
            self.item(line)

    def footnote(self, text: str) -> None:
        """Write a small line below a table."""
        self.console.print(Padding(Text(text, style="dim"), (0, 0, 0, 2)))

    def note(self, text: str) -> None:
        """Write a small line."""
        self.console.print(Text(text, style="dim"))


def number(value: float) -> str:
    """Write a number, such as a month or a worth, to three places; a dash where it is not defined."""
    return "-" if math.isnan(value) else f"{value:.3f}"


def with_error(value: float, error: float) -> str:
    """Write a number to three places, and its error; one draw has no error."""
    return number(value) if math.isnan(value) or math.isnan(error) else f"{value:.3f} ± {error:.3f}"


def percents(value: float, error: float = math.nan) -> str:
    """Write a chance in per cent, and its error where there is one; a dash where it is not defined."""
    if math.isnan(value):
        return "-"
    told = f"{100 * value:.1f}%"
    return told if math.isnan(error) else f"{told} ± {100 * error:.1f}"


def points(value: float, error: float = math.nan) -> str:
    """Write a change of a chance in percentage points, with its sign, and its error where there is one."""
    return change(100 * value, 100 * error, 1)


def change(value: float, error: float = math.nan, places: int = 3) -> str:
    """Write a change, or a worth, with its sign, and its error where there is one; a dash where it is not defined."""
    if math.isnan(value):
        return "-"
    told = f"{value:+.{places}f}" if abs(value) >= 0.5 * 10**-places else f"{0:.{places}f}"
    return told if math.isnan(error) else f"{told} ± {error:.{places}f}"


def signed(value: float) -> str:
    """Write a number with its sign: to three places, and as a power of ten if that would show nothing of it."""
    if NOTHING <= abs(value) < TERM_SHOWN:
        return f"{value:+.0e}"
    return change(value)


def basis(answer: Drawn) -> str:
    """Say as who knew it and from how many draws an answer is."""
    drawn = f"{count(answer.draws, 'draw')}, seed {answer.seed}"
    return f"As {day(answer.as_of)} knew it; {drawn}; ± is one Monte Carlo standard error."


def imprint(answer: Printed) -> str:
    """Say by what an answer can be found again."""
    return f"crisis {answer.hash[:12]}, realpolitik {answer.version}, seed {answer.seed}"


def day(when: date) -> str:
    """Write a day as people do."""
    return f"{when.day} {when:%b %Y}"


def count(number: int, noun: str) -> str:
    """Write a number of things."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"
