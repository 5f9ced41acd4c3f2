"""How an answer is worked out: how many draws, from which seed, on how many threads, and who is told and may stop it."""

from __future__ import annotations

import reprlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from numbers import Integral
from typing import Any

from realpolitik.environment import MOST_THREADS
from realpolitik.errors import Stopped
from realpolitik.game.solve import CHUNK
from realpolitik.game.workers import Progress, Stop, Urgent

FIRST = 2
"""Draws of the first chunk: the fewest that have an error. Every other is as large as all before it, up to the full chunk."""
MOST_BITS = 4096
"""Bits of a whole number at most: Python writes none with many thousands of digits."""


@dataclass(frozen=True)
class Work:
    """How an answer is worked out.

    Attributes
    ----------
    draws : int
        Monte Carlo draws of the uncertain numbers; of every variant, where there are several.
    seed : int
        The same seed gives the same bits on any number of threads.
    threads : int, optional
        From 1 to `realpolitik.environment.MOST_THREADS`; all cores, if left out.
    chunk : int
        Draws between two chances to stop, at most: every variant gets so many before any gets more. The first chunks are smaller,
        so that there soon is something to answer with.
    progress : callable, optional
        Called with the number of steps done since the last call.
    stop : callable, optional
        Asked between steps; once it says yes, no further one is begun. A request that is `realpolitik.game.workers.Urgent` gives up
        the step in hand as well.

    Raises
    ------
    ValueError
        If a number makes no sense.
    """

    draws: int = 1
    seed: int = 0
    threads: int | None = None
    chunk: int = CHUNK
    progress: Progress | None = None
    stop: Stop | None = None

    def __post_init__(self) -> None:
        _require_whole("draws", self.draws, 1)
        _require_whole("seed", self.seed)
        if self.threads is not None:
            _require_whole("threads", self.threads, 1, MOST_THREADS)
        _require_whole("chunk", self.chunk, 1)

    def __reduce__(self) -> tuple[type[Work], tuple[int, int, int | None, int]]:
        """Travel to another process without those who are told there of nothing."""
        return Work, (self.draws, self.seed, self.threads, self.chunk)

    def advance(self, steps: int) -> None:
        """Tell of steps that were done."""
        if self.progress is not None:
            self.progress(steps)

    def stopped(self) -> bool:
        """Whether it was asked to stop."""
        return self.stop is not None and self.stop()

    def go_on(self) -> None:
        """Give up what is being prepared, if an urgent request to stop came.

        Raises
        ------
        Stopped
        """
        if isinstance(self.stop, Urgent) and self.stop():
            raise Stopped("stopped before anything was done")

    def chunks(self) -> Iterator[tuple[int, int]]:
        """Yield the chunks in which the draws are done: the first draw of each, and how many."""
        first = 0
        while first < self.draws:
            count = min(max(first, FIRST), self.chunk, self.draws - first)
            yield first, count
            first += count

    def in_chunks_of(self, draws: int) -> Work:
        """Return the same work with no more draws between two chances to stop."""
        return replace(self, chunk=min(self.chunk, draws))


def _require_whole(name: str, number: Any, least: int | None = None, most: int | None = None) -> None:
    whole = isinstance(number, Integral) and not isinstance(number, bool)
    if not whole or (least is not None and int(number) < least) or (most is not None and int(number) > most):
        limits = "" if least is None else f" of {least} or more" if most is None else f" from {least} to {most:,}"
        raise ValueError(f"{name} must be a whole number{limits}, not {reprlib.repr(number)}")
    if int(number).bit_length() > MOST_BITS:
        raise ValueError(f"{name} must be a number of fewer than {MOST_BITS * 3 // 10:,} digits")
