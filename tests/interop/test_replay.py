"""The kernels' solution in an engine that is not ours, and what the replay must notice."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyspiel
import pytest
from hypothesis import HealthCheck, assume, given, settings

from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.rules.state import AtOnce, Bidding, Join, Reply, Turning
from realpolitik.game.rules.world import World
from realpolitik.game.solve import compile_models, set_up
from realpolitik.game.strategies import solve_strategies
from realpolitik.interop.efg import to_efg
from realpolitik.interop.node import TreeTooLarge
from realpolitik.interop.openspiel import TOLERANCE, replay
from realpolitik.interop.policy import Policy
from realpolitik.interop.shrink import MOST_NODES, Size, fit, shrink
from realpolitik.interop.tree import GameTree
from realpolitik.interop.verify import verify
from strategies import crises

BELIEVERS = ["truth", "USSR", "Germany", "Britain", "France", "Poland"]


@pytest.fixture(scope="module")
def small():
    return fit(load("ussr-1939"), Size())


@pytest.fixture(scope="module")
def game(small):
    """The truth's game of the small crisis, and its solution."""
    layout = set_up(small)
    truth = draw_numbers(small, 0, 0, 1)
    sample = compile_models(layout, truth)
    world = World(small, truth)
    solution = solve_strategies(layout, sample)[0]
    return GameTree(world), Policy(layout.layout, world, sample.numbers, 0, solution)


def test_every_believer_of_1939_replays(small):
    found = verify(small, seed=0, draw=0, most=MOST_NODES)
    assert [row.believer for row in found] == BELIEVERS
    for row in found:
        assert 500 <= row.replay.nodes <= MOST_NODES
        assert row.replay.residual < TOLERANCE
        assert row.replay.value_difference < TOLERANCE
        assert 0 < row.replay.regret <= row.replay.regret_bound
        assert row.replay.holds


def test_signatures_that_ask_for_consent_replay():
    wanted = Size(steps=1, bundles=4, joiners=0, hostilities=0, drafting=0)
    without = {
        "suitors.Germany.menu": {"credit": {"kind": "transfer", "obligors": ["Germany"], "worth": {"USSR": 0.02}}}
    }
    crisis = shrink(load("ussr-1939"), wanted)
    assert "transit-poland" in crisis.suitors["West"].menu
    crisis = patch(crisis, without | {"perceptions": None})
    assert all(row.replay.holds for row in verify(crisis, seed=1, draw=2, most=60_000))


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises())
def test_random_crises_replay(crisis):
    try:
        GameTree(World(crisis, draw_numbers(crisis, 0, 3, 1)), most=4000)
    except TreeTooLarge:
        assume(False)
    for row in verify(crisis, seed=0, draw=3, most=40_000):
        assert row.replay.holds, row


def test_what_was_paid_on_the_way_counts_beside_a_treaty_that_the_aggressor_does_not_see():
    crisis = load(Path(__file__).parent / "secret-treaty.yaml")
    assert all(row.replay.holds for row in verify(crisis, seed=0, draw=3, most=4000))


def count_in_engine(state):
    if state.is_terminal():
        return 1
    return 1 + sum(count_in_engine(state.child(action)) for action in state.legal_actions())


def test_the_file_is_read_back_whole(game):
    tree, _ = game
    engine = pyspiel.load_efg_game(to_efg(tree, "a title"))
    assert count_in_engine(engine.new_initial_state()) == tree.count == sum(1 for _ in tree.nodes())
    assert engine.num_players() == len(tree.players)


@pytest.mark.parametrize("kind", [AtOnce, Join, Reply, Turning, Bidding])
def test_a_blunder_where_play_never_comes_is_caught(game, kind):
    """Strategies lead away from a branch; there, somebody does the worst for itself."""
    tree, policy = game
    root = next(node for node in tree.nodes() if node.choice is not None)
    attacks = np.array([1.0, 0.0])  # at the first occasion, so that play never comes to the table or to a later war
    late = [node.choice for node in _below(root.children[1]) if isinstance(node.choice, kind)]
    place = late[-1]
    honest = policy.chances(place)
    worst = np.eye(len(honest))[int(honest.argmin())]

    def blundering(choice):
        if choice == root.choice:
            return attacks
        return worst if choice == place else policy.chances(choice)

    found = replay(tree, policy, blundering)
    assert found.residual > 0.1
    assert not found.holds


def _below(node):
    waiting = [node]
    while waiting:
        waiting += (here := waiting.pop()).children
        yield here


def test_regret_at_a_node_that_is_never_reached_counts(game):
    tree, policy = game
    root = next(node for node in tree.nodes() if node.choice is not None)
    costly = max(
        (node for node in _below(root.children[1]) if isinstance(node.choice, Turning)),
        key=lambda node: policy.chances(node.choice).max(),
    )
    chances = policy.chances(costly.choice)
    assert chances.max() > 0.9

    told = {root.choice: np.array([1.0, 0.0]), costly.choice: chances[::-1]}
    blundered = replay(tree, policy, lambda choice: told[choice] if choice in told else policy.chances(choice))
    assert blundered.regret > blundered.regret_bound


def test_a_wrong_payoff_is_caught(game):
    tree, policy = game
    leaf = tree.root
    while leaf.children:  # where play is likeliest to end: what never happens bears on nothing
        chances = leaf.chances if leaf.choice is None else policy.chances(leaf.choice)
        leaf = leaf.children[int(np.argmax(chances))]
    before = leaf.paid
    leaf.paid = {state: amount + 0.01 for state, amount in before.items()}
    try:
        assert not replay(tree, policy).holds
    finally:
        leaf.paid = before
