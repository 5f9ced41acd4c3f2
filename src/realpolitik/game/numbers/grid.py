"""Numbers side by side: as every model has them, in every variant of a crisis, read at the dates of their use.

Most numbers are the same in all models and variants, and many in all draws. What is read here has axes (games, draws, variants,
days), each of length 1 where all along it agree, so that arithmetic is done once for all that it holds for, and arrays that are
filled with it are filled by broadcasting.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from realpolitik.game.core.arrays import Floats
from realpolitik.game.numbers.draws import Numbers
from realpolitik.game.numbers.series import Series


@dataclass(frozen=True)
class Grid:
    """Numbers of one layout over the same draws: a row for each game, a column for each variant of the crisis."""

    numbers: Sequence[Sequence[Numbers]]

    @property
    def shape(self) -> tuple[int, int, int]:
        """How many games, draws and variants."""
        return len(self.numbers), self._first.count, len(self.numbers[0])

    def has(self, path: str) -> bool:
        """Whether the crisis gives a number at this path."""
        return self._first.has(path)

    def at(self, path: str) -> Floats:
        """Return a number at the opening of the window; shape (games, draws, variants)."""
        return self.over(path, np.array([self._first.opening]))[..., 0]

    def over(self, path: str, days: Floats) -> Floats:
        """Return a number on several days; shape (games, draws, variants, days)."""
        return self.of((path,), lambda series: series.over(days))

    def of(self, paths: Sequence[str], function: Callable[..., Floats]) -> Floats:
        """Return what a function makes of some numbers, computed once for all that agree in them.

        Parameters
        ----------
        paths : sequence of str
        function : callable
            Takes the `Series` of the paths; returns an array of shape (draws or 1, days or 1).

        Returns
        -------
        ndarray, shape (games or 1, draws or 1, variants or 1, days or 1)
        """
        self._first.read.update(paths)
        varied = [path for path in paths if path in self._varied]
        if not varied:
            alike: Floats = function(*(self._first.series[path] for path in paths))
            return alike[None, :, None, :]
        keys = [[tuple(one.series[path].content for path in varied) for one in row] for row in self.numbers]
        place: dict[tuple[Hashable, ...], int] = {}
        found: list[Floats] = []
        for row, held in zip(self.numbers, keys, strict=True):
            for one, key in zip(row, held, strict=True):
                if key not in place:
                    place[key] = len(found)
                    found.append(function(*(one.series[path] for path in paths)))
        which = np.array([[place[key] for key in held] for held in keys])
        which = which[:1] if (which == which[:1]).all() else which
        which = which[:, :1] if (which == which[:, :1]).all() else which
        every: Floats = np.stack(np.broadcast_arrays(*found))[which]
        return every.transpose(0, 2, 1, 3)

    @property
    def _first(self) -> Numbers:
        return self.numbers[0][0]

    @cached_property
    def _varied(self) -> frozenset[str]:
        """The paths in which not all agree."""
        first = self._first.series
        every: set[tuple[str, Series]] = set().union(*(one.series.items() for row in self.numbers for one in row))
        moved = every - first.items()
        return frozenset(path for path, one in moved if path not in first or one.content != first[path].content)
