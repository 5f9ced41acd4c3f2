"""The verb `run`: who signs with whom, when, at what price."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Any

import typer

from realpolitik.cli import complete
from realpolitik.cli.deliver import cut_short, deliver
from realpolitik.cli.interrupt import stoppable
from realpolitik.cli.options import (
    AsJson,
    CrisisName,
    Details,
    Draws,
    FigureFile,
    Out,
    Quiet,
    Seed,
    Settings,
    Threads,
    load_with,
    naming,
    require_figure,
)
from realpolitik.cli.output import require_outputs
from realpolitik.errors import Stopped

if TYPE_CHECKING:
    from realpolitik.analysis.orders import Orders
    from realpolitik.crisis.schema import Crisis
    from realpolitik.outcome import Outcome

States = Annotated[
    str | None,
    typer.Option(
        "--states",
        metavar="STATE,...",
        help="Also tell what each alignment is worth to these states.",
        autocompletion=complete.states,
    ),
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
    details: Details = False,
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Solve a crisis: who signs with whom, when, at what price.

    Also the chance of war, what each alignment is worth, and what each state expects; every figure with its Monte
    Carlo error.
    """
    from realpolitik.crisis.lookup import find_all, names_of

    require_figure(figure)
    stated = load_with(crisis, settings)
    with naming("--states"):
        shown = find_all(states or "", names_of(stated.states), "state of this crisis")
    require_outputs(crisis, out=out, figure=figure)

    from realpolitik.cli.progress import working
    from realpolitik.game.solve import solve

    with stoppable() as stop, working("solving", draws, quiet) as advance:
        outcome = solve(stated, draws=draws, seed=seed, threads=threads, progress=advance, stop=stop)
        interrupted = stop()
    tried = None
    if orders and not interrupted:
        with suppress(Stopped):
            tried = _other_orders(stated, (min(draws, ORDER_DRAWS), seed, threads), quiet)
        interrupted = stop()

    from realpolitik.report.orders_text import tell_orders
    from realpolitik.report.run_text import tell_outcome

    def tell(width: int, colour: bool) -> str:
        text = tell_outcome(outcome, stated, width, colour, shown, details)
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
