"""The window, and what must lie in it or before it."""

from __future__ import annotations

from collections.abc import Iterator

from realpolitik.crisis.calendar import periods
from realpolitik.crisis.clock import clock_of
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.wording import Finding

MAX_PERIODS = 120
MAX_STEPS = 300
MAX_DAYS = MAX_PERIODS * 31


def check_dates(crisis: Crisis) -> Iterator[Finding]:
    """Check the window, and the dates of treaties and exclusions."""
    yield from _window(crisis)
    for key, treaty in crisis.treaties.items():
        if treaty.until is not None and treaty.until <= treaty.signed:
            yield Finding(("treaties", key, "until"), "ends before it is signed", "put the later date in `until`")
    for key, event in crisis.events.items():
        for index, exclusion in enumerate(event.excludes):
            place = ("events", key, "excludes", index)
            if event.date > crisis.window.opens:
                message = "nobody can be left out after the window opens: beliefs are fixed then"
                yield Finding(place, message, "delete it, or move the window")
            if exclusion.state in exclusion.by:
                yield Finding(place, f"{exclusion.state} cannot leave itself out", "name others in `by`")


def _window(crisis: Crisis) -> Iterator[Finding]:
    window = crisis.window
    if (window.closes - window.opens).days > MAX_DAYS or len(periods(window)) > MAX_PERIODS:
        message = f"the window has more than {MAX_PERIODS} periods of a {window.period.value}"
        yield Finding(("window",), message, "shorten it, or cut it into longer periods")
        return
    steps = clock_of(crisis).steps
    if steps > MAX_STEPS:
        message = f"the clock would go through the window in {steps} steps, more than {MAX_STEPS}"
        yield Finding(("window", "step"), message, "shorten the window, or give a longer step")
