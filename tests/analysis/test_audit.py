"""What assumptions cost: the truth put in their place, with the same draws."""

from __future__ import annotations

import math

import numpy as np
import pytest

from realpolitik.analysis.answers import answer, difference
from realpolitik.analysis.audit import audit
from realpolitik.analysis.corrections import EXACT, Plan, Run
from realpolitik.analysis.work import Work
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load
from realpolitik.errors import NothingToAnalyse

DRAWS = 4


@pytest.fixture(scope="module")
def turkey():
    return load("turkey-1939")


@pytest.fixture(scope="module")
def found(turkey):
    return audit(turkey, draws=DRAWS, seed=2)


def test_correcting_is_removing_the_perception(turkey, found):
    before = answer([turkey], Work(DRAWS, seed=2))[0]
    for row in found.assumptions[:2] + found.assumptions[-1:]:
        after = answer([patch(turkey, {f"perceptions.{row.key}": None})], Work(DRAWS, seed=2))[0]
        cost, error = difference(after.total(row.state), before.total(row.state))
        assert row.cost == pytest.approx(cost, abs=1e-14)
        assert row.error == pytest.approx(error, abs=1e-14)
        for effect in row.effect:
            change, _ = difference(after.chance(effect.partner), before.chance(effect.partner))
            assert effect.difference == pytest.approx(change, abs=1e-14)
        for bid in row.bid_change:
            change, _ = difference(after.bid(bid.suitor, bid.clause), before.bid(bid.suitor, bid.clause))
            assert bid.difference == pytest.approx(change, abs=1e-14)
    everybody = answer([patch(turkey, {"perceptions": None})], Work(DRAWS, seed=2))[0]
    for payoff in found.together.payoffs:
        change, _ = difference(everybody.total(payoff.state), before.total(payoff.state))
        assert payoff.difference == pytest.approx(change, abs=1e-14)


def test_a_true_belief_costs_exactly_nothing_and_is_said_to_be_true(turkey):
    path = "war_plans.danube.reach_with_transit.Britain"
    true = {"who": "Turkey", "path": path, "shift": 0, "because": "It knows."}
    row, finding = _only(audit(patch(turkey, {"perceptions.true": true}), draws=2), "true")
    assert (row.cost, row.shapley, row.error) == (0.0, 0.0, 0.0)
    assert all(effect.difference == 0.0 for effect in row.effect)
    assert row.believed == row.actual
    assert finding.kind == "equals-truth"


def test_what_cannot_matter_is_said_not_to(turkey):
    unread = {"who": "Turkey", "path": "states.Italy.types.waiting.priors.Turkey", "value": 0.1, "because": "Hope."}
    row, finding = _only(audit(patch(turkey, {"perceptions.unread": unread}, cross_check=False), draws=1), "unread")
    assert row.cost == 0.0
    assert (finding.kind, finding.path) == ("cannot-matter", unread["path"])
    again = {"who": "Turkey", "path": "war_plans.straits.prize.USSR", "factor": 1.1, "because": "Doubt."}
    twice = audit(patch(turkey, {"perceptions.again": again}, cross_check=False), draws=1)
    assert [row.assumptions for row in twice.consistency if row.kind == "contradicts"] == [
        ("turkey-soviet-aims", "again")
    ]


def test_shares_of_a_believer_sum_to_what_its_assumptions_cost_it(found):
    for believer in found.believers:
        shares = [row.shapley for row in found.assumptions if row.state == believer.state]
        assert len(shares) == believer.assumptions
        assert math.fsum(shares) == pytest.approx(believer.cost, abs=1e-12)


def test_random_orders_estimate_the_shapley_value(turkey):
    ussr = load("ussr-1939")
    plan = Plan(ussr, seed=0)
    keys = plan.held["Britain"]
    assert len(keys) > EXACT
    weights = np.arange(1.0, len(keys) + 1)

    def worth(chosen):  # each of a pair adds its weight, and the first two more if both are there
        return sum(weights[keys.index(key)] for key in chosen if key in keys) + 6.0 * {keys[0], keys[1]}.issubset(
            chosen
        )

    draws = 400
    shares = np.zeros(len(keys))
    for draw in range(draws):
        table = {run.corrected: worth(run.corrected) for run in plan.runs(draw) if run.fixed is None}
        shares += [plan.shares("Britain", draw, table)[key] / draws for key in keys]
    exact = weights + np.where(np.arange(len(keys)) < 2, 3.0, 0.0)
    assert shares == pytest.approx(exact, abs=1e-9)  # an order and its reverse give each of a pair exactly half


def test_confirming_a_value_held_without_doubt_is_worth_its_cost(turkey):
    """A belief that is one value in every draw does not follow the truth: asking is worth what correcting is."""
    path = "war_plans.straits.prize.USSR"
    turkey = patch(turkey, {"constants.precision": 30})  # so that whatever is known moves somebody a little
    held = {"who": "Turkey", "path": path, "value": 0.5, "because": "Fear."}
    row, _ = _only(audit(patch(turkey, {"perceptions.turkey-soviet-aims": held}), draws=3), "turkey-soviet-aims")
    assert row.confirming == row.cost != 0.0
    follows = {"who": "Turkey", "path": path, "shift": 0, "because": "It knows."}
    row, _ = _only(audit(patch(turkey, {"perceptions.turkey-soviet-aims": follows}), draws=3), "turkey-soviet-aims")
    assert row.cost == 0.0 != row.confirming


@pytest.mark.parametrize("name", ["ussr-1939", "austria-1955"])
def test_every_crisis_can_be_audited(name):
    crisis = load(name)
    found = audit(crisis, draws=2)
    assert {row.key for row in found.assumptions} == set(crisis.perceptions)
    costs = [row.cost for row in found.assumptions]
    assert costs == sorted(costs, reverse=True)
    assert found.to_frame().height == len(costs)
    assert crisis.title in found._repr_html_()


def test_without_perceptions_there_is_nothing_to_audit(turkey):
    with pytest.raises(NothingToAnalyse, match="add `perceptions`"):
        audit(patch(turkey, {"perceptions": None}))


def test_the_runs_of_a_draw_are_each_made_once(turkey):
    runs = Plan(turkey, 0).runs(0)
    assert len(set(runs)) == len(runs)
    assert runs[0] == Run()


def _only(result, key):
    row = next(row for row in result.assumptions if row.key == key)
    findings = [finding for finding in result.consistency if key in finding.assumptions]
    return row, findings[0] if findings else None
