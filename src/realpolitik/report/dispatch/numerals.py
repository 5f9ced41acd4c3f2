"""How a dispatch writes numbers: every figure carries the number that it rounds, so that a script can check it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from realpolitik.markup import Markup, escape
from realpolitik.report.words import COUNTS, listed, percent_text, than_chance, the

NOTHING = "–"
"""Stands where a figure is not defined."""
TIE = "\u00a0"
"""A space that no line is broken at."""


def figure(value: float, text: str) -> Markup:
    """Write a figure as a ``data`` element: what is read, and the number behind it."""
    return Markup('<data value="{}">{}</data>').format(repr(value), text)


def percent(value: float | None) -> Markup | str:
    """Write a chance in per cent."""
    if value is None or math.isnan(value):
        return NOTHING
    return figure(value, percent_text(value))


def points(value: float | None) -> Markup | str:
    """Write a change of a chance in percentage points, with its sign."""
    if value is None or math.isnan(value):
        return NOTHING
    return figure(value, signed(100 * value, 1))


def size(value: float | None) -> Markup | str:
    """Write how large a change of a chance is, in percentage points, without its sign."""
    if value is None or math.isnan(value):
        return NOTHING
    return figure(abs(value), f"{100 * abs(value):.1f}")


def worth(value: float | None, places: int = 3) -> Markup | str:
    """Write a worth with its sign, in shares of a state's survival."""
    if value is None or math.isnan(value):
        return NOTHING
    return figure(value, signed(value, places))


def worth_size(value: float | None, places: int = 3) -> Markup | str:
    """Write how large a worth is, without its sign."""
    if value is None or math.isnan(value):
        return NOTHING
    return figure(abs(value), f"{abs(value):.{places}f}")


def error(value: float | None, places: int = 3) -> Markup | str:
    """Write a standard error after its figure; nothing, where there is none."""
    if value is None or math.isnan(value):
        return ""
    return Markup(f"{TIE}±{TIE}{{}}").format(figure(value, f"{value:.{places}f}"))


def error_points(value: float | None) -> Markup | str:
    """Write a standard error in percentage points after its figure; nothing, where there is none."""
    if value is None or math.isnan(value):
        return ""
    return Markup(f"{TIE}±{TIE}{{}}").format(figure(value, f"{100 * value:.1f}"))


def number(value: float | None, places: int = 0) -> Markup | str:
    """Write a plain number."""
    if value is None or math.isnan(value):
        return NOTHING
    return figure(value, f"{value:,.{places}f}".replace("-", "−"))


def count(value: int, opening: bool = False) -> Markup | str:
    """Write how many there are: up to twelve as a word, with a capital letter if it opens a sentence."""
    word = COUNTS[value] if 0 <= value < len(COUNTS) else f"{value:,}"
    return figure(value, word.capitalize() if opening else word)


def draws(value: int, noun: str = "draw") -> Markup:
    """Write a number of draws, or of what a voice calls them."""
    return Markup("{} {}").format(number(value), noun if value == 1 else f"{noun}s")


def significant(value: float | None) -> Markup | str:
    """Write a number to three significant figures."""
    if value is None or math.isnan(value):
        return NOTHING
    return figure(value, f"{value:.3g}".replace("-", "−"))


def day(when: date, year: bool = True) -> Markup:
    """Write a day."""
    text = f"{when.day} {when:%B %Y}" if year else f"{when.day} {when:%B}"
    return Markup('<time datetime="{}">{}</time>').format(when.isoformat(), text)


def days(first: date, last: date) -> Markup:
    """Write a stretch of days, the year once; a whole month by its name."""
    if first == last:
        return day(first)
    if first.day == 1 and last.month == first.month and (last + timedelta(days=1)).day == 1 and last.year == first.year:
        return Markup('<time datetime="{}">{:%B %Y}</time>').format(first.isoformat(), first)
    if (first.year, first.month) == (last.year, last.month):
        return Markup('<time datetime="{}">{}</time>–{}').format(first.isoformat(), first.day, day(last))
    return Markup("{} – {}").format(day(first, first.year != last.year), day(last))


def during(first: date, last: date) -> Markup:
    """Write when something is, as it stands after "is signed": in a month, on a day, or between two days."""
    span = days(first, last)
    if first == last:
        return Markup("on {}").format(span)
    whole = (
        first.day == 1 and (last + timedelta(days=1)).day == 1 and (first.year, first.month) == (last.year, last.month)
    )
    if whole:
        return Markup("in {}").format(span)
    if (first.year, first.month) == (last.year, last.month):
        return Markup('between <time datetime="{}">{}</time> and {}').format(first.isoformat(), first.day, day(last))
    return Markup("between {} and {}").format(day(first, first.year != last.year), day(last))


def before(when: date) -> date:
    """Return the day before."""
    return when - timedelta(days=1)


def series(items: Sequence[Any]) -> Markup:
    """Return items as a sentence lists them, with what they are marked up with."""
    return Markup(listed([str(escape(item)) for item in items])) if items else Markup("nothing")


def clause(text: str) -> str:
    """Return the words of a file as part of a sentence: without a full stop at the end."""
    return text.strip().rstrip(".")


def starting(text: Any) -> Any:
    """Return a sentence with a capital letter at its beginning; what begins with a figure stays as it is."""
    plain = str(text)
    return text if not plain or plain[0] in "<&" else type(text)(plain[0].upper() + plain[1:])


def signed(value: float, places: int) -> str:
    """Return a number with its sign, and what rounds to nothing without."""
    told = f"{value:+.{places}f}"
    return f"{0:.{places}f}" if float(told) == 0 else told.replace("-", "−")


class MarkedPen:
    """Writes figures of a page, each with the number behind it."""

    def text(self, words: str, *parts: object) -> str:
        """Put parts into words that have a {} for each; what is no figure is escaped."""
        return Markup(words).format(*parts)

    def percent(self, value: float) -> str:
        """Write a chance."""
        return percent(value)

    def day(self, when: date) -> str:
        """Write a day."""
        return day(when)

    def draws(self, number: int) -> str:
        """Write a number of draws."""
        return draws(number)


FILTERS = {
    "before": before,
    "clause": clause,
    "count": count,
    "day": day,
    "days": days,
    "draws": draws,
    "during": during,
    "error": error,
    "error_points": error_points,
    "number": number,
    "percent": percent,
    "points": points,
    "series": series,
    "significant": significant,
    "size": size,
    "starting": starting,
    "than_chance": than_chance,
    "the": the,
    "worth": worth,
    "worth_size": worth_size,
}
"""Name in a template -> what it does."""
