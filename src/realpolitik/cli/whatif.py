"""The verb `whatif`: what a change of the crisis would change."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from realpolitik.cli import complete
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
    Threads,
    naming,
    read_changes,
    require_figure,
)
from realpolitik.cli.output import require_outputs
from realpolitik.errors import RealpolitikError

Changed = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help="Change this; all that is set makes one variant."),
]
Removed = Annotated[
    list[str] | None,
    typer.Option(
        "--without",
        metavar="FACTOR,...",
        help="Take these factors away together; each use is a variant.",
        autocompletion=complete.factors,
    ),
]
Named = Annotated[
    list[str] | None,
    typer.Option(
        "--variant", metavar="NAME:PATH=VALUE", help="Change this in a variant of that name; may be repeated."
    ),
]


def whatif(
    crisis: CrisisName,
    settings: Changed = None,
    removed: Removed = None,
    named: Named = None,
    draws: Draws = 500,
    seed: Seed = 0,
    threads: Threads = None,
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Tell what changes of a crisis would change.

    The crisis and its variants are solved with the same random numbers: who signs, when, and the chance of an attack, each
    difference with the Monte Carlo error of the difference.
    """
    from realpolitik.crisis.lookup import factors_of
    from realpolitik.crisis.read import load

    require_figure(figure)
    stated = load(crisis)
    require_outputs(crisis, out=out, figure=figure)

    from realpolitik.analysis.answers import Sampling
    from realpolitik.analysis.counterfactual import tell_variants
    from realpolitik.analysis.variants import without
    from realpolitik.cli.progress import working

    variants: dict[str, dict[str, Any]] = {}
    if settings:
        variants[", ".join(settings)] = read_changes(stated, settings, "--set")
    for text in removed or ():
        with naming("--without"):
            names = factors_of(text, stated)
        variants[f"without {', '.join(names)}"] = without(stated, names)
    for place, text in enumerate(named or (), 1):
        label, assignment = _label(text)
        variants.setdefault(label, {}).update(read_changes(stated, [assignment], "--variant", place))
    if not variants:
        raise RealpolitikError(
            "no variant was asked for; give --set PATH=VALUE, --without FACTOR or --variant NAME:PATH=VALUE"
        )

    total = draws * (1 + len(variants))
    with stoppable() as stop, working("solving", total, quiet) as advance:
        found = tell_variants(stated, variants, Sampling(draws, seed, threads), advance, stop)
        interrupted = stop()

    from realpolitik.report.whatif_text import tell_whatif

    def draw() -> Any:
        from realpolitik.report.whatif_figure import draw_whatif

        return draw_whatif(found, stated)

    deliver(
        found,
        lambda width, colour: tell_whatif(found, stated, width, colour),
        draw,
        json=json,
        out=out,
        figure=figure,
        interrupted=cut_short(interrupted, found.draws, draws),
    )


def _label(text: str) -> tuple[str, str]:
    """Split NAME off NAME:PATH=VALUE."""
    label, colon, assignment = text.partition(":")
    if not colon or not label.strip() or "=" in label:
        raise RealpolitikError(
            f"{text!r} names no variant; write NAME:PATH=VALUE, such as ready:states.USSR.readiness=0.9"
        )
    return label.strip(), assignment
