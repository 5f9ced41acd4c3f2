"""The verb `invert`: what it would have taken."""

from __future__ import annotations

from typing import Annotated, Any

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

Wanted = Annotated[
    str,
    typer.Option(
        "--for",
        metavar="PARTNER",
        help="The suitor that is to sign, or none (no alignment).",
        autocompletion=complete.partners,
    ),
]
By = Annotated[str, typer.Option("--by", metavar="PERIOD", help="By the end of the period of a day, or of a month.")]
Level = Annotated[float, typer.Option("--level", metavar="P", help="Chance from which it is likely enough.")]
Offerer = Annotated[
    str | None,
    typer.Option(
        "--suitor",
        metavar="SUITOR",
        help="Who makes the offer; PARTNER, or each suitor for none, if left out.",
        autocompletion=complete.suitors,
    ),
]


def invert(
    crisis: CrisisName,
    wanted: Wanted,
    by: By,
    level: Level = 0.5,
    suitor: Offerer = None,
    draws: Draws = 200,
    seed: Seed = 0,
    threads: Threads = None,
    settings: Settings = None,
    details: Details = False,
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Find the cheapest offer that flips the answer.

    A suitor commits itself to one bundle of its menu, whole, and its rivals reply by the game. Every bundle that can be
    offered is tried.
    """
    from realpolitik.crisis.lookup import partner_of, suitor_of

    require_figure(figure)
    stated = load_with(crisis, settings)
    require_outputs(crisis, out=out, figure=figure)

    from realpolitik.analysis.answers import Sampling
    from realpolitik.analysis.goal import goal_of
    from realpolitik.analysis.inversion import STEP, plan_inversion, run_inversion
    from realpolitik.cli.progress import working

    with naming("--for"):
        wanted = partner_of(wanted, stated)
    with naming("--suitor"):
        suitor = None if suitor is None else suitor_of(suitor, stated)
    plan = plan_inversion(stated, goal_of(stated, wanted, by, level, suitor))
    with stoppable() as stop, working("trying offers", draws * len(plan.variants), quiet) as advance:
        found = run_inversion(plan, Sampling(draws, seed, threads, STEP), advance, stop)
        interrupted = stop()

    from realpolitik.report.invert_text import tell_inversion

    def draw() -> Any:
        from realpolitik.report.invert_figure import draw_inversion

        return draw_inversion(found, stated)

    deliver(
        found,
        lambda width, colour: tell_inversion(found, stated, width, colour, details),
        draw,
        json=json,
        out=out,
        figure=figure,
        interrupted=cut_short(interrupted, found.draws, draws),
    )
