"""What the crisis of Turkey in 1939 must hold, whatever the solver makes of it."""

from __future__ import annotations

from datetime import date

import pytest

from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.read import load
from realpolitik.crisis.rules.menus import feasible
from realpolitik.crisis.treaty import Kind

CRISIS = load("turkey-1939")
GRADES = {
    "slight": (0.0, 0.03),
    "some": (0.01, 0.06),
    "serious": (0.03, 0.12),
    "opportunity": (0.02, 0.15),
    "claim": (0.1, 0.4),
    "programme": (0.3, 1.0),
    "contact": (0.6, 1.0),
    "indirect": (0.3, 0.7),
    "divided": (0.15, 0.4),
    "remote": (0.02, 0.15),
    "neighbour": (0.5, 0.9),
    "beyond": (0.3, 0.7),
    "overseas": (0.2, 0.5),
    "tested": (0.8, 1.0),
    "large": (0.6, 0.9),
    "partial": (0.4, 0.7),
    "weak": (0.25, 0.5),
}


def test_it_is_turkey_as_one_saw_it_a_week_before_the_signature():
    assert CRISIS.pivot == "Turkey"
    assert CRISIS.as_of == date(1939, 10, 12)
    assert CRISIS.window.opens <= CRISIS.as_of <= CRISIS.window.closes
    assert {suitor.lead for suitor in CRISIS.suitors.values()} == {"Britain", "USSR"}


def test_the_pivot_is_bound_to_both_sides_already():
    bound_to = {
        state
        for treaty in CRISIS.treaties.values()
        if treaty.signed < CRISIS.window.opens
        for clause in treaty.clauses.values()
        if "Turkey" in clause.obligors
        for state in clause.beneficiaries
    }
    assert {"USSR", "Britain", "France", "Greece", "Romania"} <= bound_to


def test_the_pivot_may_be_attacked_and_may_have_to_choose():
    assert {plan.aggressor for plan in CRISIS.war_plans.values() if plan.target == "Turkey"} == {"USSR", "Italy"}
    assert sum("Turkey" in plan.joiners for plan in CRISIS.war_plans.values()) == 2


def test_no_attack_is_dated_before_the_file_speaks():
    dates = [occasion.date for plan in CRISIS.war_plans.values() for occasion in plan.occasions.values()]
    assert min(dates) > CRISIS.as_of


@pytest.mark.parametrize("suitor", CRISIS.suitors)
def test_each_suitor_can_offer_many_bundles(suitor):
    assert len(feasible(CRISIS.suitors[suitor].menu)) >= 8


def test_turkey_owes_nobody_war_on_the_soviet_union():
    menus = [clause for suitor in CRISIS.suitors.values() for clause in suitor.menu.values()]
    treaties = [clause for treaty in CRISIS.treaties.values() for clause in treaty.clauses.values()]
    for clause in (*menus, *treaties):
        if "Turkey" in clause.obligors and clause.kind in {Kind.DEFENSE, Kind.GUARANTEE, Kind.OFFENSE}:
            assert clause.against, clause.says
            assert "USSR" not in clause.against, clause.says


def test_the_soviet_pact_spares_germany():
    assert "Germany" not in CRISIS.suitors["Moscow"].menu["black-sea-pact"].against


def test_ships_reach_the_black_sea_only_where_the_straits_are_open():
    plan = CRISIS.war_plans["danube"]
    assert set(plan.reach_with_transit) == {"Britain", "France"}
    passage = CRISIS.suitors["West"].menu["passage"]
    assert passage.kind is Kind.TRANSIT
    assert passage.theatre == plan.theatre


def test_moscow_left_turkey_out_in_august():
    (exclusion,) = (left_out for event in CRISIS.events.values() for left_out in event.excludes)
    assert exclusion.state == "Turkey"
    assert exclusion.by == ("USSR",)


def test_three_states_see_another_crisis():
    assert len({perception.who for perception in CRISIS.perceptions.values()}) >= 3


def test_there_are_factors_and_claims_enough():
    assert len(CRISIS.factors) >= 6
    assert len(CRISIS.claims) >= 8
    assert sum(claim.disputed_by is not None for claim in CRISIS.claims.values()) >= 6


def test_a_grade_means_the_same_numbers_for_every_state():
    graded = 0
    for address in numbers_of(CRISIS):
        grade = (address.quantity.note or "").split(":")[0].split(" of ")[0]
        if grade in GRADES:
            assert address.quantity.uniform == GRADES[grade], address.path
            graded += 1
    assert graded > 100


def test_capability_is_that_of_1938():
    for name, state in CRISIS.states.items():
        assert state.capability.source_ids == ("nmc",), name
        assert state.capability.is_uncertain, name
