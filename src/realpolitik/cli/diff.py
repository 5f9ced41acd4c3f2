"""The verb `diff`: two crises, or two codings of one, side by side."""

from __future__ import annotations

from typing import Annotated

import typer

from realpolitik.cli import complete
from realpolitik.cli.ask import ask, open_crisis
from realpolitik.cli.deliver import Output
from realpolitik.cli.options import AsJson, CrisisName, Draws, FigureFile, Out, Quiet, Seed, Threads

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

    output = Output(json, out, figure, quiet)
    first, second = open_crisis(crisis, None, output, other), load(other)

    from realpolitik.analysis.diff import DiffQuestion

    ask(DiffQuestion(second), first, output, draws=draws, seed=seed, threads=threads)
