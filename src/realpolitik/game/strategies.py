"""Whole solutions, one for each believer: what everybody does at every place of one draw's games.

A run keeps of each solution what its owner does. Here all of it is kept, with the values that the kernels found, so that
other programs can look at it.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from realpolitik.game.arrays import (
    DRAFTS,
    NOTHING,
    PLAYERS,
    BazaarStructure,
    Conduct,
    Counsel,
    Floats,
    GameNumbers,
    WarBook,
    WarStructure,
)
from realpolitik.game.bazaar import price_worth, solve_bazaar
from realpolitik.game.chunk import new_conduct, new_counsel, new_worth
from realpolitik.game.compiler import entry
from realpolitik.game.lanes import new_branch, new_lanes
from realpolitik.game.layout import Layout
from realpolitik.game.solve import Game, Sample
from realpolitik.game.war import fight, new_book, reckon, solve_wars, total_up, weigh_revenge


class Strategies(NamedTuple):
    """The solution of one believer's game in one draw, everybody's part of it.

    Payoffs are present values at the opening of the window, in shares of own survival.
    """

    conduct: Conduct
    counsel: Counsel
    book: WarBook
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
    return Strategies(*_solve_whole(layout.war, layout.bazaar, numbers, row))


@entry
def _solve_whole(
    st: WarStructure, bz: BazaarStructure, x: GameNumbers, row: int
) -> tuple[Conduct, Counsel, WarBook, Floats, Floats]:
    """Solve one row of the numbers, owned by everybody."""
    occasions, players, drafts = st.aggressor.shape[0], bz.sizes[PLAYERS], bz.sizes[DRAFTS]
    book, worth = new_book(st, x.of_state.shape[3]), new_worth(bz, x.of_state.shape[3], occasions)
    conduct, counsel = new_conduct(bz, occasions), new_counsel(bz)
    ln, br = new_lanes(bz), new_branch(bz)
    now, later = np.zeros((players, drafts)), np.zeros((players, drafts))
    everyone = np.ones(players, np.bool_)
    fight(st, x, row, book)
    weigh_revenge(st, x, row, book)
    reckon(st, x, row, book)
    total_up(st, x, row, book)
    solve_wars(st, x, row, book)
    price_worth(bz, st, x, row, book.war, book.value, worth)
    br.report[:] = 0.0
    solve_bazaar(bz, x, row, worth, everyone, NOTHING, conduct, counsel, now, later, ln, br)
    return conduct, counsel, book, later[:, 0].copy(), br.report
