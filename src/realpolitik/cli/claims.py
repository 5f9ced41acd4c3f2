"""The verb `claims`: which arguments about a crisis the model bears out."""

from __future__ import annotations

from typing import Any

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


def claims(
    crisis: CrisisName,
    draws: Draws = 200,
    seed: Seed = 0,
    threads: Threads = None,
    settings: Settings = None,
    figure: FigureFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Say which arguments about a crisis hold.

    Each claim is run as the comparison of two variants that it names, and is supported, contradicted or undecided by
    the 95% interval of the paired difference; or refused, if the model cannot speak to it.
    """
    require_figure(figure)
    stated = load_with(crisis, settings)
    require_outputs(crisis, out=out, figure=figure)

    from realpolitik.analysis.answers import Sampling
    from realpolitik.analysis.claims import STEP, plan_claims, run_plan
    from realpolitik.cli.progress import working

    plan = plan_claims(stated)
    with stoppable() as stop, working("testing", draws * len(plan.variants), quiet) as advance:
        told = run_plan(plan, Sampling(draws, seed, threads, STEP), advance, stop)
        interrupted = stop()

    from realpolitik.report.claims_text import tell_claims

    def draw() -> Any:
        from realpolitik.report.claims_figure import draw_claims

        return draw_claims(told, stated)

    deliver(
        told,
        lambda width, colour: tell_claims(told, stated, width, colour),
        draw,
        json=json,
        out=out,
        figure=figure,
        interrupted=cut_short(interrupted, told.draws, draws),
    )
