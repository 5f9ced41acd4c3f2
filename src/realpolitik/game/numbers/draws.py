"""The uncertain numbers, drawn: a table of every number of a crisis over draws, as the truth or a believer has it.

The stream of a number depends on the seed and the number's path alone, so that crises that differ in some numbers share
the draws of all the others (common random numbers), and draw k is the same however draws are cut into chunks.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import special

from realpolitik.crisis.numbers import NumberAddress, numbers_by_section
from realpolitik.crisis.quantity import Spread
from realpolitik.crisis.schema import Crisis

Draws = NDArray[np.float64]
"""Shape (draws,): one value of a number in each draw."""

DAYS_IN_MONTH = 30.4375


def uniforms(seed: int, path: str, first: int, count: int) -> Draws:
    """Return uniforms ``first`` to ``first + count`` of the stream that belongs to a path."""
    return Streams(seed, first, count).of(path)


class Streams:
    """Where the uncertain numbers of a range of draws get their uniforms: given by path, or else each from its own stream.

    One generator is wound to the start of each stream in turn, because to make a new one costs several times as much.
    """

    def __init__(self, seed: int, first: int, count: int, given: Mapping[str, Draws] | None = None) -> None:
        self.seed, self.count = seed, count
        self._given = given or {}
        self._step, self._skip = divmod(first, 4)  # a Philox counter step makes four 64-bit words
        self._bits = np.random.Philox(key=0)
        self._generator = np.random.Generator(self._bits)

    def of(self, path: str) -> Draws:
        """Return the uniforms of a path."""
        if path in self._given:
            return self._given[path]
        digest = hashlib.blake2b(f"{self.seed}|{path}".encode(), digest_size=16).digest()
        place = {"counter": (self._step, 0, 0, 0), "key": struct.unpack("<2Q", digest)}
        unused: Any = {**_UNUSED, "state": place}  # its stub wants arrays, which are slower to read
        self._bits.state = unused
        return self._generator.random(self._skip + self.count)[self._skip :]


_UNUSED = {
    "bit_generator": "Philox",
    "buffer": (0, 0, 0, 0),
    "buffer_pos": 4,  # nothing is left in it
    "has_uint32": 0,
    "uinteger": 0,
}
"""The state of a generator that has made no number yet, its place apart."""


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


@dataclass(frozen=True)
class Numbers:
    """Every number of a crisis over a range of draws.

    Read with `at`; ``read`` collects the paths that were asked for, so that what reaches the game can be listed.
    """

    count: int
    opening: float
    series: Mapping[str, Series]
    read: set[str] = field(default_factory=set, compare=False)

    def at(self, path: str, day: float | Draws | date | None = None) -> Draws:
        """Return the number at a dotted path on a day (the opening of the window, if none is given); shape (draws,)."""
        self.read.add(path)
        when = self.opening if day is None else float(day.toordinal()) if isinstance(day, date) else day
        found = self.series[path].at(when)
        return found if len(found) == self.count else np.repeat(found, self.count)

    def has(self, path: str) -> bool:
        """Whether the crisis gives a number at this path."""
        return path in self.series

    def take(self, rows: NDArray[np.intp]) -> Numbers:
        """Return the numbers of these draws, in this order; a draw may come more than once."""
        return replace(self, count=len(rows), series={path: one.take(rows) for path, one in self.series.items()})

    def changed(self, changes: Iterable[tuple[str, Change]]) -> Numbers:
        """Return the same numbers with more changes, each to the number at a path."""
        series = dict(self.series)
        for path, change in changes:
            one = series[path]
            series[path] = Series(one.days, one.values, one.low, one.high, (*one.changes, change))
        return replace(self, series=series)


@dataclass(frozen=True)
class Instead:
    """What stands in place of what would be drawn.

    Attributes
    ----------
    series : mapping
        Path -> the number there, in place of what the file says.
    hands : mapping
        State -> the hidden type that it holds in every draw; other states' types are drawn.
    ranks : mapping
        Path -> uniforms in (0, 1), one for each draw, in place of those of the seed's stream; the path of a state's hidden hand
        is that of its ``types``.
    """

    series: Mapping[str, Series] = field(default_factory=dict)
    hands: Mapping[str, str] = field(default_factory=dict)
    ranks: Mapping[str, Draws] = field(default_factory=dict)


def draw_numbers(crisis: Crisis, seed: int, first: int, count: int, instead: Instead | None = None) -> Numbers:
    """Draw the true numbers of a crisis.

    Parameters
    ----------
    crisis : Crisis
    seed : int
        Any integer; 0 is a seed like others.
    first, count : int
        The range of draws, counted from 0.
    instead : Instead, optional

    Returns
    -------
    Numbers
        With the effects of events, and the hidden types, applied.
    """
    instead = instead or Instead()
    return _true_numbers(crisis, _Drawn(Streams(seed, first, count, instead.ranks)), instead)


def draw_variants(crises: Sequence[Crisis], seed: int, first: int, count: int) -> list[Numbers]:
    """Draw the true numbers of variants of a crisis, as `draw_numbers` does for each; a number that some share is drawn once."""
    drawn = _Drawn(Streams(seed, first, count))
    return [_true_numbers(crisis, drawn, Instead()) for crisis in crises]


def _true_numbers(crisis: Crisis, drawn: _Drawn, instead: Instead) -> Numbers:
    streams = drawn.streams
    series: dict[str, Series] = {}
    for section in numbers_by_section(crisis):
        series |= drawn.of(section)
    series |= instead.series
    numbers = Numbers(count=streams.count, opening=float(crisis.window.opens.toordinal()), series=series)
    return numbers.changed(_true_changes(crisis, numbers, streams, instead.hands))


class _Drawn:
    """Numbers before anything changes them, each drawn once."""

    def __init__(self, streams: Streams) -> None:
        self.streams = streams
        self._sections: dict[tuple[NumberAddress, ...], dict[str, Series]] = {}
        self._numbers: dict[tuple[str, str], Series] = {}

    def of(self, section: tuple[NumberAddress, ...]) -> Mapping[str, Series]:
        """Return the numbers of a section by path; the same object for all that are spelled alike at the same path."""
        if section not in self._sections:
            self._sections[section] = {address.path: self._number(address) for address in section}
        return self._sections[section]

    def _number(self, address: NumberAddress) -> Series:
        spelling = (address.path, address.spelling)
        if spelling not in self._numbers:
            self._numbers[spelling] = (
                series_at_ranks(address, self.streams.of(address.path)) if address.is_uncertain else _certain(address)
            )
        return self._numbers[spelling]


@lru_cache(maxsize=4096)
def _certain(address: NumberAddress) -> Series:
    """Return a number that is the same in every draw."""
    return series_at_rank(address, 0.5, 1)


Beliefs = Mapping[str, Sequence[Change]]
"""Perception -> the changes that it makes to its number."""


def belief(crisis: Crisis, truth: Numbers, key: str) -> Change:
    """Return the change that a perception makes to its number in its believer's model."""
    perception = crisis.perceptions[key]
    form, kind = next(
        (form, kind)
        for form, kind in (("value", "set"), ("shift", "shift"), ("factor", "scale"))
        if getattr(perception, form) is not None
    )
    return Change(None, kind, truth.at(f"perceptions.{key}.{form}"))


