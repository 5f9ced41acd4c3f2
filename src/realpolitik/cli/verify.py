"""The verb `verify`: our solution, replayed in an engine that is not ours."""

from __future__ import annotations

import typer

from realpolitik.cli.exit_code import ExitCode
from realpolitik.cli.options import AsJson, CrisisName, Out, PatchFile, Quiet, Seed, Settings, load_with
from realpolitik.cli.output import REPORT, as_json, emit, is_json, require_outputs
from realpolitik.cli.sizes import Bundles, Drafting, Draw, Helpers, Hostilities, Joiners, MostNodes, Steps, shrunk


def verify(
    crisis: CrisisName,
    steps: Steps = None,
    bundles: Bundles = None,
    joiners: Joiners = None,
    hostilities: Hostilities = None,
    helpers: Helpers = None,
    drafting: Drafting = None,
    most_nodes: MostNodes = 20_000,
    seed: Seed = 0,
    draw: Draw = 0,
    settings: Settings = None,
    patch: PatchFile = None,
    json: AsJson = False,
    out: Out = None,
    quiet: Quiet = False,
) -> None:
    """Replay the solution of a small instance in OpenSpiel.

    Every believer's game is replayed. The crisis is shrunk until its tree fits. The exit code is 1 if choices or
    values differ by more than 1e-8, or a move gives away more than its bound.
    """
    from realpolitik.cli.progress import working
    from realpolitik.interop.openspiel import load_engine
    from realpolitik.interop.verification import replayed
    from realpolitik.interop.verify import games_of

    stated = load_with(crisis, settings, patch)
    require_outputs(crisis, out=out, holds=REPORT)
    load_engine()
    small = shrunk(stated, (steps, bundles, joiners, hostilities, helpers, drafting), most_nodes, seed, draw)
    with working("replaying", len(games_of(small)), quiet) as advance:
        found = replayed(small, most_nodes, (seed, draw), advance)
    emit(as_json(found.to_dict()) if is_json(out, json) else found.in_words(), out)
    raise typer.Exit(ExitCode.of_verdict(found.holds))
