"""The verb `claims`: which arguments about a crisis the model bears out."""

from __future__ import annotations

from realpolitik.cli.ask import ask, open_crisis
from realpolitik.cli.deliver import Output
from realpolitik.cli.options import (
    AsJson,
    CrisisName,
    Draws,
    FigureFile,
    Out,
    PatchFile,
    Quiet,
    Seed,
    Settings,
    Threads,
)


def claims(
    crisis: CrisisName,
    draws: Draws = 200,
    seed: Seed = 0,
    threads: Threads = None,
    settings: Settings = None,
    patch: PatchFile = None,
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Say which arguments about a crisis hold.

    Each claim is run as the comparison of two variants that it names, and is supported, contradicted or undecided by
    the 95% interval of the paired difference; or refused, if the model cannot speak to it.
    """
    output = Output(json, out, figure, quiet)
    stated = open_crisis(crisis, settings, output, patch=patch)

    from realpolitik.analysis.claims import ClaimsQuestion

    ask(ClaimsQuestion(), stated, output, draws=draws, seed=seed, threads=threads)
