"""The calendar of a window: the periods in which results are reported, and the period a day falls in."""

from __future__ import annotations

import calendar as gregorian
from bisect import bisect_right
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import count

from realpolitik.crisis.schema import Span, Window

DAYS_IN_MONTH = 30.4375
"""Days in a month of the model: a twelfth of the Julian year."""


def periods(window: Window) -> tuple[date, ...]:
    """Return the first day of every period of a window.

    Months, and the half-months' even periods, begin on the opening's day of the month, or on the month's last day if it
    has no such day; an odd half-month begins 15 days after the even one before it. A period belongs to the window if it
    begins on or before the day on which the window closes.
    """
    starts: list[date] = []
    for start in _starts(window):
        if start > window.closes:
            break
        starts.append(start)
    return tuple(starts)


def period_of(window: Window, day: date) -> int:
    """Return the number of the period that contains a day.

    Raises
    ------
    ValueError
        If the day lies outside the window.
    """
    if not window.opens <= day <= window.closes:
        raise ValueError(f"{day} lies outside the window, which runs from {window.opens} to {window.closes}")
    return bisect_right(periods(window), day) - 1


def _starts(window: Window) -> Iterator[date]:
    for k in count():
        match window.period:
            case Span.MONTH:
                yield _months_later(window.opens, k)
            case Span.HALF_MONTH:
                yield _months_later(window.opens, k // 2) + timedelta(days=15 * (k % 2))
            case Span.WEEK:
                yield window.opens + timedelta(days=7 * k)


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = gregorian.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
