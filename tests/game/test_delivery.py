"""What a war hands over, by hand: to whom, at what cost, and what is left of the prize of those who promised it."""

from __future__ import annotations

from typing import Any

import pytest

from comparison import distance_from_reference
from realpolitik.crisis.patch import patch
from realpolitik.crisis.schema import Crisis, Side
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.reference import solve_reference
from realpolitik.game.rules.world import World
from realpolitik.game.solve import solve

MONTHS = 59 / 30.4375
"""From the opening to the first of March."""
PATIENCE = 0.97

TREE: dict[str, Any] = {
    "id": "spoils",
    "title": "Spoils",
    "question": "Who gets them?",
    "pivot": "P",
    "as_of": "1900-01-01",
    "window": {"opens": "1900-01-01", "closes": "1900-03-31"},
    "states": {name: {"name": name, "capability": 0.2, "patience": PATIENCE} for name in "ABP"},
    "stakes": {
        "isle": {"name": "Isle", "holder": "B", "worth": {"P": 0.05, "B": 0.3}, "buffer": {"P": 0.4}},
        "coast": {"name": "Coast", "holder": "B", "worth": {"P": 0.02, "B": 0.2}},
        "cape": {"name": "Cape", "holder": "P", "worth": {"P": 0.02, "A": 0.2}},
    },
    "hostilities": {"later": {"by": "A", "toward": "P", "gain": 0.5}},
    "suitors": {
        "A": {
            "name": "A", "lead": "A", "members": {"A": 1}, "drafting_time": 0.5,
            "menu": {
                "isle": {
                    "kind": "sphere", "obligors": ["A"], "beneficiaries": ["P"], "stake": "isle", "delivery": "war",
                    "cost": {"A": 0.04},
                },
                "coast": {
                    "kind": "sphere", "obligors": ["A"], "beneficiaries": ["P"], "stake": "coast", "delivery": "victory",
                    "requires": ["isle"],
                },
                "gold": {
                    "kind": "transfer", "obligors": ["A"], "beneficiaries": ["P"], "delivery": "war", "worth": {"P": 0.03},
                    "cost": {"A": 0.01}, "requires": ["isle"],
                },
            },
        }
    },
    "war_plans": {
        "plan": {
            "name": "Attack on B", "aggressor": "A", "target": "B", "occasions": {"spring": {"date": "1900-03-01"}},
            "joiners": {"P": ["attacker", "defender"]}, "reach": {"P": 0.8}, "prize": {"A": 0.5, "P": 0.1}, "exposure": {"B": 0.6},
        }
    },
}  # fmt: skip
CRISIS = Crisis.model_validate(TREE)
NOW = PATIENCE**MONTHS


def terms_of(side: Side | None, *clauses: str) -> tuple[float, dict[tuple[str, str], float]]:
    """The attackers' chance, and the terms dated at the attack, if the pivot chose a side after signing."""
    world = World(CRISIS, draw_numbers(CRISIS, 0, 0, 1))
    war = solve_reference(CRISIS, 0, 0).true.war
    battle = war.battle(world.promises("A", frozenset(clauses)), world.slots[0], (side,))
    return battle.win[Side.ATTACKER], {**war.war_terms(battle), **war.deliveries(battle)}


def test_the_kernels_find_the_same():
    assert distance_from_reference(CRISIS, 0, 0) < 1e-10
    half = patch(CRISIS, {"constants.at_stake": 0.5})
    assert distance_from_reference(half, 0, 0) < 1e-10


@pytest.mark.parametrize("side", [Side.ATTACKER, None])
def test_what_the_war_delivers_comes_to_a_friend_and_to_one_that_looks_on(side):
    p, terms = terms_of(side, "isle", "coast", "gold")
    assert terms["P", "stakes"] == pytest.approx(NOW * (0.05 + 0.02 * p))
    left = 0.4  # to a holder that lost: what it then hands over is part of what it has lost already
    assert terms["B", "stakes"] == pytest.approx(-NOW * (0.3 * (1 - p) + 0.3 * left * p + 0.2 * left * p))
    assert terms["P", "transfers"] == pytest.approx(NOW * 0.03)
    assert terms["A", "concession"] == pytest.approx(-NOW * (0.04 + 0.01))


def test_an_enemy_is_handed_nothing_by_the_war_and_owed_nothing_for_it():
    p, terms = terms_of(Side.DEFENDER, "isle", "coast", "gold")
    assert terms["P", "stakes"] == pytest.approx(NOW * 0.02 * p)  # a victory is another matter: the text says so
    assert terms.get(("P", "transfers"), 0.0) == 0.0
    assert terms.get(("A", "concession"), 0.0) == 0.0


def test_what_was_promised_away_is_no_part_of_the_prize():
    p, terms = terms_of(Side.ATTACKER, "isle", "coast", "gold")
    assert terms["A", "prize"] == pytest.approx(NOW * p * 0.5 * (1 - 0.3) * (1 - 0.2))
    assert terms["P", "prize"] == pytest.approx(NOW * p * 0.1)  # it promised nothing
    p, terms = terms_of(Side.DEFENDER, "isle", "coast", "gold")
    taken = 0.8 * 0.5  # of P, which fought against it and is coveted: its exposure of the gain
    assert terms["A", "prize"] == pytest.approx(NOW * p * (0.5 * (1 - 0.2) + taken))  # the isle is not handed over
    p, terms = terms_of(None)
    assert terms["A", "prize"] == pytest.approx(NOW * p * 0.5)


def test_a_cost_that_no_war_calls_in_is_not_paid():
    """Nothing is due at signature; with a war that is certain to come, all is due then."""
    for balance, expected in ((0.0, -0.04 * NOW), (9.0, 0.0)):
        plan = {"balance": {"A": balance}, "prize": {"A": 3.0}, "joiners": {"P": ["attacker"]}}
        changes = {f"war_plans.plan.{key}": value for key, value in plan.items()}
        alone = {"suitors.A.menu": {"isle": TREE["suitors"]["A"]["menu"]["isle"]}, "constants.doubt": 0}
        crisis = patch(CRISIS, changes | alone)
        found = {(row.alignment, row.state): row.terms for row in solve(crisis, draws=1).ledger}
        assert found["A", "A"]["concession"] == pytest.approx(expected, abs=1e-6)
