"""The verb `run`: who signs with whom, when, at what price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from realpolitik.cli.interrupt import INTERRUPTED, stoppable
from realpolitik.cli.options import (
    AsJson,
    CrisisName,
    Draws,
    FigureFile,
    Out,
    Quiet,
    Seed,
    Settings,
    Threads,
    load_with,
    require_figure,
)
from realpolitik.cli.output import as_json, emit, emit_table, is_table, page_width, require_writable, wants_colour
from realpolitik.crisis.schema import Crisis

if TYPE_CHECKING:
    from realpolitik.analysis.orders import Orders

States = Annotated[
    str | None,
    typer.Option("--states", metavar="STATE,...", help="Also tell what each alignment is worth to these states."),
]
OtherOrders = Annotated[
    bool, typer.Option("--orders", help="Also try other orders of the joiners of a war, in a few draws each.")
]
ORDER_DRAWS = 64


def run(
    crisis: CrisisName,
    draws: Draws = 2000,
    seed: Seed = 0,
    threads: Threads = None,
    settings: Settings = None,
    states: States = None,
    orders: OtherOrders = False,
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Solve a crisis: who signs with whom, when, at what price.

    Also the chance of war, what each alignment is worth, and what each state expects; every figure with its Monte
    Carlo error.
    """
    require_figure(figure)
    stated = load_with(crisis, settings)
    shown = _known_states(states, stated)
    require_writable(figure, out)

    from realpolitik.cli.progress import working
    from realpolitik.game.solve import solve

    with stoppable() as stop, working("solving", draws, quiet) as advance:
        outcome = solve(stated, draws=draws, seed=seed, threads=threads, progress=advance, stop=stop)
        interrupted = stop()
    tried = _other_orders(stated, (min(draws, ORDER_DRAWS), seed, threads), quiet) if orders else None
    if interrupted:
        typer.echo(f"interrupted after {outcome.draws:,} of {draws:,} draws; this is their answer", err=True)
    if is_table(out):
        emit_table(outcome, out)
    elif json:
        emit(as_json(outcome.to_dict() | ({"orders": tried.to_dict()} if tried is not None else {})), out)
    else:
        from realpolitik.report.orders import tell_orders
        from realpolitik.report.text import tell_outcome

        text = tell_outcome(outcome, stated, page_width(out), wants_colour(out), shown)
        if tried is not None:
            text = f"{text.rstrip()}\n\n{tell_orders(tried, stated, page_width(out))}"
        emit(text, out)
    if figure is not None:
        from realpolitik.report.figure import draw_outcome, save_figure

        save_figure(draw_outcome(outcome, stated), figure)
    if interrupted:
        raise typer.Exit(INTERRUPTED)


def _other_orders(crisis: Crisis, how_many: tuple[int, int, int | None], quiet: bool) -> Orders:
    from realpolitik.analysis.answers import Sampling
    from realpolitik.analysis.orders import compare_orders, number_of_orders
    from realpolitik.cli.progress import working

    sampling = Sampling(*how_many)
    with stoppable() as stop, working("other orders", number_of_orders(crisis) * sampling.draws, quiet) as advance:
        return compare_orders(crisis, sampling, advance, stop)


def _known_states(text: str | None, crisis: Crisis) -> tuple[str, ...]:
    names = tuple(name.strip() for name in text.split(",")) if text else ()
    unknown = [name for name in names if name not in crisis.states]
    if unknown:
        known = ", ".join(crisis.states)
        raise typer.BadParameter(f"{unknown[0]!r} is no state of this crisis: {known}", param_hint="--states")
    return names
