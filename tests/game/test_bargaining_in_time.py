"""When bids rise and when they fall: signs of bargaining against a date, and limits that they come close to, on one small crisis.

Nothing is left to doubt, and texts need no drafting unless said, so that what is paid at a date is what a suitor could bear then.
"""

import math
from collections import Counter

import pytest

from bargaining import NORTH, SOUTH, STEP, STEPS, bargain, prices, steps_in
from realpolitik.crisis.clock import clock_of
from realpolitik.crisis.patch import patch
from realpolitik.game.reference import solve_reference
from realpolitik.game.rules.rules import Rules
from realpolitik.game.solve import solve

WINDOW = clock_of(bargain()).months[-2]
"""Months from the opening to the date; the step of the clock after it is the day of the war."""
SELDOM = 1e-4
"""Chances of a signature below which a price is left out."""
IMPATIENT = 0.85


def paid(crisis):
    """Steps paid by the month of signature, in order."""
    return {months: steps for months, (chance, steps) in prices(crisis).items() if chance > SELDOM}


def overall(crisis):
    """Mean month of signature, and steps paid."""
    found = prices(crisis)
    total = math.fsum(chance for chance, _ in found.values())
    month = math.fsum(months * chance for months, (chance, _) in found.items()) / total
    return month, math.fsum(chance * steps for chance, steps in found.values()) / total


def test_a_date_alone_raises_no_bid_for_whoever_presses_takes_all_at_any_sitting():
    steps = paid(bargain(drafting=0))
    assert len(steps) > 10
    assert min(steps.values()) > NORTH / STEP - 1.05  # all but the step with which it would be as well off without
    assert max(steps.values()) < NORTH / STEP


def test_with_what_it_pays_now_for_and_gets_at_a_date_an_impatient_suitor_bears_more_as_the_date_nears():
    steps = paid(bargain(suitors=IMPATIENT, pivot=0.8, drafting=0))
    assert len(steps) > 10
    for months, bears in steps.items():
        limit = NORTH * IMPATIENT ** (WINDOW - months) / STEP
        assert limit - 2 < bears < limit, months
    assert list(steps.values()) == pytest.approx(sorted(steps.values()), abs=0.1)
    assert steps[max(steps)] > 2 * steps[min(steps)]


def test_where_nothing_waits_for_the_date_an_impatient_suitor_pays_the_same_at_any_time():
    steps = paid(bargain(suitors=IMPATIENT, pivot=0.8, drafting=0, delivery="signature"))
    assert list(steps.values()) == pytest.approx([NORTH / STEP - 1] * len(steps), abs=0.05)


@pytest.mark.parametrize("drafting", [0, 0.5])
def test_a_patient_pivot_waits_and_is_paid_more(drafting):
    crises = [bargain(suitors=IMPATIENT, pivot=patience, drafting=drafting) for patience in (0.7, 0.8, IMPATIENT, 1)]
    months, steps = zip(*map(overall, crises), strict=True)
    assert list(months) == sorted(months)
    assert list(steps) == sorted(steps)
    assert months[-1] > months[0] + 2
    assert steps[-1] > steps[0] + 2


def test_a_running_cost_of_delay_makes_bids_fall_and_the_pivot_takes_them_at_once():
    cost = 0.06
    crisis = bargain(delay=cost, drafting=0)
    steps = {months: bears for months, (_, bears) in prices(crisis).items()}
    assert list(steps.values()) == pytest.approx(sorted(steps.values(), reverse=True), abs=0.1)
    for months, bears in steps.items():
        assert NORTH / STEP - 1.1 < bears < (NORTH + cost * (WINDOW - months)) / STEP, months
    assert steps[0] > 2 * NORTH / STEP
    assert overall(crisis)[0] < 0.5 < overall(bargain(drafting=0))[0]


def test_texts_that_are_drafted_rise_and_fall_as_they_are_taken_up():
    def taken(crisis):
        """Steps in texts of North's taken up, by period, where nearly all were pressed for."""
        found = solve(crisis, draws=1).taken_up
        rows = [row for row in found if row.suitor == "North" and row.pressed > 0.9 and row.clause in STEPS]
        periods = sorted({row.period for row in rows})
        return [sum(STEPS[row.clause] * row.probability for row in rows if row.period == day) for day in periods]

    rising, falling = taken(bargain(suitors=IMPATIENT, pivot=0.8)), taken(bargain(delay=0.06))
    assert len(rising) >= 2
    assert rising == sorted(rising)
    assert rising[-1] > rising[0] + 0.5
    assert len(falling) >= 3
    assert falling == sorted(falling, reverse=True)
    assert falling[0] > falling[-1] + 1


def test_the_rival_sets_no_price_where_the_pivot_can_press_and_the_price_where_it_cannot(monkeypatch):
    # The plain reference solves what the rules allow, with pressing and without; two steps at a time are enough here.
    lump = 2

    def solved(south):
        fewer = {f"suitors.{name}.menu.{key}": None for name in ("North", "South") for key in ("one", "sixteen")}
        crisis = patch(bargain(south=south, date="1900-05-15", drafting=0), fewer)
        return solve_reference(crisis, 0, 0)

    def signed(south):
        found = solved(south).signatures
        total = math.fsum(found.values())
        return math.fsum(steps_in(bundle) * chance for (_, bundle, _), chance in found.items()) / total

    def bid_by_north(south):
        """Steps that North bids in each step of the clock before the day of the war."""
        steps, weight = Counter(), Counter()
        for (suitor, t, bundle), chance in solved(south).bids.items():
            if suitor == "North":
                steps[t] += steps_in(bundle) * chance
                weight[t] += chance
        return [steps[t] / weight[t] for t in sorted(weight)][:-1]

    weak = 0.05
    pressed = [signed(south) for south in (weak, SOUTH)]
    assert pressed == pytest.approx([NORTH / STEP - lump] * 2, abs=0.1)
    monkeypatch.setattr(Rules, "demandable", lambda *_: [])
    bid = [signed(south) for south in (weak, SOUTH)]
    for limit, steps in zip((weak, SOUTH), bid, strict=True):
        assert abs(steps - limit / STEP) < lump
    assert bid[0] < bid[1] < pressed[1] - lump / 2
    rising = bid_by_north(SOUTH)
    assert rising == sorted(rising)
    assert rising[-1] > rising[0] + lump / 4
