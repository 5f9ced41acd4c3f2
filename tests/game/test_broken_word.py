"""What a broken word costs, by hand: standing aside, fighting one's own ally, and turning on whom one promised something."""

from __future__ import annotations

from typing import Any

import pytest

from comparison import distance_from_reference
from realpolitik.crisis.schema import Crisis, Side
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.reference import solve_reference
from realpolitik.game.reference.war import War
from realpolitik.game.rules.aftermath import Ending
from realpolitik.game.rules.world import World

REPUTATION = 0.3
PLEDGE = 0.8


def crisis_with(clauses: dict[str, dict[str, Any]], **more: Any) -> Crisis:
    """A attacks B, C may join either; C is bound by the clauses of a treaty."""
    content: dict[str, Any] = {
        "id": "word",
        "title": "A word",
        "question": "Who keeps it?",
        "pivot": "P",
        "as_of": "1900-01-01",
        "window": {"opens": "1900-01-01", "closes": "1900-03-31"},
        "states": {
            name: {"name": name, "capability": 0.2, "reputation": REPUTATION} for name in ("A", "B", "C", "P")
        },
        "stakes": {"isle": {"name": "Isle", "holder": "B", "worth": {"P": 0.05}}},
        "hostilities": {
            "claim": {"by": "C", "toward": "B", "gain": 0.6},
            "grudge": {"by": "C", "toward": "P", "gain": 0.5},
        },
        "suitors": {
            "C": {
                "name": "C", "lead": "C", "members": {"C": 1}, "drafting_time": 0.5,
                "menu": {"deal": {"kind": "transfer", "obligors": ["C"], "worth": {"P": 0.05}}},
            }
        },
        "war_plans": {
            "plan": {
                "name": "Attack on B", "aggressor": "A", "target": "B", "occasions": {"spring": {"date": "1900-03-01"}},
                "joiners": {"C": ["attacker", "defender"]}, "reach": {"C": 0.8},
            }
        },
    }  # fmt: skip
    if clauses:
        content["treaties"] = {"word": {"name": "Word", "signed": "1899-01-01", "clauses": clauses}}
    return Crisis.model_validate(content | more)


def breach_of(crisis: Crisis, side: Side | None) -> float:
    """What the war costs C of its credit."""
    world = World(crisis, draw_numbers(crisis, 0, 0, 1))
    war = solve_reference(crisis, 0, 0).true.war
    return war.breach(war.battle(world.treaties, world.slots[0], (side,)), "C")


TO_B = {"kind": "defense", "obligors": ["C"], "beneficiaries": ["B"]}
TO_A = {"kind": "offense", "obligors": ["C"], "beneficiaries": ["A"]}
NOT_B = {"kind": "nonaggression", "obligors": ["C"], "beneficiaries": ["B"]}


@pytest.mark.parametrize(
    "clauses, side, shares",
    [
        # A pledge to the one attacked: to fight for it, to stand aside, to fight against it.
        ({"b": TO_B}, Side.DEFENDER, 0.0),
        ({"b": TO_B}, None, PLEDGE),
        ({"b": TO_B}, Side.ATTACKER, 2 * PLEDGE),
        # A pledge to both.
        ({"b": TO_B, "a": TO_A}, Side.DEFENDER, 2 * PLEDGE),
        ({"b": TO_B, "a": TO_A}, Side.ATTACKER, 2 * PLEDGE),
        ({"b": TO_B, "a": TO_A}, None, 1 - (1 - PLEDGE) ** 2),
        # To forbear is no pledge to fight: there is nobody to betray.
        ({"b": NOT_B}, Side.ATTACKER, 0.6),
        # A pledge that nothing calls is not betrayed either.
        ({"b": TO_B | {"against": ["P"]}}, Side.ATTACKER, 0.0),
        # Betrayed toward one of two, and broken once.
        ({"b": TO_B | {"beneficiaries": ["A", "B"]}}, Side.ATTACKER, 2 * PLEDGE),
    ],
)
def test_to_fight_an_ally_costs_more_than_to_leave_it_alone(clauses, side, shares):
    crisis = crisis_with(clauses)
    assert breach_of(crisis, side) == pytest.approx(REPUTATION * shares, abs=1e-15)
    assert distance_from_reference(crisis, 0, 0) < 1e-10


def price_of_turning(crisis: Crisis, hostility: str, signed: frozenset[str] = frozenset()) -> float:
    """By how much its word lowers what turning in peace is worth to C."""
    values = []
    for which in (crisis, crisis.model_copy(update={"states": _without_credit(crisis)})):
        world = World(which, draw_numbers(which, 0, 0, 1))
        promises = world.promises("C", signed) if signed else world.treaties
        campaign = War(world).campaign(Ending(promises, world.close, (), None), hostility)
        values.append(world.total(campaign)["C"] / world.factor("C", world.close.months + world.lag))
    return values[1] - values[0]


def _without_credit(crisis: Crisis) -> Any:
    fresh = Crisis.model_validate(
        crisis.model_dump(mode="json", exclude_unset=True)
        | {"states": {key: {"name": key, "capability": 0.2, "reputation": 0} for key in crisis.states}}
    )
    return fresh.states


SPHERE = {"kind": "sphere", "obligors": ["C"], "beneficiaries": ["P"], "stake": "isle"}


@pytest.mark.parametrize(
    "clauses, hostility, shares",
    [
        ({}, "claim", 0.0),
        ({"b": NOT_B}, "claim", 0.6),
        ({"b": NOT_B}, "grudge", 0.0),
        ({"b": TO_B}, "claim", 2 * PLEDGE),
        ({"b": TO_B | {"against": ["P"]}}, "claim", 2 * PLEDGE),  # whatever calls it
        ({"b": TO_B, "n": NOT_B}, "claim", 1 - (1 - PLEDGE) * 0.4 + PLEDGE),
        # Land left to P: neither P nor B, which holds it, may be turned on.
        ({"land": SPHERE}, "claim", 0.6),
        ({"land": SPHERE}, "grudge", 0.6),
        ({"land": SPHERE | {"weight": 0.1}}, "claim", 0.1),
        ({"land": SPHERE | {"obligors": ["A"]}}, "claim", 0.0),
    ],
)
def test_turning_on_whom_one_promised_something_breaks_the_promise(clauses, hostility, shares):
    crisis = crisis_with(clauses)
    assert price_of_turning(crisis, hostility) == pytest.approx(REPUTATION * shares, abs=1e-12)
    assert distance_from_reference(crisis, 0, 0) < 1e-10


def test_a_sphere_that_is_sold_makes_its_seller_turn_less_often():
    suitor = crisis_with({}).suitors["C"].model_dump(mode="json", exclude_unset=True)
    sold = crisis_with({}, suitors={"C": suitor | {"menu": {"land": SPHERE}}})
    assert price_of_turning(sold, "claim", frozenset({"land"})) == pytest.approx(0.6 * REPUTATION)
    assert distance_from_reference(sold, 0, 0) < 1e-10
