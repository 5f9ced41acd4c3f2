"""Many runs of one crisis, each a row: a draw of its numbers with some of them, or some beliefs, set otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from realpolitik.analysis.answers import Answers, Floats, kept_of
from realpolitik.game.solve import CHUNK, TOLERANCE, Game, Sample, require_solved, solve_sample
from realpolitik.game.workers import Progress, Stop, Workers

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Work:
    """How an analysis is computed, and who is told.

    Attributes
    ----------
    threads : int, optional
        All cores, if left out.
    progress : callable, optional
        Called with the number of runs done since the last call.
    stop : callable, optional
        Asked between steps; once it says yes, no further step is begun. An urgent request gives up the step in hand.
    lenient : bool
        Whether a run whose bids were not solved has figures that are not numbers, instead of ending the analysis.
    """

    threads: int | None = None
    progress: Progress | None = None
    stop: Stop | None = None
    lenient: bool = False

    def __reduce__(self) -> tuple[type[Work], tuple[int | None, None, None, bool]]:
        """Travel to another process without those who are told there of nothing."""
        return Work, (self.threads, None, None, self.lenient)

    def stopped(self) -> bool:
        """Whether it was asked to stop."""
        return self.stop is not None and self.stop()


def solve_rows(
    game: Game, sample_of: Callable[[Rows], Sample], count: int, keep: Callable[[Answers], Floats], work: Work
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
        if not work.lenient:
            require_solved(tally, lambda row: f"run {first + row}")
        figures = keep(kept_of(game, tally))
        figures[~(tally.report[:, 0] <= TOLERANCE)] = np.nan
        return figures

    kept = []
    with Workers(work.threads, work.stop) as workers:
        for figures in workers.map(part, range(0, count, CHUNK)):
            kept.append(figures)
            if work.progress is not None:
                work.progress(len(figures))
    return np.concatenate(kept)
