"""Options of the verbs that write a whole game down: how much of the crisis is kept, and which draw."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from realpolitik.crisis.schema import Crisis

Steps = Annotated[
    int | None,
    typer.Option("--steps", min=1, metavar="N", help="Keep N steps of half a month before the last occasion."),
]
Bundles = Annotated[
    int | None, typer.Option("--bundles", min=1, metavar="N", help="Keep a menu of N bundles for each suitor.")
]
Joiners = Annotated[int | None, typer.Option("--joiners", min=0, metavar="N", help="Keep N joiners of each war plan.")]
Hostilities = Annotated[int | None, typer.Option("--hostilities", min=0, metavar="N", help="Keep N hostilities.")]
Helpers = Annotated[
    int | None, typer.Option("--helpers", min=0, metavar="N", help="Keep N helpers of each hostility's victim.")
]
Drafting = Annotated[
    float | None, typer.Option("--drafting", min=0, metavar="N", help="Let drafting take N months at most, on average.")
]
MostNodes = Annotated[
    int, typer.Option("--most-nodes", min=10, metavar="N", help="Nodes of the largest tree that is tried.")
]
Draw = Annotated[int, typer.Option("--draw", min=0, metavar="N", help="The Monte Carlo draw whose numbers are taken.")]


def shrunk(
    crisis: Crisis,
    kept: tuple[int | None, int | None, int | None, int | None, int | None, float | None],
    most: int,
    seed: int,
    draw: int,
    fold_wars: bool = False,
) -> Crisis:
    """Shrink a crisis: what ``kept`` (steps, bundles, joiners, hostilities, helpers, drafting) leaves open, until it fits."""
    from realpolitik.interop.shrink import Size, fit

    return fit(crisis, Size(*kept), most, (seed, draw), fold_wars)
