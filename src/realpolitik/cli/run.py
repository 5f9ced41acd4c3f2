"""The verb `run`: who signs with whom, when, at what price."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from realpolitik.cli import complete
from realpolitik.cli.ask import answered, cut_short, open_crisis
from realpolitik.cli.deliver import Output, deliver
from realpolitik.cli.options import (
    AsJson,
    CrisisName,
    Details,
    Draws,
    FigureFile,
    Out,
    PatchFile,
    Quiet,
    Seed,
    Settings,
    Threads,
    naming,
)
from realpolitik.errors import Stopped

if TYPE_CHECKING:
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


def run(
    crisis: CrisisName,
    draws: Draws = 2000,
    seed: Seed = 0,
    threads: Threads = None,
    settings: Settings = None,
    patch: PatchFile = None,
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

    output = Output(json, out, figure, quiet)
    stated = open_crisis(crisis, settings, output, patch=patch)
    with naming("--states"):
        shown = find_all(states or "", names_of(stated.states), "state of this crisis")

    from realpolitik.analysis.orders import OrdersQuestion
    from realpolitik.analysis.run import RunQuestion

    question, tried = RunQuestion(), None
    found, interrupted = answered(question, stated, output, draws=draws, seed=seed, threads=threads)
    if orders and not interrupted:
        few = min(draws, OrdersQuestion.draws)
        try:
            tried, interrupted = answered(OrdersQuestion(), stated, output, draws=few, seed=seed, threads=threads)
        except Stopped:
            interrupted = True

    def document(outcome: Outcome) -> dict[str, Any]:
        from realpolitik.analysis.idle import idle

        parts = {"idle": [part.to_dict() for part in idle(stated, outcome)]}
        return outcome.to_dict() | parts | ({} if tried is None else {"orders": tried.to_dict()})

    def of_orders(width: int) -> str:
        from realpolitik.report.show import tell

        return "" if tried is None else tell(tried, width=width)

    deliver(
        found, output, document=document, interrupted=cut_short(question, found, draws) if interrupted else None,
        after=None if tried is None else of_orders, states=shown, details=details,
    )  # fmt: skip
