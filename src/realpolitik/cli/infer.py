"""The verb `infer`: what cards do they hold."""

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

Observers = Annotated[
    list[str] | None,
    typer.Option(
        "--observer",
        metavar="STATE",
        help="Whose beliefs; may be repeated. Else the pivot and each lead.",
        autocompletion=complete.states,
    ),
]


def infer(
    crisis: CrisisName,
    observer: Observers = None,
    draws: Draws = 64,
    seed: Seed = 0,
    threads: Threads = None,
    settings: Settings = None,
    details: Details = False,
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Read the others' hands from the moves they made.

    What each observer should have believed after every move that it saw. A move is weighed by how likely it was under
    every hidden type of its actor, as the actor saw the game.
    """
    from realpolitik.crisis.lookup import state_of

    require_figure(figure)
    stated = load_with(crisis, settings)
    with naming("--observer"):
        observers = tuple(dict.fromkeys(state_of(name, stated) for name in observer or ()))
    require_outputs(crisis, out=out, figure=figure)

    from realpolitik.analysis.answers import Sampling
    from realpolitik.analysis.inference import CHUNK, read_hands, require_hands
    from realpolitik.analysis.likelihood import solves_of
    from realpolitik.cli.progress import working

    require_hands(stated)
    sampling = Sampling(draws, seed, threads, CHUNK)
    with stoppable() as stop, working("reading hands", draws * solves_of(stated), quiet) as advance:
        found = read_hands(stated, observers, sampling, advance, stop)
        interrupted = stop()

    from realpolitik.report.infer_text import tell_hands

    def draw() -> Any:
        from realpolitik.report.infer_figure import draw_hands

        return draw_hands(found, stated)

    deliver(
        found,
        lambda width, colour: tell_hands(found, stated, width, colour, details),
        draw,
        json=json,
        out=out,
        figure=figure,
        interrupted=cut_short(interrupted, found.draws, draws),
    )
