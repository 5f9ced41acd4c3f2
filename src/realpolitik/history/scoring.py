"""Proper scores of forecasts, and how sure one can be of their differences.

    log score    mean of  -ln p(what happened), in nats; lower is better; equal chances score ln 3 = 1.0986
    Brier score  mean of  sum over options (p - 1[happened])^2; lower is better; equal chances score 2/3
    accuracy     share of cases in which what happened was held likeliest; a tie of k counts 1/k

[Good 1952; Brier 1950; Gneiting & Raftery 2007.] Cases of one war are not independent, and wars are few. A bootstrap that
draws whole wars is too sure of itself then [Cameron, Gelbach & Miller 2008]. Intervals and tests are therefore those of
Student's t, with errors from leaving out each war in turn [MacKinnon, Nielsen & Webb 2023], on as many degrees of freedom
as the effective number of wars has [Carter, Schnepel & Steigerwald 2017]. Many pairs of theories are compared, and the
tests are adjusted for that [Holm 1979]. What a score is made of is told by its decomposition [Dimitriadis, Gneiting & Jordan
2021]: how wrong it is about its own sureness, and what it knows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import isotonic_regression

from realpolitik.outcome import Reliability

OPTIONS: Final = ("A", "B", "N")
FLOOR: Final = 0.001
"""A chance below one in a thousand counts as one in a thousand: no coding of history is surer than that."""
FEWEST_WARS: Final = 6
"""Below it nothing is called more than chance. With G wars there are 2^G ways to choose signs, and all the same sign has the
chance 2 / 2^G: with five, above one in twenty, whatever the scores [Canay, Romano & Shaikh 2017]."""
LEVEL: Final = 0.95
ROUNDING: Final = 1e-9
BINS: Final = (0.0, 0.2, 0.4, 0.6, 1.0)
RESAMPLES: Final = 1000
"""Samples of whole wars behind the intervals of calibration."""
DECOMPOSED: Final = 200
"""Of these, the samples whose scores are decomposed."""
BARS: Final = 0.9


class Interval(NamedTuple):
    """A mean with its interval; NaN at both ends where nothing can be said of it."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True)
class Decomposition:
    """The Brier score as miscalibration - discrimination + uncertainty, each with its interval over wars.

    Attributes
    ----------
    miscalibration : Interval
        What would be won by saying, for each size of forecast, how often what it speaks of happens; 0 at best.
    discrimination : Interval
        What the forecasts so corrected know beyond equal chances; 0 if they know nothing.
    uncertainty : float
        The score of equal chances.
    """

    miscalibration: Interval
    discrimination: Interval
    uncertainty: float


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


Forecasts = Sequence[tuple[Mapping[str, float], str]]
"""Chances of the options, and what happened, case by case."""


def calibration(forecasts: Forecasts, wars: Sequence[str]) -> tuple[Reliability, ...]:
    """Return, for forecasts of each size, how often what they spoke of happened; empty bins are left out.

    Parameters
    ----------
    forecasts : sequence
    wars : sequence of str
        The war of each case: the interval of how often is that of samples of whole wars.
    """
    chances, came = _stacked(forecasts)
    picks = _resampled(wars)
    bins = []
    for low, high in pairwise(BINS):
        inside = (low <= chances) & ((chances < high) | (high == BINS[-1]))
        if inside.any():
            counts = picks @ inside.sum(axis=1)
            shares = (picks @ (inside & came).sum(axis=1))[counts > 0] / counts[counts > 0]
            ends = np.quantile(shares, [(1 - BARS) / 2, (1 + BARS) / 2])
            bins.append(
                Reliability(
                    low, high, int(inside.sum()), chances[inside].mean(), came[inside].mean(), *map(float, ends)
                )
            )
    return tuple(bins)


def decompose(forecasts: Forecasts, wars: Sequence[str]) -> Decomposition:
    r"""Return the parts of the Brier score, by isotonic regression of what happened on the chances (Dimitriadis et al. 2021).

    With $S$ the score, $S_c$ that of the chances so corrected, and $S_r = 2/3$ that of equal chances, miscalibration is
    $S - S_c$ and discrimination $S_r - S_c$. The options of all cases are corrected together, each as one forecast of one
    event. Intervals are those of samples of whole wars: of so few they are rough.

    Parameters
    ----------
    forecasts : sequence
    wars : sequence of str
        The war of each case.

    References
    ----------
    Dimitriadis, T., Gneiting, T. & Jordan, A. I. (2021). Stable reliability diagrams for probabilistic classifiers.
    Proceedings of the National Academy of Sciences 118.
    """
    chances, came = _stacked(forecasts)
    whole = _parts(chances, came, np.ones(len(chances)))
    found = np.array([_parts(chances, came, counts) for counts in _resampled(wars)[:DECOMPOSED]])
    low, high = np.quantile(found, [(1 - BARS) / 2, (1 + BARS) / 2], axis=0)
    miscalibration, discrimination = (
        Interval(float(mean), float(one), float(other)) for mean, one, other in zip(whole, low, high, strict=True)
    )
    return Decomposition(miscalibration, discrimination, (len(OPTIONS) - 1) / len(OPTIONS))


