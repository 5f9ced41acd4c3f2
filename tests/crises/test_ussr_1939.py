"""What the crisis of 1939 must hold, whatever the solver makes of it."""

from __future__ import annotations

from datetime import date

import pytest

from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.read import load
from realpolitik.crisis.rules.menus import feasible
from realpolitik.crisis.treaty import Kind

CRISIS = load("ussr-1939")
GRADES = {
    "slight": (0.0, 0.03),
    "some": (0.01, 0.06),
    "serious": (0.03, 0.12),
    "vital": (0.1, 0.6),
    "opportunity": (0.02, 0.15),
    "claim": (0.1, 0.4),
    "programme": (0.3, 1.0),
    "contact": (0.6, 1.0),
    "indirect": (0.3, 0.7),
    "divided": (0.15, 0.4),
    "tested": (0.8, 1.0),
    "large": (0.6, 0.9),
    "partial": (0.4, 0.7),
    "weak": (0.25, 0.5),
}


def test_it_is_the_soviet_union_as_one_saw_it_a_week_before_the_signature():
    assert CRISIS.pivot == "USSR"
    assert CRISIS.as_of == date(1939, 8, 16)
    assert (CRISIS.window.opens, CRISIS.window.closes) == (date(1939, 4, 1), date(1939, 9, 30))
    assert CRISIS.window.period == "half-month"
    assert {suitor.lead for suitor in CRISIS.suitors.values()} == {"Britain", "Germany"}


@pytest.mark.parametrize("suitor", CRISIS.suitors)
def test_each_suitor_can_offer_many_bundles(suitor):
    assert len(feasible(CRISIS.suitors[suitor].menu)) >= 16


def test_passage_hangs_on_poland_and_romania():
    menu = CRISIS.suitors["West"].menu
    asked = {clause.consent_of for clause in menu.values() if clause.kind is Kind.TRANSIT}
    assert asked == {("Poland",), ("Romania",)}


def test_what_berlin_offers_of_other_peoples_land_is_secret():
    spheres = [clause for clause in CRISIS.suitors["Germany"].menu.values() if clause.kind is Kind.SPHERE]
    assert {clause.stake for clause in spheres} == {"baltics", "finland", "eastern-poland", "bessarabia"}
    assert all(clause.secret for clause in spheres)


def test_four_states_or_more_must_choose_in_the_war():
    plan = CRISIS.war_plans["fall-weiss"]
    assert 4 <= len(plan.joiners) <= 6
    assert all(plan.joiners.values())
    assert {"Britain", "France", "USSR", "Italy"} <= set(plan.joiners)


def test_the_attack_has_a_date_and_a_later_one_at_a_price():
    occasions = list(CRISIS.war_plans["fall-weiss"].occasions.values())
    assert [occasion.date for occasion in occasions] == sorted(occasion.date for occasion in occasions)
    assert len(occasions) == 2
    earlier, later = (occasion.holding_cost.support() for occasion in occasions)
    assert earlier[1] <= later[0]


def test_four_states_or_more_see_another_crisis():
    assert len({perception.who for perception in CRISIS.perceptions.values()}) >= 4


def test_moscow_was_shut_out_of_munich_by_both_its_suitors():
    (exclusion,) = (left_out for event in CRISIS.events.values() for left_out in event.excludes)
    assert exclusion.state == "USSR"
    assert set(exclusion.by) == {"Britain", "France"}


def test_there_are_factors_and_claims_enough():
    assert len(CRISIS.factors) >= 9
    assert len(CRISIS.claims) >= 12
    assert sum(claim.disputed_by is not None for claim in CRISIS.claims.values()) >= 6


def test_the_timeline_runs_from_1933():
    events = list(CRISIS.events.values())
    assert events[0].date.year == 1933
    assert {1934, 1935, 1936, 1937, 1938, 1939} <= {event.date.year for event in events}


def test_a_grade_means_the_same_numbers_for_every_state():
    graded = 0
    for address in numbers_of(CRISIS):
        grade = (address.quantity.note or "").split(":")[0]
        if grade in GRADES:
            assert address.quantity.uniform == GRADES[grade], address.path
            graded += 1
    assert graded > 50


def test_capability_is_that_of_1938():
    for name, state in CRISIS.states.items():
        assert state.capability.source_ids == ("nmc",), name
        assert state.capability.is_uncertain, name


def test_readiness_after_the_purges_is_a_path_of_guesses():
    readiness = CRISIS.states["USSR"].readiness
    assert readiness.path is not None
    assert {1939, 1941, 1942} <= {day.year for day in readiness.path}
    assert all(point.is_uncertain for point in readiness.path.values())
