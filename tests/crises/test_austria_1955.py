"""What the crisis of Austria in 1955 must hold, whatever the solver makes of it."""

from __future__ import annotations

from datetime import date

import pytest

from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.read import load
from realpolitik.crisis.rules.menus import feasible
from realpolitik.crisis.treaty import Kind

CRISIS = load("austria-1955")
OCCUPIERS = {"USSR", "UnitedStates", "Britain", "France"}
GRADES = {"slight": (0.0, 0.03), "some": (0.01, 0.06), "serious": (0.03, 0.12), "vital": (0.1, 0.6)}


def test_it_is_austria_as_one_saw_it_on_the_eve_of_the_ambassadors_meeting():
    assert CRISIS.pivot == "Austria"
    assert CRISIS.as_of == date(1955, 5, 1)
    assert (CRISIS.window.opens, CRISIS.window.closes) == (date(1955, 2, 1), date(1955, 10, 31))
    assert CRISIS.window.period == "half-month"
    assert {suitor.lead for suitor in CRISIS.suitors.values()} == {"USSR", "UnitedStates"}


def test_no_war_is_planned():
    assert not CRISIS.war_plans


@pytest.mark.parametrize("suitor", CRISIS.suitors)
def test_each_suitor_can_offer_many_bundles(suitor):
    assert len(feasible(CRISIS.suitors[suitor].menu)) >= 8


@pytest.mark.parametrize("suitor", CRISIS.suitors)
def test_a_treaty_and_the_soviet_withdrawal_come_together(suitor):
    for bundle in feasible(CRISIS.suitors[suitor].menu):
        assert ("treaty" in bundle) == ("soviet-withdrawal" in bundle)


@pytest.mark.parametrize("suitor", CRISIS.suitors)
def test_a_treaty_hangs_on_the_three_occupiers_that_do_not_bid_it(suitor):
    treaty = CRISIS.suitors[suitor].menu["treaty"]
    assert set(treaty.consent_of) == OCCUPIERS - {CRISIS.suitors[suitor].lead}
    assert not treaty.consent_chance


@pytest.mark.parametrize("suitor", CRISIS.suitors)
def test_only_the_soviet_zone_changes_hands(suitor):
    stakes = {clause.stake for clause in CRISIS.suitors[suitor].menu.values() if clause.kind is Kind.CESSION}
    assert stakes == {"soviet-zone"} == set(CRISIS.stakes)


def test_every_power_stands_in_the_file_once():
    assert set(CRISIS.states) == OCCUPIERS | {"Austria", "WestGermany"}
    assert [set(suitor.members) for suitor in CRISIS.suitors.values()] == [{"USSR"}, {"UnitedStates"}]


@pytest.mark.parametrize("suitor", CRISIS.suitors)
def test_moscow_pays_for_its_zone_once(suitor):
    menu = CRISIS.suitors[suitor].menu
    assert CRISIS.stakes["soviet-zone"].holder == "USSR"
    assert "USSR" not in menu["treaty"].cost
    assert menu["soviet-withdrawal"].cost["USSR"].uniform == GRADES["some"]


def test_a_bidder_is_asked_about_what_its_rival_would_have_it_do():
    for suitor in CRISIS.suitors.values():
        rivals = {other.lead for other in CRISIS.suitors.values()} - {suitor.lead}
        for bundle in feasible(suitor.menu):
            clauses = [suitor.menu[key] for key in bundle]
            bound = {state for clause in clauses for state in clause.obligors} & rivals
            assert bound <= {state for clause in clauses for state in clause.consent_of}, bundle


def test_only_garrisons_or_arms_could_be_signed_without_a_treaty():
    alone = {
        frozenset(bundle)
        for suitor in CRISIS.suitors.values()
        for bundle in feasible(suitor.menu)
        if "treaty" not in bundle
    }
    assert alone == {frozenset({"garrisons-stay"}), frozenset({"arms"})}


def test_three_states_or_more_see_another_crisis():
    assert len({perception.who for perception in CRISIS.perceptions.values()}) >= 3


def test_there_are_factors_and_claims_enough():
    assert len(CRISIS.factors) >= 5
    assert len(CRISIS.claims) >= 7
    assert sum(claim.disputed_by is not None for claim in CRISIS.claims.values()) >= 3


def test_the_treaties_of_the_time_are_in_force_or_waiting():
    assert {"moscow-declaration", "control-agreement", "paris-agreements"} <= set(CRISIS.treaties)
    assert CRISIS.events["paris-in-force"].in_force == ("paris-agreements",)


def test_the_timeline_runs_from_1943():
    events = list(CRISIS.events.values())
    assert events[0].date.year == 1943


def test_a_grade_means_the_same_numbers_for_every_state():
    graded = 0
    for address in numbers_of(CRISIS):
        grade = (address.quantity.note or "").split(":")[0]
        if grade in GRADES and ".menu." in address.path:
            low, high = GRADES[grade]
            assert address.quantity.uniform in ((low, high), (-high, -low)), address.path
            graded += 1
    assert graded > 50
