"""How far each uncertain input must move, alone, to change the most likely outcome."""

from __future__ import annotations

import math
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from realpolitik.analysis.answers import Floats
from realpolitik.analysis.inputs import Bench, Setting, knots
from realpolitik.crisis.numbers import NumberAddress
from realpolitik.game.numbers.series import quantile, series_at_rank

ENDS = (0.005, 0.995)
"""Ranks at which a sourced spread is taken to end."""
WIDTHS = 5.0
"""How many widths of its spread a number is moved beyond it, within its bounds."""
UNSOLVED = -1
"""Stands for the outcome where a run was not solved; it counts as no change."""
HALVINGS = 8
"""A flip is known to a 256th of the stretch it was found in."""

Places = NDArray[np.intp]


@dataclass(frozen=True)
class Flip:
    """Where an input, moved alone, changes the most likely outcome.

    Attributes
    ----------
    path : str
    value : float, optional
        The median of its spread; None for a state's hidden hand.
    flips_at : float, optional
        The nearest value found at which the outcome is another; None if it cannot flip it within what was searched.
    range : (float, float), optional
        Its sourced spread, from its 0.5% to its 99.5% point.
    flips_to : str, optional
        The most likely outcome there.
    holds_at : float, optional
        The value before it at which the outcome still holds.
    quantile : float, optional
        Rank of `flips_at` in the sourced uncertainty: 0 below all of it, 1 above.
    searched : (float, float), optional
        How far it was moved.
    hand : str, optional
        The hidden hand that flips it.
    unit : str
    """

    path: str
    value: float | None
    flips_at: float | None
    range: tuple[float, float] | None
    flips_to: str | None = None
    holds_at: float | None = None
    quantile: float | None = None
    searched: tuple[float, float] | None = None
    hand: str | None = None
    unit: str = ""

    @property
    def distance(self) -> float:
        """How far the flip is, in widths of the sourced spread; infinite if there is none, zero for a hidden hand."""
        if self.hand is not None:
            return 0.0
        if self.flips_at is None or self.value is None or self.range is None:
            return math.inf
        return abs(self.flips_at - self.value) / max(self.range[1] - self.range[0], 1e-300)

    @property
    def within(self) -> bool:
        """Whether it lies within what the sources leave open."""
        if self.range is None or self.flips_at is None:
            return self.hand is not None
        return self.range[0] <= self.flips_at <= self.range[1]


@dataclass(frozen=True)
class Scale:
    """Where a number is moved: in its own units, or by rank if it is a path over dates."""

    address: NumberAddress

    @property
    def by_rank(self) -> bool:
        """Whether it is moved by rank."""
        return self.address.quantity.path is not None

    def setting(self, place: float) -> Setting:
        """Return the setting at a place of the scale."""
        path = self.address.path
        return Setting(path, rank=place) if self.by_rank else Setting(path, value=place)

    def value(self, place: float) -> float:
        """Return the value, at its first date, at a place of the scale."""
        return float(knots(self.address, self.setting(place))[0])

    def place(self, rank: float) -> float:
        """Return the place of a rank."""
        return rank if self.by_rank else float(series_at_rank(self.address, rank, 1).values[0, 0])

    def ends(self) -> tuple[float, float]:
        """Return how far the number is moved."""
        low, high = (self.place(rank) for rank in ENDS)
        if self.by_rank:
            return low, high
        reach = WIDTHS * (high - low)
        return max(self.address.low, low - reach), min(self.address.high, high + reach)

    def rank(self, place: float) -> float:
        """Return the rank of a place in the sourced uncertainty: the share of it that lies below."""
        if self.by_rank:
            return place
        low, high = 0.0, 1.0
        while high - low > 1e-6:
            middle = (low + high) / 2
            below = float(quantile(self.address.quantity, np.array([middle]))[0]) < place
            low, high = (middle, high) if below else (low, middle)
        return float(round(high, 5))


@dataclass(frozen=True)
class _Stretch:
    """A stretch of a scale: the outcome holds at one end and is another at the other."""

    scale: Scale
    holds: float
    flips: float


