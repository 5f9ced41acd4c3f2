"""The verb `sensitivity`: what the answer hangs on."""

from __future__ import annotations

from typing import Annotated

import typer

from realpolitik.cli import complete
from realpolitik.cli.ask import ask, open_crisis
from realpolitik.cli.deliver import Output
from realpolitik.cli.options import (
    AsJson,
    CrisisName,
    FigureFile,
    Out,
    PatchFile,
    Quiet,
    Seed,
    Settings,
    Threads,
    naming,
)

Partner = Annotated[
    str | None,
    typer.Option(
        "--partner",
        metavar="PARTNER",
        help="The suitor, or none (no alignment), whose chance is analysed; the most likely outcome if left out.",
        autocompletion=complete.partners,
    ),
]
Draws = Annotated[int, typer.Option(min=1, max=100_000, help="Common draws over which flips are looked for.")]
Trajectories = Annotated[int, typer.Option(min=2, max=100_000, help="Trajectories of the screening.")]
Base = Annotated[
    int,
    typer.Option(
        min=2,
        max=1_048_576,
        help="Base points of the Sobol indices, a power of two; four times as many halve the errors.",
    ),
]
Apart = Annotated[int, typer.Option(min=1, max=20, help="Inputs with indices of their own; the rest are one group.")]


def sensitivity(
    crisis: CrisisName,
    partner: Partner = None,
    trajectories: Trajectories = 10,
    base: Base = 512,
    apart: Apart = 10,
    draws: Draws = 12,
    seed: Seed = 0,
    threads: Threads = None,
    settings: Settings = None,
    patch: PatchFile = None,
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Say which numbers the answer hangs on.

    Every uncertain number is screened; those that matter get Sobol indices; each is moved alone until the most likely
    outcome is another. The default takes about 20,000 runs of a model: one to two minutes on two cores.
    """
    from realpolitik.crisis.lookup import partner_of

    if base & (base - 1):
        raise typer.BadParameter(f"{base} is not a power of two, such as 256 or 512", param_hint="--base")
    output = Output(json, out, figure, quiet)
    stated = open_crisis(crisis, settings, output, patch=patch)
    with naming("--partner"):
        partner = None if partner is None else partner_of(partner, stated)

    from realpolitik.analysis.sensitivity import Design, SensitivityQuestion

    question = SensitivityQuestion(Design(partner, trajectories, base, apart, draws))
    ask(question, stated, output, draws=draws, seed=seed, threads=threads)
