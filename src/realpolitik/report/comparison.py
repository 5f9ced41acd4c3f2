"""What rival theories say, in a table for a terminal or a pipe."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from realpolitik.analysis.comparison import Comparison, Saying
from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE
from realpolitik.report.page import WIDTH, chance


def tell_comparison(comparison: Comparison, crisis: Crisis, width: int = WIDTH, colour: bool = False) -> str:
    """Tell what every theory says.

    Parameters
    ----------
    comparison : Comparison
    crisis : Crisis
        The crisis it is of, for names.
    width : int
        Columns.
    colour : bool
        Whether headings and notes may carry a terminal's colours.

    Returns
    -------
    str
    """
    console = Console(
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
    names = {NONE: "no alignment", **{key: suitor.name for key, suitor in crisis.suitors.items()}}
    console.print(Text(crisis.title, style="bold"))
    console.print(Text(f"With whom does {crisis.states[crisis.pivot].name} align? What each theory says:"))
    console.print()
    told = [saying for saying in comparison.theories if not saying.abstained]
    console.print(_chances(told, names))
    silent = [saying for saying in comparison.theories if saying.abstained]
    if silent:
        console.print()
        console.print(Text("say nothing", style="bold"))
    for saying in silent:
        console.print(Padding(f"- {saying.name}: {saying.reason}", (0, 0, 0, 2)))
    assert isinstance(console.file, StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()) + "\n"


def _chances(told: list[Saying], names: dict[str, str]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("theory", no_wrap=True)
    for name in names.values():
        table.add_column(name, justify="right")
    table.add_column("after", style="dim", overflow="fold")
    for saying in told:
        chances = {row.partner: row.probability for row in saying.outcomes}
        top = max(chances.values())
        cells = (Text(chance(chances[key]), style="bold" if chances[key] == top else "") for key in names)
        table.add_row(saying.name, *cells, saying.source)
    return table
