"""The verb `verify`: our solution, replayed in an engine that is not ours."""

from __future__ import annotations

from typing import Any

import typer

from realpolitik.cli.options import AsJson, CrisisName, Out, Quiet, Seed, Settings, load_with
from realpolitik.cli.output import as_json, emit, require_writable
from realpolitik.cli.sizes import Bundles, Drafting, Draw, Hostilities, Joiners, MostNodes, Periods, shrunk


def verify(
    crisis: CrisisName,
    periods: Periods = None,
    bundles: Bundles = None,
    joiners: Joiners = None,
    hostilities: Hostilities = None,
    drafting: Drafting = None,
    most_nodes: MostNodes = 5000,
    seed: Seed = 0,
    draw: Draw = 0,
    settings: Settings = None,
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
    from realpolitik.interop.verify import ENGINE, games_of
    from realpolitik.interop.verify import verify as verify_games

    stated = load_with(crisis, settings)
    require_writable(out)
    load_engine()
    small = shrunk(stated, (periods, bundles, joiners, hostilities, drafting), most_nodes, seed, draw)
    with working("replaying", len(games_of(small)), quiet) as advance:
        found = verify_games(small, seed, draw, most_nodes, advance)
    rows = [
        {
            "believer": row.believer,
            "nodes": row.replay.nodes,
            "residual": row.replay.residual,
            "value_difference": row.replay.value_difference,
            "regret": row.replay.regret,
            "regret_bound": row.replay.regret_bound,
            "multiple": row.multiple,
        }
        for row in found
    ]
    holds = all(row.replay.holds for row in found)
    answer = {"crisis": small.id, "seed": seed, "draw": draw, "engine": ENGINE, "holds": holds, "games": rows}
    emit(as_json(answer) if json else _told(rows, holds, ENGINE), out)
    raise typer.Exit(0 if holds else 1)


def _told(rows: list[dict[str, Any]], holds: bool, engine: str) -> str:
    """Return a table for people."""
    width = max(len("believer"), *(len(row["believer"]) for row in rows))
    head = f"{'believer':<{width}}  {'nodes':>9}  {'residual':>9}  {'values':>9}  {'regret':>9}  {'bound':>9}"
    lines = [f"replayed in {engine}", "", head]
    for row in rows:
        figures = "  ".join(f"{row[key]:9.1e}" for key in ("residual", "value_difference", "regret", "regret_bound"))
        several = "  several fixed points of bids were noticed" if row["multiple"] else ""
        lines.append(f"{row['believer']:<{width}}  {row['nodes']:9,}  {figures}{several}")
    verdict = "every choice is a logit of the engine's values, and the values agree" if holds else "does not agree"
    words = (
        "residual: how far a choice is from the logit of the engine's values; values: how far these are",
        "from the solver's; regret: what a move gives away at most, beside the bound that a logit sets to it",
    )
    return "\n".join([*lines, *words, "", verdict])
