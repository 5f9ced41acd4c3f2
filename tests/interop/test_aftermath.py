"""Who turns, whom it is done to, who helps, peace, and a war under way, replayed by an engine that is not ours."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from realpolitik.crisis.schema import Crisis
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.rules.state import Attack, Join, OpenAttack, Rescue, Turning, Victim
from realpolitik.game.rules.world import World
from realpolitik.game.solve import compile_models, set_up
from realpolitik.game.strategies import solve_strategies
from realpolitik.interop.efg import to_efg
from realpolitik.interop.openspiel import TOLERANCE, replay
from realpolitik.interop.places import PeaceWorth
from realpolitik.interop.policy import Policy
from realpolitik.interop.tree import GameTree
from realpolitik.interop.verify import verify
from turning import attack, claim, crisis_of, defense, word

MOST = 30_000

TWO_TURNERS = {"a": claim("A", "J", 0.6), "c": claim("C", "J", 0.5, reach=0.8)}
TWO_VICTIMS = {"a": claim("A", "J", 0.6), "c": claim("C", "J", 0.5), "d": claim("C", "K", 0.4)}
TWO_HELPERS = {"a": claim("A", "J", 0.6, helpers={"H": 0.6, "M": 0.5})}
WAITING = word(first=defense("H", "J"), second=defense("M", "J", contingent_on="H"))

CRISES = {
    "two that turn on one victim": crisis_of(hostilities=TWO_TURNERS, war_plans=attack()),
    "one with two victims": crisis_of(hostilities=TWO_VICTIMS, war_plans=attack()),
    "a helper with a pledge": crisis_of(
        hostilities={"a": claim("A", "J", 0.6, helpers={"H": 0.7})}, treaties=word(first=defense("H", "J")), war_plans=attack()
    ),
    "a helper that waits for the other": crisis_of(hostilities=TWO_HELPERS, treaties=WAITING, war_plans=attack()),
    "peace": crisis_of(hostilities=TWO_VICTIMS | {"m": claim("M", "K", 0.3, helpers={"H": 0.5})}),
    "a war under way": crisis_of(
        hostilities=TWO_TURNERS, war_plans=attack(began="1899-06-01", belligerents={"K": "defender"}, reach={"M": 0.7, "K": 0.6})
    ),
    "a loser that stands": crisis_of(
        hostilities={"b": claim("B", "J", 0.4), "j": claim("J", "B", 0.3)}, war_plans=attack(exposure={"A": 0.8, "B": 0.5})
    ),
    "all of it": crisis_of(
        hostilities=TWO_HELPERS | {"c": claim("C", "J", 0.5, helpers={"M": 0.4}), "d": claim("C", "K", 0.3)},
        treaties=WAITING,
        war_plans=attack(exposure={"A": 0.8, "B": 0.5}, joiners={}, reach={}),
    ),
    "a pledge that nobody else knows of": crisis_of(
        hostilities=TWO_HELPERS | {"k": claim("M", "K", 0.3)},
        treaties=word(first=defense("H", "J", secret=True), second=defense("A", "J", secret=True)),
        war_plans=attack(),
    ),
}  # fmt: skip


def grown(crisis: Crisis) -> GameTree:
    return GameTree(World(crisis, draw_numbers(crisis, 0, 0, 1)), MOST)


def solved(crisis: Crisis) -> tuple[GameTree, Policy]:
    layout, tree = set_up(crisis), grown(crisis)
    sample = compile_models(layout, draw_numbers(crisis, 0, 0, 1))
    return tree, Policy(layout.layout, tree.world, sample.numbers, 0, solve_strategies(layout, sample)[0])


def places(tree: GameTree, kind: type) -> list[Any]:
    return [node.choice for node in tree.nodes() if isinstance(node.choice, kind)]


@pytest.mark.parametrize("name", CRISES)
def test_what_follows_wars_and_peace_replays(name: str) -> None:
    for row in verify(CRISES[name], seed=0, draw=0, most=MOST):
        assert row.replay.nodes > 100
        assert row.replay.residual < TOLERANCE
        assert row.replay.value_difference < TOLERANCE
        assert row.replay.holds


def test_the_crises_have_the_moves_that_they_are_made_for() -> None:
    trees = {name: grown(crisis) for name, crisis in CRISES.items()}
    sets: dict[str, list[Any]] = {}
    for node in trees["one with two victims"].nodes():
        if isinstance(node.choice, Turning | Victim):
            sets.setdefault(node.information or "", []).append(node.choice)
    able = [each for each in sets.values() if each[0].winner != "defender"]  # else A has fallen
    assert {len(each) for each in able if each[0].state == "C"} == {2}  # A rests, or turns on J
    assert {len(each) for each in able if each[0].state == "A"} == {1}
    assert any(isinstance(each[0], Victim) for each in sets.values())
    assert not places(trees["two that turn on one victim"], Victim)
    seen = {place.helped for place in places(trees["a helper that waits for the other"], Rescue)}
    assert seen == {(), (True,), (False,)}
    assert {place.winner for place in places(trees["peace"], Turning)} == {None}
    assert not places(trees["a war under way"], Attack | OpenAttack)
    assert places(trees["a war under way"], Join)
    losers = places(trees["a loser that stands"], Turning)
    assert any(place.state == "B" and place.winner == "attacker" for place in losers)
    valued = {
        name
        for name, tree in trees.items()
        if any(isinstance(worth, PeaceWorth) for node in tree.nodes() for worth, _ in node.worth)
    }
    assert valued == CRISES.keys() - {"a war under way"}  # of which there is no peace


def test_a_second_helper_whose_promise_waits_comes_more_readily_once_the_first_has() -> None:
    tree, policy = solved(CRISES["a helper that waits for the other"])
    found = {place: float(policy.chances(place)[0]) for place in places(tree, Rescue) if len(place.helped) == 1}
    for place, chance in found.items():
        if place.helped == (True,):
            assert chance > found[Rescue(*(getattr(place, name) for name in FIELDS[:-1]), helped=(False,))] + 0.01


FIELDS = ("promises", "slot", "decisions", "winner", "made", "hostility", "helped")


@pytest.mark.parametrize("name", ["all of it", "peace"])
@pytest.mark.parametrize("kind", [Turning, Victim, Rescue])
def test_a_chance_that_is_a_little_off_is_caught(name: str, kind: type) -> None:
    tree, policy = solved(CRISES[name])
    for place in {places(tree, kind)[0], places(tree, kind)[-1]}:
        told = policy.chances(place)
        off = told + 1e-5 * np.where(np.arange(len(told)) == told.argmax(), -1.0, 1.0 / (len(told) - 1))

        def nudged(choice: Any, place: Any = place, off: Any = off) -> Any:
            # Whoever cannot tell where it stands chooses alike there.
            tied = isinstance(choice, Turning | Victim) and isinstance(place, Turning | Victim)
            alike = choice == place or (tied and _without_moves(choice) == _without_moves(place))
            return off if alike else policy.chances(choice)

        found = replay(tree, policy, nudged)
        assert found.residual > 5e-6
        assert not found.holds


def _without_moves(place: Turning | Victim) -> tuple[Any, ...]:
    return (type(place), place.promises, place.slot, place.decisions, place.winner, place.state)


@pytest.mark.parametrize("term", ["turn", "help"])
def test_a_solution_with_chances_that_are_off_is_caught(term: str) -> None:
    tree, policy = solved(CRISES["all of it"])
    getattr(policy.solution.aftermath, term)[:] *= 1 - 1e-5
    assert not replay(tree, policy).holds


def test_a_wrong_value_of_peace_is_caught() -> None:
    tree, policy = solved(CRISES["peace"])
    policy.solution.wars.value[:, -1] += 1e-6
    found = replay(tree, policy)
    assert found.residual < TOLERANCE
    assert found.value_difference == pytest.approx(1e-6, rel=1e-3)
    assert not found.holds


def test_a_file_tells_who_turned_on_whom_who_helped_and_who_prevailed() -> None:
    text = to_efg(grown(CRISES["all of it"]), "a title")
    for told in (
        "in peace: turn on J?",
        "in peace: turn on whom?",
        "in peace: help J against A?",
        "attacker wins; A turns on J; C turns on K; H helps J; M helps J; A prevails; C fails",
        "nothing is signed, nobody attacks",
    ):
        assert told in text, told


def test_a_war_and_the_peace_are_leaves_where_they_are_folded_and_worth_the_same() -> None:
    crisis = CRISES["all of it"]
    tree, policy = solved(crisis)
    folded = GameTree(tree.world, MOST, fold_wars=True)
    assert folded.count < tree.count / 10
    assert not places(folded, Join | Turning | Victim | Rescue)
    assert replay(folded, policy).holds
