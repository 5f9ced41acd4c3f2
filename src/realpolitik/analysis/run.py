"""Who signs with whom, when, at what price, and what follows: the answer to a crisis."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar, Unpack

from realpolitik.analysis.asking import Asked, put, sampled
from realpolitik.analysis.question import Question
from realpolitik.analysis.work import Work
from realpolitik.crisis.read import CrisisLike
from realpolitik.crisis.schema import Crisis
from realpolitik.game.solve import solve, steps_of
from realpolitik.outcome import Calibrated, Outcome
from realpolitik.theories.alignment_game import AlignmentGame
from realpolitik.theories.ensemble import LEVEL, Ensemble
from realpolitik.theories.protocol import Abstention
from realpolitik.theories.record import record_of

GAME, FORECASTER = AlignmentGame().name, Ensemble().name


@dataclass(frozen=True)
class RunQuestion(Question[Outcome]):
    """Who signs with whom, when, at what price, and what follows."""

    name: ClassVar[str] = "run"
    doing: ClassVar[str] = "solving"
    draws: ClassVar[int] = 2000

    def steps(self, crisis: Crisis, draws: int) -> int:
        """Return the number of draws, with those on which chance alone rests."""
        return steps_of(draws)

    def answer(self, crisis: Crisis, work: Work) -> Outcome:
        """Solve the crisis."""
        return told_of(crisis, solve(crisis, work.draws, work.seed, work.threads, work.progress, work.stop))


def told_of(crisis: Crisis, outcome: Outcome) -> Outcome:
    """Return an outcome of the solver with all that is told beside it: its crisis, the calibrated chances, and the record."""
    return replace(outcome, about=crisis, calibrated=_calibrated(crisis, outcome), record=record_of(GAME, FORECASTER))


def _calibrated(crisis: Crisis, outcome: Outcome) -> Calibrated | None:
    """Return what the forecaster that learnt from coded cases makes of an answer; None if it abstains."""
    found = Ensemble().calibrated(crisis, {row.partner: row.probability for row in outcome.outcomes})
    return None if isinstance(found, Abstention) else Calibrated(found, LEVEL, FORECASTER)


@sampled(RunQuestion.draws)
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
    return put(RunQuestion(), crisis, asked)
