"""The answer of a run in words and tables, for a terminal of 80 columns or more, or a pipe."""

from __future__ import annotations

from io import StringIO

from rich.console import Console
from rich.table import Table

from realpolitik.crisis.schema import Crisis
from realpolitik.outcome import NONE, Outcome

SCALE = (
    (0.02, "almost certainly not"),
    (0.15, "very unlikely"),
    (0.40, "unlikely"),
    (0.60, "about even"),
    (0.85, "likely"),
    (0.98, "very likely"),
    (1.01, "almost certainly"),
)
"""Words for chances: each holds below its number."""

WIDTH = 100
SHOWN = 0.005
"""Chances below this are left out of lists, and said to be."""


def in_words(chance: float) -> str:
    """Return the words for a chance."""
    return next(words for ceiling, words in SCALE if chance < ceiling)


def tell_outcome(outcome: Outcome, crisis: Crisis, width: int = WIDTH) -> str:
    """Tell an outcome in words and tables.

    Parameters
    ----------
    outcome : Outcome
    crisis : Crisis
        The crisis it answers, for names.
    width : int
        Columns.

    Returns
    -------
    str
    """
    buffer = StringIO()
    console = Console(file=buffer, width=width, highlight=False, markup=False, color_system=None)
    console.print(f"{crisis.title}\n{crisis.question}")
    console.print(
        f"As {outcome.as_of} knew it. {outcome.draws} draws, seed {outcome.seed}; ± is the Monte Carlo error.\n"
    )
    _partners(console, outcome, crisis)
    _price(console, outcome, crisis)
    _war(console, outcome, crisis)
    _ledger(console, outcome, crisis)
    _forecasts(console, outcome, crisis)
    console.print("What is approximated")
    for line in outcome.approximations:
        console.print(f"  - {line}")
    console.print(
        f"  residual of the bids {outcome.residual:.1e}; largest loss of a bidder {outcome.regret.largest:.4f},"
        f" bound on any move's {outcome.regret.bound:.3f}; file {outcome.hash[:12]}, version {outcome.version}"
    )
    return "\n".join(line.rstrip() for line in buffer.getvalue().splitlines()) + "\n"


def _name(partner: str, crisis: Crisis) -> str:
    return "no alignment" if partner == NONE else crisis.suitors[partner].name


def _table(*columns: str) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column(columns[0])
    for column in columns[1:]:
        table.add_column(column, justify="right")
    return table


def _partners(console: Console, outcome: Outcome, crisis: Crisis) -> None:
    table = _table(f"{crisis.states[outcome.pivot].name} signs with", "chance", "±", "")
    for row in outcome.outcomes:
        table.add_row(
            _name(row.partner, crisis), f"{row.probability:.3f}", f"{row.error:.3f}", in_words(row.probability)
        )
    console.print(table)
    dated = [row for row in outcome.when if row.probability >= SHOWN]
    periods = sorted({row.period for row in dated})
    if periods:
        suitors = list(crisis.suitors)
        table = _table("\nwhen (period opening)", *(f"\n{_name(suitor, crisis)}" for suitor in suitors))
        chance = {(row.period, row.partner): row for row in outcome.when}
        for period in periods:
            cells = [chance[period, suitor] for suitor in suitors]
            table.add_row(str(period), *(f"{cell.probability:.3f} ± {cell.error:.3f}" for cell in cells))
        console.print(table)
    console.print()


def _price(console: Console, outcome: Outcome, crisis: Crisis) -> None:
    table = _table("the price, if it signs: chance that a clause is in the text", "chance", "±")
    for row in outcome.price:
        if row.probability >= SHOWN:
            clause = crisis.suitors[row.partner].menu[row.clause]
            says = clause.says or row.clause
            table.add_row(f"{_name(row.partner, crisis)}: {says}", f"{row.probability:.2f}", f"{row.error:.2f}")
    console.print(table)
    console.print()


def _war(console: Console, outcome: Outcome, crisis: Crisis) -> None:
    if not crisis.war_plans:
        console.print("No war is planned in this crisis.\n")
        return
    console.print(f"Chance of an attack, all told: {outcome.attack:.3f} ± {outcome.attack_error:.3f}\n")
    table = _table("if it signs with", "attack", "±", "attacker wins", "who joins, given an attack")
    for row in outcome.war:
        joins = [
            f"{crisis.states[state].name} {side} {chance:.2f}"
            for state, sides in row.joins.items()
            for side, chance in sides.items()
            if side != "out" and chance >= 0.05
        ]
        table.add_row(
            _name(row.alignment, crisis),
            f"{row.attack:.3f}",
            f"{row.error:.3f}",
            f"{row.aggressor_wins:.2f}",
            "; ".join(joins),
        )
    console.print(table)
    table = _table(
        "\nafter the war, given an attack: turns on (and prevails)",
        *(f"\n{_name(w.alignment, crisis)}" for w in outcome.war),
    )
    for index, turn in enumerate(outcome.war[0].aftermath):
        cells = [row.aftermath[index] if row.aftermath else None for row in outcome.war]
        if any(cell is not None and cell.turns >= 0.02 for cell in cells):
            table.add_row(
                f"{crisis.states[turn.by].name} on {crisis.states[turn.toward].name}",
                *("-" if cell is None else f"{cell.turns:.2f} ({cell.prevails:.2f})" for cell in cells),
            )
    if table.row_count:
        console.print(table)
    console.print()


def _ledger(console: Console, outcome: Outcome, crisis: Crisis) -> None:
    rows = [row for row in outcome.ledger if row.state == outcome.pivot]
    who = crisis.states[outcome.pivot].name
    table = _table(f"what each alignment is worth to {who}", *(_name(row.alignment, crisis) for row in rows))
    for term in rows[0].terms:
        if any(abs(row.terms[term]) >= 0.0005 for row in rows):
            table.add_row(term.replace("_", " "), *(f"{row.terms[term]:+.3f}" for row in rows))
    table.add_row("total", *(f"{row.total:+.3f} ± {row.error:.3f}" for row in rows))
    console.print(table)
    console.print("  in shares of its own survival (losing everything is -1), from signature on\n")


def _forecasts(console: Console, outcome: Outcome, crisis: Crisis) -> None:
    if not outcome.forecasts:
        return
    partners = list(outcome.forecasts[0].outcomes)
    table = _table("what each believer expects", *(_name(p, crisis) for p in partners), "attack", "surprise (nats)")
    for row in outcome.forecasts:
        chances = (f"{row.outcomes[partner]:.2f}" for partner in partners)
        table.add_row(crisis.states[row.believer].name, *chances, f"{row.attack:.2f}", f"{row.surprise:.2f}")
    console.print(table)
    console.print(f"  over the first {outcome.forecast_draws} draws\n")
