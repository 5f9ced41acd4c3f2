"""One number over draws: its spread at a rank, its path in time, and what changes it."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import special

from realpolitik.crisis.numbers import NumberAddress
from realpolitik.crisis.quantity import Spread
from realpolitik.game.numbers.streams import Draws


def quantile(spread: Spread, u: Draws) -> Draws:
    """Return the inverse distribution function at u, so that equal u mean equal ranks."""
    match spread.form:
        case "value":
            assert spread.value is not None
            return np.full_like(u, spread.value)
        case "uniform":
            assert spread.uniform is not None
            low, high = spread.uniform
            return low + (high - low) * u
        case "triangular":
            assert spread.triangular is not None
            low, mode, high = spread.triangular
            if high == low:
                return np.full_like(u, low)
            cut = (mode - low) / (high - low)
            rising = low + np.sqrt(u * (high - low) * (mode - low))
            falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
            return np.where(u < cut, rising, falling)
        case "normal":
            assert spread.normal is not None
            mean, deviation = spread.normal
            return _cut(mean, deviation, spread.within, u)
        case "lognormal":
            assert spread.lognormal is not None
            median, deviation = spread.lognormal
            within = spread.within
            logs = None if within is None else (np.log(within[0]) if within[0] > 0 else -np.inf, np.log(within[1]))
            return np.exp(_cut(float(np.log(median)), deviation, logs, u))
        case "beta":
            assert spread.beta is not None
            low, high = spread.within or (0.0, 1.0)
            return low + (high - low) * special.betaincinv(spread.beta[0], spread.beta[1], u)
        case _:
            assert spread.choice is not None
            edges = np.cumsum(spread.choice.weights)[:-1]
            return np.asarray(spread.choice.values, dtype=float)[np.searchsorted(edges, u, side="right")]


def _cut(mean: float, deviation: float, within: tuple[float, float] | None, u: Draws) -> Draws:
    """Return the inverse distribution function of a normal cut to ``within``."""
    if deviation == 0:
        return np.full_like(u, mean)
    if within is None:
        return mean + deviation * special.ndtri(u)
    low, high = special.ndtr((np.asarray(within) - mean) / deviation)
    return np.clip(mean + deviation * special.ndtri(low + (high - low) * u), *within)


@dataclass(frozen=True)
class Change:
    """A change to a number: set, scale or shift, from a date on (None: always), in some draws (None: all)."""

    since: float | None
    kind: str
    amount: Draws
    where: NDArray[np.bool_] | None = None

    def take(self, rows: NDArray[np.intp]) -> Change:
        """Return the change in these draws, in this order."""
        return replace(self, amount=self.amount[rows], where=None if self.where is None else self.where[rows])


@dataclass(frozen=True, eq=False)
class Series:
    """One number over draws: knots in time, then changes in order, then its range; equal to itself alone.

    Attributes
    ----------
    days : ndarray, shape (knots,)
        Dates of the knots, as proleptic ordinals.
    values : ndarray, shape (knots, draws), or (knots, 1) where all draws are alike
    """

    days: NDArray[np.float64]
    values: NDArray[np.float64]
    low: float
    high: float
    changes: tuple[Change, ...] = ()

    def at(self, day: float | Draws) -> Draws:
        """Return the number at a day (an ordinal, or one for each draw); shape (draws,), or (1,) where all are alike."""
        return self.over(np.asarray(day, dtype=float)[..., None])[:, 0]

    def over(self, days: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the number on several days.

        Parameters
        ----------
        days : ndarray, shape (days,), or (draws, days) or (1, days)
            Ordinals.

        Returns
        -------
        ndarray, shape (draws, days)
            Either axis has a length of 1 where all along it are alike.
        """
        result = self._interpolate(days)
        for change in self.changes:
            amount = change.amount[:, None]
            match change.kind:
                case "set":
                    changed = amount
                case "scale":
                    changed = result * amount
                case _:
                    changed = result + amount
            where = None if change.where is None else change.where[:, None]
            if change.since is not None:
                where = (days >= change.since) if where is None else where & (days >= change.since)
            result = changed if where is None else np.where(where, changed, result)
        return np.clip(result, self.low, self.high) if self.changes else result

    def take(self, rows: NDArray[np.intp]) -> Series:
        """Return the number in these draws, in this order."""
        values = self.values if self.values.shape[1] == 1 else self.values[:, rows]
        return replace(self, values=values, changes=tuple(change.take(rows) for change in self.changes))

    @cached_property
    def content(self) -> Hashable:
        """All that the number is, as a key: equal for series that are the same to the bit."""
        changes = tuple(
            (one.since, one.kind, one.amount.tobytes(), None if one.where is None else one.where.tobytes())
            for one in self.changes
        )
        return self.days.tobytes(), self.values.tobytes(), self.low, self.high, changes

    @property
    def is_timeless(self) -> bool:
        """Whether the number is the same on every day."""
        return len(self.days) == 1 and all(change.since is None for change in self.changes)

    def _interpolate(self, days: NDArray[np.float64]) -> NDArray[np.float64]:
        if len(self.days) == 1:
            return self.values.T
        right = np.clip(np.searchsorted(self.days, days), 1, len(self.days) - 1)
        left = right - 1
        share = np.clip((days - self.days[left]) / (self.days[right] - self.days[left]), 0.0, 1.0)
        each = np.arange(self.values.shape[1])[:, None]
        return self.values[left, each] * (1 - share) + self.values[right, each] * share


def series_at_ranks(address: NumberAddress, u: Draws) -> Series:
    """Return a number at a rank of its spread (at every date of a path) in each draw."""
    quantity = address.quantity
    if quantity.path is None:
        return Series(np.zeros(1), quantile(quantity, u)[None, :], address.low, address.high)
    return _path_series(address, u)


def series_at_rank(address: NumberAddress, rank: float, count: int) -> Series:
    """Return a number fixed at one rank of its spread in a number of draws."""
    return series_at_ranks(address, np.full(count, rank))


def _path_series(address: NumberAddress, u: Draws) -> Series:
    # One rank for the whole path: a state that is readier than thought is so at every date.
    assert address.quantity.path is not None
    knots = sorted(address.quantity.path.items())
    days = np.array([float(day.toordinal()) for day, _ in knots])
    return Series(days, np.stack([quantile(spread, u) for _, spread in knots]), address.low, address.high)
