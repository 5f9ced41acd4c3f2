"""The verb `sensitivity`: what the answer hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from realpolitik.cli.deliver import deliver
from realpolitik.cli.interrupt import stoppable
from realpolitik.cli.options import (
    AsJson,
    CrisisName,
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

Partner = Annotated[
    str | None,
    typer.Option("--partner", help="The suitor, or `none`, whose chance is analysed; the most likely one if left out."),
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
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Say which numbers the answer hangs on.

    Every uncertain number is screened; those that matter get Sobol indices; each is moved alone until the most likely
    outcome is another. The default takes about 20,000 runs of a model: one to two minutes on two cores.
    """
    require_figure(figure)
    if base & (base - 1):
        raise typer.BadParameter(f"{base} is not a power of two, such as 256 or 512", param_hint="--base")
    stated = load_with(crisis, settings)
    _require_partner(partner, stated)
    require_outputs(crisis, out=out, figure=figure)

    from realpolitik.analysis.sensitivity import Design, inputs_of
    from realpolitik.analysis.sensitivity import sensitivity as searched
    from realpolitik.cli.progress import working

    design = Design(partner, trajectories, base, apart, draws)
    with stoppable() as stop, working("searching", design.runs(inputs_of(stated)), quiet) as advance:
        found = searched(stated, design, seed=seed, threads=threads, progress=advance, stop=stop)
        interrupted = stop()

    from realpolitik.report.sensitivity_text import tell_sensitivity

    def draw() -> Any:
        from realpolitik.report.sensitivity_figure import draw_sensitivity

        return draw_sensitivity(found, stated)

    deliver(
        found,
        lambda width, colour: tell_sensitivity(found, stated, width, colour),
        draw,
        json=json,
        out=out,
        figure=figure,
        interrupted="interrupted; this is the answer of what was done" if interrupted else None,
    )


def _require_partner(partner: str | None, crisis: Crisis) -> None:
    from realpolitik.outcome import NONE

    known = (NONE, *crisis.suitors)
    if partner is not None and partner not in known:
        raise typer.BadParameter(
            f"{partner!r} is no outcome of this crisis: {', '.join(known)}", param_hint="--partner"
        )
