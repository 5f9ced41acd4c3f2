"""The clock: where it cuts a window, and what the cut leaves alone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from realpolitik.crisis.calendar import DAYS_IN_MONTH, period_of, periods
from realpolitik.crisis.clock import clock_of
from realpolitik.crisis.schema import Crisis
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.rules.world import World
from strategies import crises

OPENS, CLOSES = date(1900, 1, 1), date(1900, 12, 31)
NEAR = 61
"""Days before an occasion, or the close, in which steps are half as long."""


def crisis(
    occasions: tuple[date, ...] = (), events: dict[date, dict[str, Any]] | None = None, step: float = 0.5
) -> Crisis:
    """A year in which A may attack B on some days, and some things happen."""
    plan = {
        "name": "The plan",
        "aggressor": "A",
        "target": "B",
        "occasions": {f"o{k}": {"date": str(day)} for k, day in enumerate(occasions)},
        "joiners": {},
        "reach": {},
    }
    happened = {
        f"e{k}": {"date": str(day), "what": "Something.", "forecast": day > OPENS} | what
        for k, (day, what) in enumerate((events or {}).items())
    }
    return Crisis.model_validate(
        {
            "id": "clock",
            "title": "A clock",
            "question": "When?",
            "pivot": "P",
            "as_of": str(OPENS),
            "window": {"opens": str(OPENS), "closes": str(CLOSES), "step": step},
            "states": {name: {"name": name, "capability": 0.1} for name in "PAB"},
            "suitors": {
                "A": {
                    "name": "A",
                    "lead": "A",
                    "members": {"A": 1},
                    "drafting_time": 1,
                    "menu": {"deal": {"kind": "transfer", "obligors": ["A"], "worth": {"P": 0.1}}},
                }
            },
            "war_plans": {"plan": plan} if occasions else {},
            "events": happened,
        }
    )


CHANGE = {"effects": {"states.P.readiness": {"set": 0.5}}}


def test_what_happens_on_a_date_cuts_there_and_what_changes_no_number_does_not():
    occasion, change, told = date(1900, 5, 17), date(1900, 8, 3), date(1900, 3, 9)
    days = clock_of(crisis((occasion,), {change: CHANGE, told: {}})).days
    assert days[0] == OPENS.toordinal()
    assert days[-1] == CLOSES.toordinal() + 1
    for cut in (occasion, change):
        assert float(cut.toordinal()) in days
    assert float(told.toordinal()) not in days


def test_steps_of_a_segment_are_equal_and_half_as_long_close_to_an_occasion_and_to_the_close():
    occasion, end = date(1900, 6, 1).toordinal(), CLOSES.toordinal() + 1
    clock = clock_of(crisis((date(1900, 6, 1),)))
    segments = [(OPENS.toordinal(), occasion - NEAR, 0.5), (occasion - NEAR, occasion, 0.25)]
    segments += [(occasion, end - NEAR, 0.5), (end - NEAR, end, 0.25)]
    counted = 0
    for first, last, longest in segments:
        inside = [n for day, n in zip(clock.days, clock.lengths, strict=False) if first <= day < last]
        exact = (last - first) / DAYS_IN_MONTH
        assert inside == pytest.approx([exact / len(inside)] * len(inside), abs=1e-9)
        assert exact / len(inside) <= longest + 1e-9 < exact / (len(inside) - 1)
        counted += len(inside)
    assert counted == clock.steps


@pytest.mark.parametrize("days_before", range(NEAR - 10, NEAR + 11))
def test_no_sliver_is_cut_where_half_steps_begin_close_to_another_date(days_before):
    occasion = date(1900, 6, 1)
    change = occasion - timedelta(days=days_before)
    clock = clock_of(crisis((occasion,), {change: CHANGE}))
    assert float(change.toordinal()) in clock.days
    assert (
        min(clock.lengths) >= 0.5 / 4
    )  # at a length of a quarter of a month, two equal steps are no shorter than half of it
    last = clock.days.index(float(occasion.toordinal()))
    assert clock.lengths[last - 1] <= 0.25


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises())
def test_any_clock_covers_its_window_and_an_occasion_opens_a_step_on_its_day(crisis):
    clock, window = clock_of(crisis), crisis.window
    assert (clock.days[0], clock.days[-1]) == (window.opens.toordinal(), window.closes.toordinal() + 1)
    assert all(sooner < later for sooner, later in pairwise(clock.days))
    assert max(clock.lengths) <= window.step + 1e-9
    assert sum(clock.lengths) == pytest.approx(((window.closes - window.opens).days + 1) / DAYS_IN_MONTH, abs=1e-9)
    assert clock.periods == periods(window)
    for t, shares in enumerate(clock.shares):
        assert sum(shares) == pytest.approx(1.0, abs=1e-12)
        assert shares[period_of(window, date.fromordinal(int(clock.days[t])))] > 0
    for slot in World(crisis, draw_numbers(crisis, 0, 0, 1)).slots:
        assert clock.days[slot.step] == slot.day.toordinal() == clock.days[clock.step_of(slot.day)]
        assert slot.months == pytest.approx((slot.day - window.opens).days / DAYS_IN_MONTH, abs=1e-12)


def test_the_order_in_which_things_are_listed_does_not_move_the_clock():
    days = (date(1900, 6, 1), date(1900, 9, 15))
    happened = {date(1900, 3, 3): CHANGE, date(1900, 7, 7): CHANGE}
    other = clock_of(crisis(days[::-1], dict(reversed(happened.items()))))
    assert other == clock_of(crisis(days, happened))
