"""The verb `invert`: what it would have taken."""

from __future__ import annotations

from typing import Annotated, Any

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
from realpolitik.cli.output import require_outputs

Wanted = Annotated[str, typer.Option("--for", metavar="PARTNER", help="The suitor that is to sign, or none.")]
By = Annotated[str, typer.Option("--by", metavar="PERIOD", help="By the end of the period of a day, or of a month.")]
Level = Annotated[float, typer.Option("--level", metavar="P", help="Chance from which it is likely enough.")]
Offerer = Annotated[
    str | None,
    typer.Option("--suitor", help="Who makes the offer; PARTNER, or each suitor for none, if left out."),
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
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Find the cheapest offer that flips the answer.

    A suitor commits itself to one bundle of its menu, whole, and its rivals reply by the game. Every bundle that can be
    offered is tried.
    """
    require_figure(figure)
    stated = load_with(crisis, settings)
    require_outputs(crisis, out=out, figure=figure)

    from realpolitik.analysis.answers import Sampling
    from realpolitik.analysis.goal import goal_of
    from realpolitik.analysis.inversion import STEP, plan_inversion, run_inversion
    from realpolitik.cli.progress import working

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
        lambda width, colour: tell_inversion(found, stated, width, colour),
        draw,
        json=json,
        out=out,
        figure=figure,
        interrupted=cut_short(interrupted, found.draws, draws),
    )
