"""How sure fitted numbers are, and how many cases it takes to tell theories apart.

A fitted number has the interval of a jackknife over wars: with the fits that leave out each of G wars in turn, which a calibration
has anyway,

    V = (G - 1) / G  sum over wars of (value without the war - value)^2

and Student's t on G* - 1 degrees of freedom, as scores have (`realpolitik.history.scoring.Wars`).

The mean difference in log score of two theories, over N cases in wars of n_g, has the variance

    spread^2 / N^2  sum over wars of n_g (1 + (n_g - 1) alike)

if differences vary by ``spread`` from case to case and two of one war correlate by ``alike`` [Kish 1965]. The test then finds a
true difference with the chance that a noncentral t exceeds the critical value.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import Final

from scipy import stats

from realpolitik.history.calibrate import Calibration
from realpolitik.history.scoring import LEVEL, Interval, Wars

MOST_CASES: Final = 1_000_000


def interval_of(calibration: Calibration, name: str, wars: Sequence[str]) -> Interval:
    """Return a fitted number with its 95% interval.

    Parameters
    ----------
    calibration : Calibration
        With a fit for each war left out.
    name : str
        The number.
    wars : sequence of str
        The war of each case that it was fitted to.

    Raises
    ------
    KeyError
        If there is no such number, or no fit without one of the wars.
    """
    value = calibration.whole.values[name]
    count = len(set(wars))
    if count == 1:
        return Interval(value, math.nan, math.nan)
    without = [calibration.folds[war].values[name] for war in sorted(set(wars))]
    error = math.sqrt((count - 1) / count * math.fsum((each - value) ** 2 for each in without))
    reach = float(stats.t.ppf((1 + LEVEL) / 2, Wars(wars).effective - 1)) * error
    return Interval(value, value - reach, value + reach)


def power(gap: float, spread: float, wars: Sequence[str], alike: float = 0.0) -> float:
    """Return the chance that a true difference in log score is called more than chance, in one test at 5%.

    Parameters
    ----------
    gap : float
        The difference, in nats a case.
    spread : float
        Standard deviation of the difference from case to case, in nats.
    wars : sequence of str
        The war of each case; two wars at least.
    alike : float, optional
        Correlation of differences within a war, 0 to 1.

    Raises
    ------
    ValueError
        If a number is out of its range, or there is but one war.
    """
    if not (math.isfinite(gap) and 0.0 < spread < math.inf and 0.0 <= alike <= 1.0 and len(set(wars)) > 1):
        raise ValueError("power needs a finite gap, a spread above 0, a correlation from 0 to 1, and two wars")
    sizes = Counter(wars).values()
    error = spread / len(wars) * math.sqrt(sum(size * (1 + (size - 1) * alike) for size in sizes))
    return _power(gap / error, Wars(wars).effective - 1)


def cases_needed(gap: float, spread: float, wanted: float = 0.8) -> int:
    """Return how many independent cases find a true difference in log score with the wanted chance, in one test at 5%.

    Parameters
    ----------
    gap, spread : float
        As for `power`; the gap not 0.
    wanted : float, optional
        The chance, above 0.05 and below 1.

    Raises
    ------
    ValueError
        If a number is out of its range, or no number of cases up to a million is enough.
    """
    if not (math.isfinite(gap) and gap != 0.0 and 0.0 < spread < math.inf and 1 - LEVEL < wanted < 1.0):
        raise ValueError("cases_needed needs a gap other than 0, a spread above 0, and a wanted chance from 0.05 to 1")
    low, high = 1, MOST_CASES
    if _power(gap / spread * math.sqrt(high), high - 1) < wanted:
        raise ValueError(f"not even {MOST_CASES:,} cases are enough")
    while high - low > 1:
        middle = (low + high) // 2
        if _power(gap / spread * math.sqrt(middle), middle - 1) < wanted:
            low = middle
        else:
            high = middle
    return high


def _power(distance: float, freedom: float) -> float:
    """Return the chance that a t around a distance, in standard errors, is beyond the critical value on either side."""
    critical = float(stats.t.ppf((1 + LEVEL) / 2, freedom))
    beyond = float(stats.nct.sf(critical, freedom, abs(distance)))
    return beyond + float(stats.nct.cdf(-critical, freedom, abs(distance)))
