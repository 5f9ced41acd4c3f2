"""What of an answer hangs on conventions: numbers that no source could tell, and the order in which joiners decide."""

import pytest

from realpolitik.analysis.conventions import conventions, settings_of, steps_of
from realpolitik.analysis.orders import OrdersQuestion
from realpolitik.analysis.whatif import whatif
from realpolitik.analysis.work import Work
from realpolitik.crisis.read import library, load

DRAWS = 2


@pytest.mark.parametrize("key", library())
def test_each_number_is_set_to_another_value_and_each_order_turned_round(key):
    crisis = load(key)
    told = []
    found = conventions(crisis, Work(DRAWS, seed=1, progress=told.append))
    numbers = [(row.path, row.value, row.other) for row in found.rows if not row.order]
    assert numbers == list(settings_of(crisis))
    turned = {row.path: row.order for row in found.rows if row.order}
    plans = {f"war_plans.{key}.joiners": plan for key, plan in crisis.war_plans.items() if len(plan.joiners) > 1}
    assert turned.keys() <= plans.keys()
    assert all(sorted(order) == sorted(plans[path].joiners) for path, order in turned.items())
    assert all(order != tuple(plans[path].joiners) for path, order in turned.items())
    assert sum(told) == steps_of(crisis, DRAWS)


def test_what_is_told_is_what_other_verbs_tell():
    crisis = load("ussr-1939")
    found = conventions(crisis, Work(DRAWS, seed=1))
    (order,) = (row for row in found.rows if row.order)
    tried = OrdersQuestion().answer(crisis, Work(DRAWS, seed=1)).orders
    (same,) = (each for each in tried if each.joiners == order.order)
    by_partner = {change.what: change.difference for change in same.changes}
    assert {change.partner: change.difference for change in order.changes} == pytest.approx(
        {name: by_partner[name] for name in ("none", *crisis.suitors)}, abs=1e-12
    )
    (twice,) = (row for row in found.rows if row.path == "constants.lean")
    (variant,) = whatif(crisis, {"twice": {"constants.lean": twice.other}}, draws=DRAWS, seed=1).variants
    assert {change.partner: change.difference for change in twice.changes} == pytest.approx(
        {row.partner: row.difference for row in variant.change}, abs=1e-12
    )
