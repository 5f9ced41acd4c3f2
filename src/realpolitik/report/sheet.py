"""A sheet of text that is written table by table, as wide as it is told, for a terminal or a pipe."""

from __future__ import annotations

import math
from io import StringIO

from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

SMALL = 0.0005
NOTHING = 1e-9
"""What is smaller is written as a power of ten, and below that as nothing."""


class Sheet:
    """A sheet of so many columns, with a terminal's colours or without."""

    def __init__(self, width: int, colour: bool) -> None:
        self._page = StringIO()
        self._console = Console(
            file=self._page,
            width=width,
            highlight=False,
            markup=False,
            emoji=False,
            force_terminal=colour,
            color_system="standard" if colour else None,
            legacy_windows=False,
            _environ={},
        )

    def head(self, title: str, lines: str, note: str) -> None:
        """Begin with a title, what was asked, and a note."""
        self._console.print(Text(title, style="bold"))
        self._console.print(Text(lines))
        self._console.print(Text(note, style="dim"))

    def section(self, body: RenderableType) -> None:
        """Write a section below a blank line."""
        self._console.print()
        self._console.print(body)

    def footnote(self, text: str) -> None:
        """Write a small line below a table."""
        self._console.print(Padding(Text(text, style="dim"), (0, 0, 0, 2)))

    def text(self) -> str:
        """Return what was written."""
        return "\n".join(line.rstrip() for line in self._page.getvalue().splitlines()) + "\n"


def columns(first: str, *numbers: str) -> Table:
    """Begin a table of words on the left and columns of numbers, which never wrap."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(first, ratio=1)
    for number in numbers:
        table.add_column(number, justify="right", no_wrap=True)
    return table


def signed(value: float) -> str:
    """Write a number with its sign: to three places, and as a power of ten if that would show nothing of it."""
    if math.isnan(value):
        return "-"
    if abs(value) < NOTHING:
        return "0.000"
    return f"{value:+.3f}" if abs(value) >= SMALL else f"{value:+.0e}"


def sentence(text: str) -> str:
    """Begin a line with a capital and end it with a full stop."""
    return f"{text[:1].upper()}{text[1:]}."
