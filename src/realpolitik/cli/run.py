"""The verb `run`: who signs with whom, when, at what price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from realpolitik.cli.deliver import cut_short, deliver
from realpolitik.cli.interrupt import stoppable
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
from realpolitik.cli.output import require_writable

if TYPE_CHECKING:
    from realpolitik.analysis.orders import Orders
    from realpolitik.crisis.schema import Crisis
    from realpolitik.outcome import Outcome

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

    from realpolitik.report.orders_text import tell_orders
    from realpolitik.report.run_text import tell_outcome

    def tell(width: int, colour: bool) -> str:
        text = tell_outcome(outcome, stated, width, colour, shown)
        return text if tried is None else f"{text.rstrip()}\n\n{tell_orders(tried, stated, width)}"

    def draw() -> Any:
        from realpolitik.report.run_figure import draw_outcome

        return draw_outcome(outcome, stated)

    deliver(
        outcome,
        tell,
        draw,
        json=json,
        out=out,
        figure=figure,
        document=lambda: _document(outcome, stated) | ({"orders": tried.to_dict()} if tried is not None else {}),
        interrupted=cut_short(interrupted, outcome.draws, draws),
    )


def _document(outcome: Outcome, crisis: Crisis) -> dict[str, Any]:
    from realpolitik.analysis.idle import idle

    return outcome.to_dict() | {"idle": [part.to_dict() for part in idle(crisis, outcome)]}


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
