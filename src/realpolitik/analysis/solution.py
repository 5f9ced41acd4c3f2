"""The answer to a crisis, as a script or a notebook asks for it."""

from __future__ import annotations

from dataclasses import replace
from typing import Unpack

from realpolitik.analysis.asking import Asked, sampled, work_of
from realpolitik.crisis.read import CrisisLike, crisis_of
from realpolitik.game.solve import solve
from realpolitik.outcome import Outcome

DRAWS = 2000
"""Draws unless told otherwise."""


@sampled(DRAWS)
def run(crisis: CrisisLike, **asked: Unpack[Asked]) -> Outcome:
    """Solve a crisis under uncertainty: who signs with whom, when, at what price, and what follows.

    Parameters
    ----------
    crisis : Crisis, str or path
        A crisis, its id in the library, or a file.
    draws : int
        Monte Carlo draws of the uncertain numbers; four times as many halve the errors.
    seed, threads : int
        The same seed gives the same bits on any number of threads: all cores, if left out.
    progress, stop : callable, optional
        As for every function that draws numbers.

    Returns
    -------
    Outcome

    Raises
    ------
    CrisisInvalid, CrisisNotFound
    SolverFailed
        If a stage game was not solved to tolerance.
    """
    stated = crisis_of(crisis)
    sampling, progress, stop = work_of(asked, DRAWS)
    outcome = solve(stated, sampling.draws, sampling.seed, sampling.threads, progress, stop)
    return replace(outcome, about=stated)
