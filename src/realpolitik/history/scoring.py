"""Proper scores of forecasts, and how sure one can be of their differences.

    log score    mean of  -ln p(what happened), in nats; lower is better; equal chances score ln 3 = 1.0986
    Brier score  mean of  sum over options (p - 1[happened])^2; lower is better; equal chances score 2/3
    accuracy     share of cases in which what happened was held likeliest; a tie of k counts 1/k

[Good 1952; Brier 1950; Gneiting & Raftery 2007.] Cases of one war are not independent. Intervals are therefore
percentiles of a bootstrap that draws wars, each with all its cases [Cameron, Gelbach & Miller 2008, on clusters]. The
same draws serve all theories, so that differences are paired.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

OPTIONS: Final = ("A", "B", "N")
FLOOR: Final = 0.001
"""A chance below one in a thousand counts as one in a thousand: no coding of history is surer than that."""
RESAMPLES: Final = 10_000
LEVEL: Final = 0.95
ROUNDING: Final = 1e-9
BINS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)


class Interval(NamedTuple):
    """A mean with the interval of its bootstrap."""

    mean: float
    low: float
    high: float

    @property
    def is_noise(self) -> bool:
        """Whether zero lies inside."""
        return self.low <= ROUNDING and self.high >= -ROUNDING


@dataclass(frozen=True)
class Bin:
    """Forecasts of about one size, and how often what they spoke of happened."""

    low: float
    high: float
    count: int
    forecast: float
    happened: float


def normalised(chances: Mapping[str, float]) -> dict[str, float]:
    """Return chances over A, B and N that sum to 1, none below the floor."""
    raised = {option: max(chances.get(option, 0.0), FLOOR) for option in OPTIONS}
    total = sum(raised.values())
    return {option: chance / total for option, chance in raised.items()}


def log_score(chances: Mapping[str, float], happened: str) -> float:
    """Return the log score of one forecast, in nats."""
    return -math.log(chances[happened])


def brier_score(chances: Mapping[str, float], happened: str) -> float:
    """Return the Brier score of one forecast over all options."""
    return sum((chances[option] - (option == happened)) ** 2 for option in OPTIONS)


def hit(chances: Mapping[str, float], happened: str) -> float:
    """Return 1 if what happened was held likeliest, 1/k if k options tie for it, else 0."""
    best = max(chances.values())
    likeliest = [option for option in OPTIONS if math.isclose(chances[option], best, abs_tol=1e-9)]
    return 1 / len(likeliest) if happened in likeliest else 0.0


def calibration(forecasts: Sequence[tuple[Mapping[str, float], str]]) -> tuple[Bin, ...]:
    """Return, for forecasts of each size, how often what they spoke of happened; empty bins are left out."""
    pairs = [(chances[option], option == happened) for chances, happened in forecasts for option in OPTIONS]
    bins = []
    for low, high in pairwise(BINS):
        inside = [(p, came) for p, came in pairs if low <= p < high or (high == BINS[-1] and p == high)]
        if inside:
            size = len(inside)
            mean, share = sum(p for p, _ in inside) / size, sum(came for _, came in inside) / size
            bins.append(Bin(low, high, size, mean, share))
    return tuple(bins)


class Bootstrap:
    """Resamples of wars, the same for every theory.

    Parameters
    ----------
    wars : sequence of str
        The war of each case.
    seed : int, optional
    resamples : int, optional
    """

    def __init__(self, wars: Sequence[str], seed: int = 0, resamples: int = RESAMPLES) -> None:
        names = sorted(set(wars))
        self._member = np.array([[war == name for war in wars] for name in names], dtype=float)
        drawn = np.random.default_rng(seed).integers(len(names), size=(resamples, len(names)))
        self._times = np.stack([(drawn == k).sum(axis=1) for k in range(len(names))], axis=1).astype(float)

    def interval(self, scores: Sequence[float]) -> Interval:
        """Return the mean of one score a case, with the interval of the mean."""
        values = np.asarray(scores, dtype=float)
        sums: NDArray[np.float64] = self._times @ (self._member @ values)
        means = sums / (self._times @ self._member.sum(axis=1))
        low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
        return Interval(float(values.mean()), float(low), float(high))

    def difference(self, scores: Sequence[float], others: Sequence[float]) -> Interval:
        """Return the mean difference of two theories' scores of the same cases, the second's taken from the first's."""
        return self.interval([a - b for a, b in zip(scores, others, strict=True)])
