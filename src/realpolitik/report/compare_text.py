"""What rival theories say, in a table for a terminal or a pipe."""

from __future__ import annotations

import math

from rich.table import Table
from rich.text import Text

from realpolitik.analysis.compare import Comparison, Saying
from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE, Record
from realpolitik.report.names import legend, name_of
from realpolitik.report.page import WIDTH, Page, percents
from realpolitik.report.words import the

EVEN = math.log(3)
"""Log score of equal chances over two suitors and none."""


def tell_compare(comparison: Comparison, crisis: Crisis, width: int = WIDTH, colour: bool = False) -> str:
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
    page = Page(width, colour)
    asked = f"With whom does {the(crisis.states[crisis.pivot].name)} align? What each theory says:"
    page.head(crisis.title, asked)
    names = {key: name_of(key, crisis) for key in (NONE, *crisis.suitors)}
    told = [saying for saying in comparison.theories if not saying.abstained]
    page.section(_chances(told, names), "No theory has anything to say about this crisis; why not, is told below.")
    page.section(Text(_numbers(comparison.theories)))
    if comparison.record is not None:
        page.section(Text(_records(comparison.record)))
    silent = [saying for saying in comparison.theories if saying.abstained]
    if silent:
        page.heading("say nothing")
    for saying in silent:
        page.item(f"{saying.name}: {saying.reason}")
    page.footnote(legend(crisis))
    return page.text()


def _numbers(told: tuple[Saying, ...]) -> str:
    """Say by which numbers the theories were asked."""
    free = [saying for saying in told if saying.numbers]
    rest = [saying.name for saying in free if not saying.fitted]
    said = "The theories' open numbers are those that `realpolitik calibrate` fits to coded cases from history"
    if rest:
        return f"{said}; at its defaults: {', '.join(rest)}." if len(rest) < len(free) else "Open numbers: defaults."
    return f"{said}."


def _record(saying: Saying) -> str:
    """Return a theory's log score less that of the base rate, with a mark if equal chances do as well or better."""
    row = saying.record
    if row is None or math.isnan(row.difference):
        return "-"
    return f"{row.difference:+.2f}{' *' if row.log_score >= EVEN else ''}"


def _records(record: Record) -> str:
    """Say what the column of records holds."""
    return (
        f"Record: log score on {record.cases} coded cases of other wars, less that of the base rate ({record.base_rate:.3f});"
        f" below nothing is better. The cases weigh as {record.effective_wars:.1f} wars, too few to tell most theories apart."
        " * means that equal chances do as well or better."
    )


def _chances(told: list[Saying], names: dict[str, str]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("theory", no_wrap=True)
    for name in names.values():
        table.add_column(name, justify="right")
    scored = any(saying.record is not None for saying in told)
    if scored:
        table.add_column("record", justify="right")
    table.add_column("after", style="dim", overflow="fold")
    for saying in told:
        chances = {row.partner: row.probability for row in saying.outcomes}
        top = max(chances.values())
        cells = (Text(percents(chances[key]), style="bold" if chances[key] == top else "") for key in names)
        table.add_row(saying.name, *cells, *[_record(saying)] * scored, saying.source)
        if saying.chance_alone:
            alone = {row.partner: row.probability for row in saying.chance_alone}
            table.add_row(
                "  by chance alone", *(percents(alone[key]) for key in names), *[""] * scored, "", style="dim"
            )
    return table
