"""The clock: the steps in which a window is walked through. No date is rounded, and no answer should hang on the cut.

Dates on which something happens cut the window into segments: the opening, every occasion for war, every event that changes a
number, and the close. Each segment is split into equal steps of at most `window.step` months; of at most half of that in the two
months before an occasion and before the close, where it counts how many steps are left.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from itertools import pairwise

from realpolitik.crisis.calendar import DAYS_IN_MONTH, periods
from realpolitik.crisis.identity import Same
from realpolitik.crisis.schema import Crisis

CLOSE_TO_A_DATE = 61
"""Days before an occasion, or the close, in which steps are half as long: two months."""
SLIVER = 7
"""Days between two cuts below which half-length steps begin with the other."""


@dataclass(frozen=True)
class Clock:
    """The steps of a window.

    Attributes
    ----------
    days : tuple of float
        Ordinal of the day on which each step begins, and last of the end of the window; a fraction is a part of a day.
    periods : tuple of date
        First day of every period in which results are reported.
    """

    days: tuple[float, ...]
    periods: tuple[date, ...]

    @property
    def steps(self) -> int:
        """Number of steps."""
        return len(self.days) - 1

    @cached_property
    def months(self) -> tuple[float, ...]:
        """Months from the opening to the beginning of each step, and last to the end of the window."""
        return tuple((day - self.days[0]) / DAYS_IN_MONTH for day in self.days)

    @cached_property
    def lengths(self) -> tuple[float, ...]:
        """Length of each step in months."""
        return tuple(later - sooner for sooner, later in pairwise(self.months))

    @cached_property
    def shares(self) -> tuple[tuple[float, ...], ...]:
        """Share of each step that lies in each period."""
        edges = [*(float(start.toordinal()) for start in self.periods), self.days[-1]]
        return tuple(
            tuple(max(0.0, min(end, last) - max(start, first)) / (end - start) for first, last in pairwise(edges))
            for start, end in pairwise(self.days)
        )

    def step_of(self, day: date) -> int:
        """Return the step in which a day of the window begins."""
        return bisect_right(self.days, float(day.toordinal())) - 1


def clock_of(crisis: Crisis) -> Clock:
    """Return the clock of a crisis."""
    return _clock(Same(crisis.window), Same(crisis.war_plans), Same(crisis.events))


@lru_cache(maxsize=256)
def _clock(window: Same, war_plans: Same, events: Same) -> Clock:
    opens, closes = window.section.opens.toordinal(), window.section.closes.toordinal() + 1
    occasions = {
        occasion.date.toordinal() for plan in war_plans.section.values() for occasion in plan.occasions.values()
    }
    changes = {event.date.toordinal() for event in events.section.values() if event.effects}
    dates = {float(closes), *(float(day) for day in occasions)}
    marks = {float(opens), *dates, *(float(day) for day in changes)}
    near = {day - CLOSE_TO_A_DATE for day in dates}
    cuts = sorted(marks | {day for day in near if all(abs(day - mark) >= SLIVER for mark in marks)})
    step = window.section.step
    days = [
        day for pair in pairwise(day for day in cuts if opens <= day <= closes) for day in _split(pair, step, dates)
    ]
    return Clock((*days, float(closes)), periods(window.section))


def _split(segment: tuple[float, float], step: float, dates: set[float]) -> Iterator[float]:
    """Yield where the steps of a segment begin."""
    start, end = segment
    is_near = any(start < day and day - CLOSE_TO_A_DATE < start + SLIVER for day in dates)
    longest = step * DAYS_IN_MONTH / (2 if is_near else 1)
    count = math.ceil((end - start) / longest - 1e-9)
    yield from (start + k * (end - start) / count for k in range(count))
