"""What is wanted of a bazaar: an outcome, by a date, as likely as a level, by somebody's offer."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import MINYEAR, date, timedelta

from realpolitik.crisis.calendar import period_of, periods
from realpolitik.crisis.lookup import partner_of, suitor_of
from realpolitik.crisis.schema import Crisis, Window
from realpolitik.errors import RealpolitikError
from realpolitik.outcome import NONE


@dataclass(frozen=True)
class Goal:
    """An outcome that is wanted.

    Attributes
    ----------
    wanted : str
        A suitor, or ``none``.
    asked : str
        The day or the month by which, as it was asked.
    period, by : date
        First and last day of the last period that counts.
    periods : int
        Periods that count, from the first on.
    level : float
    suitors : tuple of str
        Who makes offers.
    """

    wanted: str
    asked: str
    period: date
    by: date
    periods: int
    level: float
    suitors: tuple[str, ...]


def goal_of(crisis: Crisis, wanted: str, by: str | date, level: float = 0.5, suitor: str | None = None) -> Goal:
    """Return what is wanted, once it makes sense for a crisis.

    Parameters
    ----------
    crisis : Crisis
    wanted : str
        A suitor, or ``none``, by key or name.
    by : str or date
        A day, or a month such as ``1939-08``.
    level : float
        Above 0, at most 1.
    suitor : str, optional
        Who makes the offer; the wanted one itself, or each for ``none``, if left out.

    Raises
    ------
    RealpolitikError
        If the crisis has no such suitor or period, or the level is no chance.
    """
    wanted = partner_of(wanted, crisis)
    suitor = None if suitor is None else suitor_of(suitor, crisis)
    if not 0 < level <= 1:
        raise RealpolitikError(f"{level:g} is no level that a chance can reach; give more than 0, and at most 1")
    window = crisis.window
    last = _last_period(window, by)
    starts = periods(window)
    end = starts[last + 1] - timedelta(days=1) if last + 1 < len(starts) else window.closes
    suitors = (suitor,) if suitor is not None else tuple(crisis.suitors) if wanted == NONE else (wanted,)
    return Goal(wanted, str(by), starts[last], end, last + 1, level, suitors)


def _last_period(window: Window, by: str | date) -> int:
    """Return the number of the period in which a day lies, or the last that begins in a month."""
    if isinstance(by, str) and re.fullmatch(r"[0-9]{4}-[0-9]{2}", by):
        year, month = int(by[:4]), int(by[5:])
        if not (year >= MINYEAR and 1 <= month <= 12):
            raise RealpolitikError(f"{by} is no month; write it as year-month, such as {window.opens:%Y-%m}")
        last_day = date(year, month, calendar.monthrange(year, month)[1])
        day = min(last_day, window.closes) if last_day.replace(day=1) <= window.closes else last_day
    else:
        day = _day(by, window)
    try:
        return period_of(window, day)
    except ValueError as outside:
        raise RealpolitikError(f"{outside}; name a day or a month within it") from None


def _day(by: str | date, window: Window) -> date:
    try:
        return by if isinstance(by, date) else date.fromisoformat(by)
    except ValueError:
        message = (
            f"{by!r} is neither a day nor a month; write {window.opens} or {window.opens:%Y-%m}, as the case may be"
        )
        raise RealpolitikError(message) from None
