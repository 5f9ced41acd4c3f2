"""The verb `explain`: why, shared out among the factors of the crisis."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from realpolitik.cli import complete
from realpolitik.cli.ask import ask, open_crisis
from realpolitik.cli.deliver import Output
from realpolitik.cli.options import (
    AsJson,
    CrisisName,
    Details,
    FigureFile,
    Out,
    PatchFile,
    Quiet,
    Seed,
    Settings,
    Threads,
    naming,
)

if TYPE_CHECKING:
    from realpolitik.analysis.explanation import Explanation

Explained = Annotated[
    str | None,
    typer.Option(
        "--outcome",
        metavar="PARTNER",
        help="Whose chance is explained, or none (no alignment); the likeliest suitor's if left out.",
        autocompletion=complete.partners,
    ),
]
Chosen = Annotated[
    str | None,
    typer.Option(
        "--factors",
        metavar="FACTOR,...",
        help="Share among these alone; the other factors stay as they are.",
        autocompletion=complete.factors,
    ),
]
Interactions = Annotated[
    bool, typer.Option("--interactions", help="Also tell what each pair of factors does beyond what each does alone.")
]
EachDraws = Annotated[
    int,
    typer.Option(
        "--draws", min=1, max=100_000, help="Monte Carlo draws of each variant; four times as many halve the errors."
    ),
]


def explain(
    crisis: CrisisName,
    outcome: Explained = None,
    factors: Chosen = None,
    interactions: Interactions = False,
    details: Details = False,
    draws: EachDraws = 64,
    seed: Seed = 0,
    threads: Threads = None,
    settings: Settings = None,
    patch: PatchFile = None,
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Share the answer out among the factors of a crisis.

    Exact Shapley values, each with its Monte Carlo error, of the chance of an outcome, the month of signature, and each
    clause of the price; beside them what the likeliest alignment and the best other one are worth to the pivot. Every set of
    factors is taken away once: ten factors make 1,024 variants, which take two to three minutes on two cores; --factors
    chooses fewer.
    """
    from realpolitik.crisis.lookup import factors_of, partner_of

    output = Output(json, out, figure, quiet)
    stated = open_crisis(crisis, settings, output, patch=patch)
    with naming("--outcome"):
        wanted = None if outcome is None else partner_of(outcome, stated)
    with naming("--factors"):
        names = None if factors is None else factors_of(factors, stated)

    from realpolitik.analysis.explain import ExplainQuestion

    def document(found: Explanation) -> dict[str, Any]:
        from realpolitik.report.explain_text import say_why

        answer = found.to_dict()
        if not interactions:
            del answer["pairs"]
        return answer | {"text": say_why(found, stated)}

    ask(
        ExplainQuestion(wanted, names), stated, output, draws=draws, seed=seed, threads=threads,
        document=document, interactions=interactions, details=details,
    )  # fmt: skip
