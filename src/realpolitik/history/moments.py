"""Dates as exactly as documents give them: a day, a month or a year."""

from __future__ import annotations

import calendar
import re
from datetime import date
from typing import Annotated, Any, Final

from pydantic import BeforeValidator

from realpolitik.crisis.quantity import Unfit

FIRST_YEAR: Final = 1500
LAST_YEAR: Final = 2100
_MOMENT = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


def _moment(given: Any) -> str:
    text = str(given) if isinstance(given, int) and not isinstance(given, bool) else given
    found = _MOMENT.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        raise Unfit("expected a date", "write a year, a year and month, or a day, such as 1939, 1939-08 or 1939-08-23")
    try:
        first_day(text)
    except ValueError:
        raise Unfit(f"{text} is not in the calendar", "check the month and the day") from None
    if not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise Unfit(f"{text} is in no year of a coded case", f"give a year from {FIRST_YEAR} to {LAST_YEAR}")
    return str(text)


Moment = Annotated[str, BeforeValidator(_moment)]
"""A day, a month or a year, as exactly as the documents give it."""


def first_day(moment: str) -> date:
    """Return the first day that a moment can mean."""
    year, month, day = (*map(int, moment.split("-")), 1, 1)[:3]
    return date(year, month, day)


def last_day(moment: str) -> date:
    """Return the last day that a moment can mean."""
    parts = [int(part) for part in moment.split("-")]
    if len(parts) == 3:
        return date(parts[0], parts[1], parts[2])
    month = parts[1] if len(parts) == 2 else 12
    return date(parts[0], month, calendar.monthrange(parts[0], month)[1])


def months_before(day: date, months: int) -> date:
    """Return the first day of the month that is the first of so many months, the day's own the last of them."""
    year, month = divmod(day.year * 12 + day.month - 1 - (months - 1), 12)
    return date(year, month + 1, 1)
