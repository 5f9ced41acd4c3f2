"""The verb `export`: a game of a crisis for other software."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from realpolitik.cli import complete
from realpolitik.cli.options import AsJson, CrisisName, PatchFile, Quiet, Seed, Settings, load_with, naming
from realpolitik.cli.output import Container, as_json, emit, require_outputs
from realpolitik.cli.sizes import Bundles, Drafting, Draw, Helpers, Hostilities, Joiners, MostNodes, Steps, shrunk
from realpolitik.errors import printable
from realpolitik.files import named_file


class Format(StrEnum):
    """What other software reads."""

    EFG = "efg"


To = Annotated[Format, typer.Option("--to", help="efg: a Gambit extensive-form game.")]
File = Annotated[Path, typer.Option("--out", metavar="FILE", parser=named_file, help="File to write.")]
Believer = Annotated[
    str,
    typer.Option(
        "--believer",
        metavar="STATE",
        help="Whose picture of the crisis; or truth, that of the file.",
        autocompletion=complete.states,
    ),
]
FoldWars = Annotated[
    bool, typer.Option("--fold-wars", help="Make each war, and the peace, a leaf, worth what it is expected to bring.")
]


def export(
    crisis: CrisisName,
    out: File,
    to: To = Format.EFG,
    believer: Believer = "truth",
    fold_wars: FoldWars = False,
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
    quiet: Quiet = False,
) -> None:
    """Write a small instance as a game for other software.

    It is the game as one believer has it, in one draw of the uncertain numbers. The crisis is shrunk until its tree fits.
    """
    from realpolitik.cli.progress import working
    from realpolitik.interop.efg import to_efg
    from realpolitik.interop.verify import believer_of, tree_of

    stated = load_with(crisis, settings, patch)
    with naming("--believer"):
        believer = believer_of(believer, stated)
    require_outputs(crisis, out=out, holds=(Container.GAME,))
    with working("growing the tree", 1, quiet) as advance:
        small = shrunk(
            stated, (steps, bundles, joiners, hostilities, helpers, drafting), most_nodes, seed, draw, fold_wars
        )
        tree = tree_of(small, believer, seed, draw, most_nodes, fold_wars)
        emit(to_efg(tree, f"{small.title}, as {believer} has it"), out)
        advance(1)
    answer = {"file": str(out), "format": str(to), "believer": believer, "nodes": tree.count}
    emit(as_json(answer) if json else f"wrote {printable(out)}: {tree.count:,} nodes")
