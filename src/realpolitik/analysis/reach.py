"""Which numbers of a crisis do not reach the answer of a run.

A number that a file gives and no step of a run reads does not reach it. An uncertain number that is read is set, alone, to
the 5% and to the 95% point of its spread while all others stay as drawn; if every figure that a run reports stays the
same to the bit, in a few draws that make use of it, it does not reach the answer either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from realpolitik.crisis.document import dotted
from realpolitik.crisis.numbers import NumberAddress, numbers_of
from realpolitik.crisis.rules.walk import quantities
from realpolitik.crisis.schema import Crisis
from realpolitik.game.core.arrays import GameNumbers, SignatureTerms, Tally
from realpolitik.game.numbers.draws import Instead, Numbers, draw_numbers
from realpolitik.game.numbers.series import series_at_rank
from realpolitik.game.solve import Game, Sample, compile_models, set_up, solve_sample
from realpolitik.game.workers import Workers

RANKS = (0.05, 0.95)
FEW, MANY = 4, 256
"""Draws looked at: first a few, and many where these make no use of the number, such as of a hand that nobody holds."""
TRIED = 2
"""Draws solved at most for each end of a number's spread."""

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class _Bench:
    """A crisis with the draws in which its numbers are tried; arrays of a sample hold its draws game by game."""

    game: Game
    seed: int
    truths: dict[int, Numbers]
    samples: dict[int, Sample]
    solved: dict[tuple[int, int, bool], Tally] = field(default_factory=dict)

    def moved(self, address: NumberAddress, rank: float, count: int) -> Sample:
        """Return the sample of a count of draws with one number at a rank of its spread."""
        path, series = address.path, series_at_rank(address, rank, count)
        if path.startswith("events.") or ".types." in path:  # it may be part of a change to another number
            crisis = self.game.layout.crisis
            return compile_models(self.game, draw_numbers(crisis, self.seed, 0, count, Instead({path: series})))
        truth = self.truths[count]
        moved = replace(series, changes=truth.series[path].changes)
        return compile_models(self.game, replace(truth, series={**truth.series, path: moved}))

    def solve(self, sample: Sample, draw: int, forecasts: bool) -> Tally:
        """Solve one draw of a sample."""
        rows = np.arange(self._games) * len(sample.terms.stakes) + draw
        numbers = GameNumbers._make(array[rows] for array in sample.numbers)
        terms = SignatureTerms._make(array[draw : draw + 1] for array in sample.terms)
        return solve_sample(self.game, Sample(numbers, terms), forecasts)

    def untouched(self, count: int, draw: int, forecasts: bool) -> Tally:
        """Solve one draw of a sample that nothing was done to, once."""
        key = (count, draw, forecasts)
        if key not in self.solved:
            self.solved[key] = self.solve(self.samples[count], draw, forecasts)
        return self.solved[key]

    def differing(self, sample: Sample, count: int) -> Rows:
        """Return the draws in which a sample differs from the one of that size that nothing was done to."""
        found = np.zeros(count, dtype=bool)
        for one, other in zip(sample.numbers, self.samples[count].numbers, strict=True):
            differs = (one != other).reshape(self._games, count, -1)
            found |= differs.any(axis=(0, 2))
        return np.flatnonzero(found)

    @property
    def _games(self) -> int:
        return 1 + len(self.game.models)


def candidates(crisis: Crisis) -> tuple[str, ...]:
    """Return the paths of the numbers that `unreached` looks at: those that the file gives, and any that is uncertain."""
    given = {dotted(path) for path, _ in quantities(crisis)}
    return tuple(
        address.path for address in numbers_of(crisis) if address.path in given or address.quantity.is_uncertain
    )


def unread(crisis: Crisis, seed: int = 0) -> tuple[str, ...]:
    """Return the paths of the numbers that a run does not even read; nothing is solved to know them.

    Parameters
    ----------
    crisis : Crisis
    seed : int
        For the draws that are read.

    Returns
    -------
    tuple of str
        In the order of the file.
    """
    truth = draw_numbers(crisis, seed, 0, FEW)
    compile_models(set_up(crisis), truth)
    return tuple(path for path in candidates(crisis) if path not in truth.read)


def unreached(crisis: Crisis, seed: int = 0, progress: Callable[[int], None] | None = None) -> tuple[str, ...]:
    """Return the paths of the numbers that change nothing in a run.

    Parameters
    ----------
    crisis : Crisis
    seed : int
        For the draws in which all other numbers stand.
    progress : callable, optional
        Called with the number of numbers tried since the last call.

    Returns
    -------
    tuple of str
        In the order of the file. A fixed number is listed only if nothing reads it.
    """
    game = set_up(crisis)
    truths = {count: draw_numbers(crisis, seed, 0, count) for count in (FEW, MANY)}
    bench = _Bench(game, seed, truths, {count: compile_models(game, truth) for count, truth in truths.items()})
    read = truths[FEW].read
    wanted = set(candidates(crisis))
    addresses = [address for address in numbers_of(crisis) if address.path in wanted]

    def reaches(address: NumberAddress) -> bool:
        if address.path not in read:
            return False
        return not address.quantity.is_uncertain or any(_matters(bench, address, rank) for rank in RANKS)

    found = []
    with Workers() as workers:
        for address, reached in zip(addresses, workers.map(reaches, addresses), strict=True):
            if not reached:
                found.append(address.path)
            if progress is not None:
                progress(1)
    return tuple(found)


def _matters(bench: _Bench, address: NumberAddress, rank: float) -> bool:
    """Whether setting a number to a rank of its spread changes any figure, in the first draws whose numbers it changes."""
    for count in (FEW, MANY):
        sample = bench.moved(address, rank, count)
        draws = bench.differing(sample, count)[:TRIED].tolist()
        if draws:
            # What the believers expect costs as much to compute as all the rest, and seldom settles it: look there last.
            trials = [(draws[0], False), *((draw, True) for draw in draws)]
            return any(not _same(bench.untouched(count, *trial), bench.solve(sample, *trial)) for trial in trials)
    return False


def _same(one: Tally, other: Tally) -> bool:
    """Whether two tallies report the same figures; how the fixed points were reached does not count."""
    pairs = zip(one._fields, one, other, strict=True)
    return all(np.array_equal(a, b, equal_nan=True) for name, a, b in pairs if name != "report")