def believed_numbers(crisis: Crisis, truth: Numbers, state: str, beliefs: Beliefs | None = None) -> Numbers:
    """Return the numbers as one state has them: the truth with its perceptions and exclusions.

    Parameters
    ----------
    crisis : Crisis
    truth : Numbers
    state : str
    beliefs : mapping, optional
        Other changes that stand in the place of those of some perceptions.
    """
    changes = [
        (perception.path, change)
        for key, perception in crisis.perceptions.items()
        if perception.who == state
        for change in (beliefs[key] if beliefs and key in beliefs else (belief(crisis, truth, key),))
    ]
    changes += [
        (f"states.{excluder}.reputation", Change(None, "scale", factor))
        for excluder, factor in _exclusions(crisis, truth, state)
    ]
    return truth.changed(changes)


def believers(crisis: Crisis) -> tuple[str, ...]:
    """Return the states whose model of the crisis differs from the truth of the file, in the order of the file."""
    holders = {perception.who for perception in crisis.perceptions.values()}
    holders |= {
        exclusion.state
        for event in crisis.events.values()
        if event.date <= crisis.window.opens
        for exclusion in event.excludes
    }
    return tuple(state for state in crisis.states if state in holders)


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


def _true_changes(
    crisis: Crisis, numbers: Numbers, streams: Streams, hands: Mapping[str, str]
) -> Iterator[tuple[str, Change]]:
    """Yield what events and hidden types change."""
    for key, event in sorted(crisis.events.items(), key=lambda item: item[1].date):
        for path, effect in event.effects.items():
            for kind in ("set", "scale", "shift"):
                if getattr(effect, kind) is not None:
                    amount = numbers.at(f"events.{key}.effects.{path}.{kind}")
                    yield path, Change(float(event.date.toordinal()), kind, amount)
    for name, state in crisis.states.items():
        if not state.types:
            continue
        rank = streams.of(f"states.{name}.types")
        edge = np.zeros(numbers.count)
        for key, hand in state.types.items():
            prior = numbers.at(f"states.{name}.types.{key}.prior")
            drawn = (edge <= rank) & (rank < edge + prior)
            held = np.full(numbers.count, hands[name] == key) if name in hands else drawn
            edge = edge + prior
            for path in hand.changes:
                new = numbers.at(f"states.{name}.types.{key}.changes.{path}")
                yield path, Change(None, "set", new, held)


def _exclusions(crisis: Crisis, truth: Numbers, state: str) -> Iterator[tuple[str, Draws]]:
    weight = truth.at("constants.exclusion_weight")
    half_life = np.maximum(truth.at("constants.exclusion_half_life"), 1e-9)
    for event in crisis.events.values():
        months = (crisis.window.opens - event.date).days / DAYS_IN_MONTH
        if months < 0:
            continue
        for exclusion in event.excludes:
            if exclusion.state == state:
                for excluder in exclusion.by:
                    yield excluder, 1 - weight * 2 ** (-months / half_life)
