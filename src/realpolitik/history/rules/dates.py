"""Whether what is dated fits the window in which the state was courted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from realpolitik.crisis.wording import Finding
from realpolitik.history.checked import Place
from realpolitik.history.moments import first_day, last_day, months_before

if TYPE_CHECKING:
    from realpolitik.history.case import Bid, Case, Deadline, Window

ROUNDS: Final = 12
"""Months of a courtship that a crisis tells: its last ones, up to its end or to the deadline."""
TOGETHER: Final = 36
"""Months within which both sides must have bid for a case to be one courtship."""
_COUNTED: Final = frozenset({"in window", "half value"})


def window_start(start: str, place: Place) -> Iterator[Finding]:
    """Refuse a window that opens long before anybody bids."""
    dated = _dated(place.case)
    if dated and months_before(min(map(first_day, dated)), TOGETHER) > last_day(start):
        message = f"no bid and no deadline is dated in the first {TOGETHER // 12} years of the window"
        yield place.wrong(message, "begin the window with the courtship, or add what was offered")


def window_end(end: str, place: Place) -> Iterator[Finding]:
    """Refuse a window that ends before it starts, or so late that nothing is dated in what a crisis tells of it."""
    case = place.case
    start = case.bargaining_window.start
    if last_day(end) <= first_day(start):
        yield place.wrong(f"the window ends ({end}) before it starts ({start})", "put the earlier in `start`")
    if not any(last_day(date) >= months_before(last_day(end), ROUNDS) for date in _dated(case)):
        message = f"no bid and no deadline is dated in the last {ROUNDS} months of the window, which a crisis tells"
        yield place.wrong(message, "end the window with the courtship, or add what was offered")


def _dated(case: Case) -> list[str]:
    """Return the dates of the bids that count, and of the deadline."""
    dates = [bid.date for bid in (*case.bids.A, *case.bids.B) if bid.timing.value in _COUNTED]
    return dates + [date for date in (case.deadline_pressure.coded.date,) if date is not None]


def bid_date(date: str, place: Place) -> Iterator[Finding]:
    """Refuse a bid outside the window, unless its timing says that it lies there."""
    bid: Any = place.records[-1]
    yield from _TIMINGS[bid.timing.value](bid, place.case.bargaining_window, place)


def _within(bid: Bid, window: Window, place: Place) -> Iterator[Finding]:
    if last_day(bid.date) < first_day(window.start):
        message = f"{bid.date} lies before the window opens ({window.start})"
        yield place.wrong(message, "mark it `timing: background (before window)`, or correct the date")
    elif first_day(bid.date) > last_day(window.end):
        message = f"{bid.date} lies after the window closes ({window.end})"
        yield place.wrong(message, "mark it `timing: post-commitment`, or correct the date")


def _before(bid: Bid, window: Window, place: Place) -> Iterator[Finding]:
    if first_day(bid.date) >= first_day(window.start):
        message = f"{bid.date} is marked as background and does not lie before the window ({window.start})"
        yield place.wrong(message, "mark it `timing: in window`, or correct the date")


def _after(bid: Bid, window: Window, place: Place) -> Iterator[Finding]:
    if last_day(bid.date) < first_day(window.start):
        message = f"{bid.date} is marked as later than the decision and lies before the window ({window.start})"
        yield place.wrong(message, "mark it `timing: background (before window)`, or correct the date")


_TIMINGS: Final = {
    "in window": _within,
    "half value": _within,
    "background (before window)": _before,
    "post-commitment": _after,
}


def half_values(bids: tuple[Bid, ...], place: Place) -> Iterator[Finding]:
    """Refuse an accepted text as a bid where its side had made an earlier one."""
    for index, bid in enumerate(bids):
        earlier = [
            each for each in bids if each.timing.value == "in window" and last_day(each.date) < first_day(bid.date)
        ]
        if bid.timing.value == "half value" and earlier:
            message = f"the side had made a bid by then ({earlier[0].date}), and an accepted text counts beside none"
            yield place.wrong(message, "leave the accepted text to the result, or correct a date", index, "timing")


def deadline_date(date: str, place: Place) -> Iterator[Finding]:
    """Refuse a deadline before the window, or so late that a crisis could not tell of the window and of it."""
    window = place.case.bargaining_window
    if last_day(date) < first_day(window.start):
        yield place.wrong(f"{date} lies before the window opens ({window.start})", "correct the date, or the window")
    elif months_before(last_day(date), ROUNDS) > last_day(window.end):
        message = f"{date} lies more than {ROUNDS} months after the window closes ({window.end})"
        yield place.wrong(message, "a deadline so far off pressed nobody: write none and null, or correct the date")


def deadline(coded: Deadline, place: Place) -> Iterator[Finding]:
    """Refuse a deadline of nobody, and one without a date."""
    if (coded.date is None) != (coded.side == "none"):
        yield place.wrong("a deadline has a side and a date, or neither", "give both, or write none and null", "date")
    elif coded.date is None and coded.hard:
        yield place.wrong("no deadline cannot be hard", "write `hard: false`, or say whose it is", "hard")


def data_year(year: int, place: Place) -> Iterator[Finding]:
    """Refuse figures of another year than the last full one before the window: what could be known when it opened."""
    wanted = first_day(place.case.bargaining_window.start).year - 1
    if year != wanted:
        message = f"is {year}, and the last full year before the window is {wanted}"
        instead = "if there are none, delete `data_year` and say in `method` of which year they are"
        yield place.wrong(message, f"take the figures of {wanted}; {instead}")


def decision_date(date: str, place: Place) -> Iterator[Finding]:
    """Refuse a decision outside the window of its case, and one that the dates of bids contradict."""
    result: Any = place.records[-1]
    bids = place.case.bids
    window = place.case.bargaining_window
    if last_day(date) < first_day(window.start) or first_day(date) > last_day(window.end):
        message = f"{date} lies outside the window of the case ({window.start} to {window.end})"
        yield place.wrong(message, "correct the date, or the window of the case")
    for text in (*result.accepted_bids.A, *result.accepted_bids.B):
        if first_day(text.date) > last_day(date):
            message = f"{date} lies before the bid that was accepted ({text.date})"
            yield place.wrong(message, "correct the date, or that of the bid")
    for bid in (*bids.A, *bids.B):
        if bid.timing.value in _COUNTED and first_day(bid.date) > last_day(date):
            message = f"{date} lies before a bid that counts in the case ({bid.date})"
            yield place.wrong(message, "correct the date, or mark that bid `timing: post-commitment`")
        if bid.timing.value == "post-commitment" and last_day(bid.date) < first_day(date):
            message = f"{date} lies after a bid that is marked as later than the decision ({bid.date})"
            yield place.wrong(message, "correct the date, or the timing of that bid")
