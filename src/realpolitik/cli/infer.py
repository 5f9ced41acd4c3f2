"""The verb `infer`: what cards do they hold."""

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
from realpolitik.cli.output import require_outputs

if TYPE_CHECKING:
    from realpolitik.crisis.schema import Crisis

CHUNK = 16
"""Draws after which an interruption is heard."""

Observers = Annotated[
    list[str] | None,
    typer.Option("--observer", metavar="STATE", help="Whose beliefs; may be repeated. Else the pivot and each lead."),
]


def infer(
    crisis: CrisisName,
    observer: Observers = None,
    draws: Draws = 64,
    seed: Seed = 0,
    threads: Threads = None,
    settings: Settings = None,
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Read the others' hands from the moves they made.

    What each observer should have believed after every move that it saw. A move is weighed by how likely it was under
    every hidden type of its actor, as the actor saw the game.
    """
    require_figure(figure)
    stated = load_with(crisis, settings)
    observers = _known(observer, stated)
    require_outputs(crisis, out=out, figure=figure)

    from realpolitik.analysis.answers import Sampling
    from realpolitik.analysis.inference import infer as infer_hands
    from realpolitik.analysis.inference import require_hands
    from realpolitik.analysis.likelihood import solves_of
    from realpolitik.cli.progress import working

    require_hands(stated)
    sampling = Sampling(draws, seed, threads, CHUNK)
    with stoppable() as stop, working("reading hands", draws * solves_of(stated), quiet) as advance:
        found = infer_hands(stated, observers, sampling, advance, stop)
        interrupted = stop()

    from realpolitik.report.infer_text import tell_hands

    def draw() -> Any:
        from realpolitik.report.infer_figure import draw_hands

        return draw_hands(found, stated)

    deliver(
        found,
        lambda width, colour: tell_hands(found, stated, width, colour),
        draw,
        json=json,
        out=out,
        figure=figure,
        interrupted=cut_short(interrupted, found.draws, draws),
    )


def _known(names: list[str] | None, crisis: Crisis) -> tuple[str, ...]:
    observers = tuple(dict.fromkeys(names or ()))
    unknown = [name for name in observers if name not in crisis.states]
    if unknown:
        known = ", ".join(crisis.states)
        raise typer.BadParameter(f"{unknown[0]!r} is no state of this crisis: {known}", param_hint="--observer")
    return observers
