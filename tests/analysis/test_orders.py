"""Orders of joiners: which are tried, and that one which decides the outcome is found."""

from __future__ import annotations

from realpolitik.analysis.orders import OrdersQuestion, other_orders
from realpolitik.analysis.work import Work
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load, read_text
from realpolitik.crisis.starter import STARTER


def test_neighbours_are_exchanged_and_the_whole_reversed():
    crisis = load("ussr-1939")
    given = tuple(crisis.war_plans["fall-weiss"].joiners)
    orders = [order for _, order, _ in other_orders(crisis)]
    assert OrdersQuestion().steps(crisis, 1) == 1 + len(orders)
    assert all(sorted(order) == sorted(given) and order != given for order in orders)
    assert len(set(orders)) == len(orders) <= len(given)
    for _, order, variant in other_orders(crisis):
        assert tuple(variant.war_plans["fall-weiss"].joiners) == order


def test_an_order_that_changes_nothing_is_said_to_change_nothing():
    crisis = read_text(STARTER, "starter")
    plan = next(iter(crisis.war_plans))
    one = next(iter(crisis.war_plans[plan].joiners))
    alone = patch(crisis, {f"war_plans.{plan}.joiners": {one: ["defender"]}})
    assert OrdersQuestion().answer(alone, Work(2)).orders == ()


def test_a_crisis_compares_its_orders_in_pairs():
    crisis = load("ussr-1939")
    found = OrdersQuestion().answer(crisis, Work(2, seed=4))
    assert found.draws == 2
    for order in found.orders:
        chances = [change.difference for change in order.changes if change.what != "attack"]
        assert abs(sum(chances)) < 1e-12
