"""Whole solutions, one for each believer: what everybody does at every place of one draw's games.

A run keeps of each solution what its owner does. Here all of it is kept, with the values that the kernels found, so that
other programs can look at it.
"""

from __future__ import annotations

from typing import NamedTuple

from realpolitik.game.core.arrays import Aftermath, Floats, GameNumbers, PivotValues, Policies, WarPhysics, WarSolution
from realpolitik.game.core.draw import solve_row_of
from realpolitik.game.core.memory import new_workspace
from realpolitik.game.solve import Game, Sample
from realpolitik.game.structure.layout import Layout


class Strategies(NamedTuple):
    """The solution of one believer's game in one draw, everybody's part of it.

    Payoffs are present values at the opening of the window, in shares of own survival.
    """

    policies: Policies
    pivot: PivotValues
    physics: WarPhysics
    aftermath: Aftermath
    wars: WarSolution
    opening: Floats  # (K,) V(0, no draft) of every player
    report: Floats  # (3,) largest residual, branches that turned, largest regret of a bid


def solve_strategies(game: Game, sample: Sample, draw: int = 0) -> tuple[Strategies, ...]:
    """Solve one draw of every game.

    Parameters
    ----------
    game : Game
    sample : Sample
        The numbers of some draws, as `realpolitik.game.solve.compile_models` lays them out.
    draw : int
        Which of them.

    Returns
    -------
    tuple of Strategies
        First the truth's, then that of each of ``game.models``.
    """
    count = len(sample.terms.stakes)
    layout = game.layout
    return tuple(solve_row(layout, sample.numbers, g * count + draw) for g in range(1 + len(game.models)))


def solve_row(layout: Layout, numbers: GameNumbers, row: int) -> Strategies:
    """Solve one believer's game in one draw.

    Parameters
    ----------
    layout : Layout
    numbers : GameNumbers
        Compiled numbers.
    row : int
        The row of them that is solved.

    Returns
    -------
    Strategies
    """
    st, bz = layout.war, layout.bazaar
    space = new_workspace(st, bz, 1)
    solve_row_of(st, bz, numbers, row, space)
    table, wars = space.table, space.wars
    solution = WarSolution(*(getattr(wars.solutions, name)[0] for name in WarSolution._fields))
    return Strategies(
        table.policies, table.pivot, wars.physics, wars.aftermath, solution, table.values[1, :, 0], space.branch.report
    )
