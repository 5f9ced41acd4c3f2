"""The verb `diff`: two crises, or two codings of one, side by side."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from realpolitik.cli import complete
from realpolitik.cli.deliver import cut_short, deliver
from realpolitik.cli.interrupt import stoppable
from realpolitik.cli.options import AsJson, CrisisName, Draws, FigureFile, Out, Quiet, Seed, Threads, require_figure
from realpolitik.cli.output import require_outputs

Other = Annotated[
    str,
    typer.Argument(
        metavar="OTHER", help="The crisis that it is set beside: an id, or a file.", autocompletion=complete.crises
    ),
]


def diff(
    crisis: CrisisName,
    other: Other,
    draws: Draws = 500,
    seed: Seed = 0,
    threads: Threads = None,
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Set two crises, or two codings of one, side by side.

    What the files say differently, numbers first; and what differs in the answers: who signs, when, at what price, and what each
    alignment is worth. Both are solved with the same random numbers, so that what they have alike does not tell them apart.
    """
    from realpolitik.crisis.read import load

    require_figure(figure)
    first, second = load(crisis), load(other)
    require_outputs(crisis, other, out=out, figure=figure)

    from realpolitik.analysis.answers import Sampling
    from realpolitik.analysis.diff import set_apart
    from realpolitik.cli.progress import working

    with stoppable() as stop, working("solving", 2 * draws, quiet) as advance:
        found = set_apart(first, second, Sampling(draws, seed, threads), advance, stop)
        interrupted = stop()

    from realpolitik.report.diff_text import tell_difference

    def draw() -> Any:
        from realpolitik.report.diff_figure import draw_difference

        return draw_difference(found, first)

    deliver(
        found,
        lambda width, colour: tell_difference(found, first, width, colour),
        draw,
        json=json,
        out=out,
        figure=figure,
        interrupted=cut_short(interrupted, found.draws, draws),
    )
