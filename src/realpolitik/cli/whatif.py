"""The verb `whatif`: what a change of the crisis would change."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from realpolitik.cli import complete
from realpolitik.cli.ask import ask, open_crisis
from realpolitik.cli.deliver import Output
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
)
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
Patched = Annotated[
    Path | None,
    typer.Option("--patch", metavar="FILE", help="Change what this file says, each line PATH: VALUE, in one variant."),
]


def whatif(
    crisis: CrisisName,
    settings: Changed = None,
    removed: Removed = None,
    named: Named = None,
    patch: Patched = None,
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

    output = Output(json, out, figure, quiet)
    stated = open_crisis(crisis, None, output, *([] if patch is None else [str(patch)]))

    from realpolitik.analysis.variants import without
    from realpolitik.analysis.whatif import WhatIfQuestion
    from realpolitik.crisis.patch import read_patch

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
    if patch is not None:
        variants[patch.name] = read_patch(patch)
    if not variants:
        raise RealpolitikError(
            "no variant was asked for; give --set PATH=VALUE, --without FACTOR, --variant NAME:PATH=VALUE or --patch FILE"
        )
    ask(WhatIfQuestion(variants), stated, output, draws=draws, seed=seed, threads=threads)


def _label(text: str) -> tuple[str, str]:
    """Split NAME off NAME:PATH=VALUE."""
    label, colon, assignment = text.partition(":")
    if not colon or not label.strip() or "=" in label:
        raise RealpolitikError(
            f"{text!r} names no variant; write NAME:PATH=VALUE, such as ready:states.USSR.readiness=0.9"
        )
    return label.strip(), assignment
