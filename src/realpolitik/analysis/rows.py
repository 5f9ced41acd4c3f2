"""Many runs of one crisis, each a row: a draw of its numbers with some of them, or some beliefs, set otherwise."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from realpolitik.analysis.answers import Answers, Floats, kept_of
from realpolitik.analysis.work import Work
from realpolitik.game.solve import CHUNK, TOLERANCE, Game, Sample, require_solved, solve_sample
from realpolitik.game.workers import Workers

Rows = NDArray[np.intp]


def solve_rows(
    game: Game,
    sample_of: Callable[[Rows], Sample],
    count: int,
    keep: Callable[[Answers], Floats],
    work: Work,
    lenient: bool = False,
) -> Floats:
    """Solve rows and keep some figures of each.

    Parameters
    ----------
    game : Game
    sample_of : callable
        Compiles the numbers of some rows.
    count : int
        How many rows there are.
    keep : callable
        Takes answers whose draws are rows; returns an array of shape (rows, figures).
    work : Work
        Progress is told of rows.
    lenient : bool
        Whether a row whose bids were not solved has figures that are not numbers, instead of ending the analysis.

    Returns
    -------
    ndarray, shape (count, figures)
        The same bits on any number of threads.

    Raises
    ------
    SolverFailed
        If the bids of a row were not solved to tolerance.
    Stopped
        If an urgent request to stop came before all rows were solved.
    """

    def part(first: int) -> Floats:
        rows = np.arange(first, min(first + CHUNK, count))
        tally = solve_sample(game, sample_of(rows), forecasts=False)
        if not lenient:
            require_solved(tally, lambda row: f"run {first + row}")
        figures = keep(kept_of(game, tally))
        figures[~(tally.report[:, 0] <= TOLERANCE)] = np.nan
        return figures

    kept = []
    with Workers(work.threads, work.stop) as workers:
        for figures in workers.map(part, range(0, count, CHUNK)):
            kept.append(figures)
            work.advance(len(figures))
    return np.concatenate(kept)
