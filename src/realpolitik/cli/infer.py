"""The verb `infer`: what cards do they hold."""

from __future__ import annotations

from typing import Annotated

import typer

from realpolitik.cli import complete
from realpolitik.cli.ask import ask, open_crisis
from realpolitik.cli.deliver import Output
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
    patch: PatchFile = None,
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

    output = Output(json, out, figure, quiet)
    stated = open_crisis(crisis, settings, output, patch=patch)
    with naming("--observer"):
        observers = tuple(state_of(name, stated) for name in observer or ())

    from realpolitik.analysis.infer import InferQuestion

    ask(InferQuestion(observers), stated, output, draws=draws, seed=seed, threads=threads, details=details)
