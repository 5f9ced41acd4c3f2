"""The verb `calibrate`: the shipped constants, made again."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

import typer

from realpolitik.cli.options import AsJson, Out, Quiet, Seed, naming
from realpolitik.cli.output import REPORT, as_json, emit, is_json, page_width, require_outputs, wants_colour

Only = Annotated[str | None, typer.Option("--theory", metavar="NAME", help="Fit this theory alone.")]


def calibrate(
    theory: Only = None,
    seed: Seed = 0,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Fit the free numbers of the theories to the shipped cases.

    One war after another is left out.

    This takes minutes. It reproduces the constants that `backtest` uses.
    """
    require_outputs(out=out, holds=REPORT)

    from realpolitik.cli.progress import working
    from realpolitik.crisis.lookup import find
    from realpolitik.history.backtest import backtest, tell_cases
    from realpolitik.history.calibrate import calibrate as fit
    from realpolitik.history.calibrate import wars
    from realpolitik.history.constants import report
    from realpolitik.history.forecasting import contender
    from realpolitik.history.lessons import gather
    from realpolitik.history.read_case import read_folder, shipped_folder
    from realpolitik.history.switches import Leakage
    from realpolitik.theories.all import THEORIES
    from realpolitik.theories.ensemble import Ensemble

    with naming("--theory"):
        name = None if theory is None else find(theory, {each.name: each.name for each in THEORIES}, "theory")
    asked = [each for each in THEORIES if name in {None, each.name}]
    # What learns from cases has no free numbers: it is given the cases.
    wanted = {each.name: contender(each) for each in asked if not isinstance(each, Ensemble)}
    learning = [each for each in asked if isinstance(each, Ensemble)]
    as_read, results = read_folder(shipped_folder(), seed)
    cases = tell_cases(as_read, Leakage.HALF_VALUE, results)
    steps = len(wanted) * (1 + len(wars(cases.values()))) + (len(cases) + len(asked) if learning else 0)
    with working("fitting", steps, quiet) as advance:
        fits = {name: fit(each, cases, results, advance) for name, each in wanted.items()}
        lessons = gather(cases, results, advance) if learning else ()
        taught = [contender(replace(each, lessons=lessons)) for each in learning]
        found = backtest(as_read, results, [*wanted.values(), *taught], fits, progress=advance) if learning else None
    if is_json(out, json):
        emit(as_json(report(fits, wanted, lessons, found)), out)
    else:
        from realpolitik.report.backtest_text import tell_calibration

        emit(tell_calibration(fits, page_width(out), wants_colour(out)), out)