def _stacked(forecasts: Forecasts) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return the chances, and what happened, of every case (rows) and option."""
    chances = np.array([[each[option] for option in OPTIONS] for each, _ in forecasts])
    return chances, np.array([[option == happened for option in OPTIONS] for _, happened in forecasts])


def _resampled(wars: Sequence[str]) -> NDArray[np.float64]:
    """Return how often each case (column) is in each sample (row) of as many wars as there are, drawn with replacement."""
    names = sorted(set(wars))
    drawn = np.random.default_rng(0).multinomial(len(names), [1 / len(names)] * len(names), size=RESAMPLES)
    return np.asarray(drawn[:, [names.index(war) for war in wars]], dtype=float)


def _parts(chances: NDArray[np.float64], came: NDArray[np.bool_], counts: NDArray[np.float64]) -> tuple[float, float]:
    """Return miscalibration and discrimination of cases that count so often."""
    weights = np.repeat(counts, len(OPTIONS))
    order = np.lexsort((came.ravel(), chances.ravel()))
    size, happened, weights = chances.ravel()[order], came.ravel()[order].astype(float), weights[order]
    # Equal forecasts are one forecast: the regression is on their mean.
    values, place = np.unique(size, return_inverse=True)
    total = np.bincount(place, weights)
    seen = total > 0
    mean = np.bincount(place, weights * happened)[seen] / total[seen]
    fit = np.zeros(len(values))
    fit[seen] = isotonic_regression(mean, weights=total[seen]).x
    cases = counts.sum()
    score, corrected, equal = (
        float((weights * (guess - happened) ** 2).sum() / cases) for guess in (size, fit[place], 1 / len(OPTIONS))
    )
    return score - corrected, equal - corrected


class Wars:
    """The wars that cases belong to, and how sure scores are that come from no more of them.

    With S_g the sum of the scores of a war's n_g cases and N = sum n_g, the mean m = sum S_g / N has the jackknife variance

        V = (G - 1) / G  sum over wars of ((S_g - n_g m) / (N - n_g))^2

    and its interval is that of Student's t with G* - 1 degrees of freedom, where G* = N^2 / sum n_g^2 is the number of wars
    of one size that tell as much as G wars of these sizes.

    Parameters
    ----------
    wars : sequence of str
        The war of each case; at least one.

    Attributes
    ----------
    count : int
        G.
    effective : float
        G*, between 1 and G.
    """

    def __init__(self, wars: Sequence[str]) -> None:
        names = sorted(set(wars))
        self._member = np.array([[war == name for war in wars] for name in names], dtype=float)
        self._sizes: NDArray[np.float64] = self._member.sum(axis=1)
        self.count = len(names)
        self.effective = float(len(wars) ** 2 / (self._sizes**2).sum())

    @property
    def allow_verdicts(self) -> bool:
        """Whether there are enough wars to say that two theories differ by more than chance."""
        return self.effective >= FEWEST_WARS - ROUNDING

    def interval(self, scores: Sequence[float], bounds: tuple[float, float] = (-math.inf, math.inf)) -> Interval:
        """Return the mean of one score a case, with its interval, cut to the bounds that the score has."""
        mean, error = self._estimate(scores)
        if self.count == 1:
            return Interval(mean, math.nan, math.nan)
        reach = float(stats.t.ppf((1 + LEVEL) / 2, self.effective - 1)) * error
        return Interval(mean, max(mean - reach, bounds[0]), min(mean + reach, bounds[1]))

    def p_value(self, scores: Sequence[float]) -> float:
        """Return the chance of a mean as far from zero, if it were zero in truth; NaN where there is but one war."""
        mean, error = self._estimate(scores)
        if self.count == 1:
            return math.nan
        if error <= ROUNDING:
            return 1.0 if abs(mean) <= ROUNDING else 0.0
        return float(2 * stats.t.sf(abs(mean) / error, self.effective - 1))

    def balanced(self, scores: Sequence[float]) -> float:
        """Return the mean over wars of the mean score of a war's cases."""
        return float((self._member @ np.asarray(scores, dtype=float) / self._sizes).mean())

    def _estimate(self, scores: Sequence[float]) -> tuple[float, float]:
        """Return the mean of one score a case, and its standard error; NaN where there is but one war."""
        values = np.asarray(scores, dtype=float)
        mean = math.fsum(values) / len(values)
        if self.count == 1:
            return mean, math.nan
        left_out = (self._member @ values - self._sizes * mean) / (len(values) - self._sizes)
        return mean, math.sqrt((self.count - 1) / self.count * math.fsum(left_out**2))


def holm(p_values: Sequence[float]) -> tuple[float, ...]:
    """Return p-values adjusted for their number, so that the chance of any false one is kept (Holm 1979); NaN stays."""
    count = sum(not math.isnan(p) for p in p_values)
    order = sorted((p, place) for place, p in enumerate(p_values) if not math.isnan(p))
    adjusted, largest = [math.nan] * len(p_values), 0.0
    for rank, (p, place) in enumerate(order):
        largest = max(largest, min(1.0, (count - rank) * p))
        adjusted[place] = largest
    return tuple(adjusted)
