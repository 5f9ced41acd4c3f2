"""The uncertain numbers, drawn: a table of every number of a crisis over draws, with what events and hidden types change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from realpolitik.crisis.numbers import NumberAddress, numbers_by_section
from realpolitik.crisis.schema import Crisis
from realpolitik.game.numbers.series import Change, Series, series_at_rank, series_at_ranks
from realpolitik.game.numbers.streams import Draws, Streams


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