def find_flips(bench: Bench, draws: int, moved: Container[str] | None = None) -> tuple[Flip, ...]:
    """Find where each input changes the most likely outcome, all others being as drawn.

    Parameters
    ----------
    bench : Bench
    draws : int
        Common draws over which the chances are averaged.
    moved : container of str, optional
        Paths of the inputs that are looked at; all, if left out.

    Returns
    -------
    tuple of Flip
        The nearest first, in widths of the sourced spread; those that cannot flip it last. A flip that comes and goes
        between two places looked at (the median, the ends of the spread, the ends of the search) is not seen.
    """
    partners = ("none", *bench.crisis.suitors)
    usual = int(np.argmax(bench.with_settings([None], draws)[0]))
    scales = [Scale(address) for path, address in bench.addresses.items() if moved is None or path in moved]
    ladders = [_ladder(scale) for scale in scales]
    settings = [scale.setting(place) for scale, ladder in zip(scales, ladders, strict=True) for place in ladder]
    hands = [
        (path, hand, Setting(path, rank=rank))
        for path, ranks in bench.hands.items()
        if moved is None or path in moved
        for hand, rank in ranks.items()
    ]
    means = bench.with_settings([*settings, *(setting for _, _, setting in hands)], draws)
    likeliest = _likeliest(means)
    stretches: list[_Stretch] = []
    start = 0
    for scale, ladder in zip(scales, ladders, strict=True):
        stretches += _stretches(scale, ladder, _changed(likeliest[start : start + len(ladder)], usual))
        start += len(ladder)
    told = _halved(bench, stretches, usual, draws)
    ends = _likeliest(bench.with_settings([one.scale.setting(one.flips) for one in told], draws))
    found = {one.address.path: _none(one) for one in scales}
    for one, end in zip(told, ends, strict=True):
        flip = _flip(one, partners[int(end)])
        path = one.scale.address.path
        found[path] = min(found[path], flip, key=lambda row: row.distance)
    rows = [*found.values(), *_of_hands(bench, hands, likeliest[len(settings) :], usual)]
    return tuple(sorted(rows, key=lambda row: row.distance))


def _ladder(scale: Scale) -> tuple[float, ...]:
    """Return the places that are looked at: the median, then downwards, then upwards."""
    low, high = scale.ends()
    bottom, middle, top = (scale.place(rank) for rank in (ENDS[0], 0.5, ENDS[1]))
    return middle, bottom, low, top, high


def _stretches(scale: Scale, ladder: tuple[float, ...], flipped: NDArray[np.bool_]) -> list[_Stretch]:
    """Return the stretches in which the outcome first changes, downwards and upwards."""
    if flipped[0]:
        return [_Stretch(scale, ladder[0], ladder[0])]
    found = []
    for near, far in ((1, 2), (3, 4)):
        if flipped[near]:
            found.append(_Stretch(scale, ladder[0], ladder[near]))
        elif flipped[far]:
            found.append(_Stretch(scale, ladder[near], ladder[far]))
    return found


def _halved(bench: Bench, stretches: Sequence[_Stretch], usual: int, draws: int) -> list[_Stretch]:
    """Narrow every stretch by bisection."""
    told = list(stretches)
    for _ in range(HALVINGS):
        wide = [k for k, one in enumerate(told) if one.holds != one.flips]
        if not wide or bench.work.stopped():
            break
        middles = [(told[k].holds + told[k].flips) / 2 for k in wide]
        settings = [told[k].scale.setting(middle) for k, middle in zip(wide, middles, strict=True)]
        likeliest = _likeliest(bench.with_settings(settings, draws))
        for k, middle, one in zip(wide, middles, likeliest, strict=True):
            told[k] = replace(told[k], flips=middle) if one not in (usual, UNSOLVED) else replace(told[k], holds=middle)
    return told


def _likeliest(means: Floats) -> Places:
    """Return the most likely outcome of every row."""
    return np.where(np.isnan(means).any(axis=1), UNSOLVED, np.argmax(means, axis=1))


def _changed(likeliest: Places, usual: int) -> NDArray[np.bool_]:
    return np.asarray((likeliest != usual) & (likeliest != UNSOLVED))


def _none(scale: Scale) -> Flip:
    low, high = (scale.value(scale.place(rank)) for rank in ENDS)
    first, last = scale.ends()
    return Flip(
        path=scale.address.path,
        value=scale.value(scale.place(0.5)),
        flips_at=None,
        range=(low, high),
        searched=(scale.value(first), scale.value(last)),
        unit=scale.address.unit,
    )


def _flip(stretch: _Stretch, flips_to: str) -> Flip:
    scale = stretch.scale
    return replace(
        _none(scale),
        flips_at=scale.value(stretch.flips),
        flips_to=flips_to,
        holds_at=None if stretch.holds == stretch.flips else scale.value(stretch.holds),
        quantile=scale.rank(stretch.flips),
    )


def _of_hands(bench: Bench, hands: Sequence[tuple[str, str, Setting]], likeliest: Places, usual: int) -> list[Flip]:
    """Return, for each state with hidden hands, the first hand that changes the outcome when it is held for certain."""
    partners = ("none", *bench.crisis.suitors)
    found = {path: Flip(path, None, None, None, unit="hidden hand") for path, _, _ in hands}
    for (path, hand, _), one in zip(hands, likeliest, strict=True):
        if one not in (usual, UNSOLVED) and found[path].hand is None:
            found[path] = replace(found[path], hand=hand, flips_to=partners[int(one)])
    return list(found.values())
