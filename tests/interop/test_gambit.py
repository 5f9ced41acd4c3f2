"""Every exported game read by Gambit itself, and a tiny one solved by it, on its own branch of the quantal response
correspondence. Run by `make gambit`."""

from __future__ import annotations

import io
from fractions import Fraction

import numpy as np
import pytest

from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import library, load, read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.rules.world import World
from realpolitik.game.solve import compile_models, set_up
from realpolitik.game.strategies import solve_strategies
from realpolitik.interop.efg import to_efg
from realpolitik.interop.labels import node_label, player_label
from realpolitik.interop.policy import Policy
from realpolitik.interop.shrink import LEAST, MOST_NODES, Size, fit, shrink
from realpolitik.interop.tree import GameTree
from realpolitik.interop.verify import games_of, tree_of

gambit = pytest.importorskip("pygambit", reason="pygambit is not installed: make gambit")

ONE_STEP = {
    "perceptions": None,
    "factors": None,
    "claims": None,
    "war_plans": None,
    "hostilities": None,
    "window.closes": "1900-04-30",
    "window.step": 12,
    "suitors.North.drafting_time": 0,
    "suitors.North.menu.staff_talks": None,
    "suitors.South.menu.river": None,
    "constants.precision": 4,
}
"""Two suitors with one bundle each and nothing but the bazaar, which Gambit solves in seconds."""


def test_gambit_finds_the_equilibrium_that_the_kernels_find():
    crisis = patch(read_text(STARTER, "starter"), ONE_STEP)
    layout, truth = set_up(crisis), draw_numbers(crisis, 0, 0, 1)
    sample = compile_models(layout, truth)
    policy = Policy(layout.layout, World(crisis, truth), sample.numbers, 0, solve_strategies(layout, sample)[0])
    tree = GameTree(World(crisis, truth), most=200)

    game = gambit.read_efg(io.StringIO(to_efg(tree, crisis.title)))
    found = gambit.qre.logit_solve_lambda(game, [policy.precision])[0]

    assert found.lam == pytest.approx(policy.precision)

    choices = {}
    for line, node in enumerate(tree.nodes(), start=1):
        if node.choice is not None:
            own = choices.setdefault(player_label(crisis, node.mover), {})
            own.setdefault(node.information or f"{line}. {node_label(node, tree.rules)}", node.choice)
    sets = [(player.label, place) for player in game.players for place in player.infosets]
    assert len(sets) == sum(map(len, choices.values())) > 20
    flat = iter(range(len(found)))  # all chances one after the other, player by player
    for player, place in sets:
        theirs = np.array([found[next(flat)] for _ in place.actions])
        choice = choices[player][place.label]
        assert policy.chances(choice) == pytest.approx(theirs, abs=1e-6), choice


def as_written(text):
    return " ".join(text.replace('"', "'").replace("\\", "/").split())


def assert_read_alike(tree, title):
    """What Gambit reads: the same nodes in the same order, players, actions, chances, and payoffs to the last bit."""
    crisis = tree.world.crisis
    game = gambit.read_efg(io.StringIO(to_efg(tree, title)))
    assert game.title == as_written(title)
    names = [as_written(player_label(crisis, player)) for player in tree.players]
    assert [player.label for player in game.players] == names
    labels = dict(zip(names, tree.players, strict=True))
    read = 0
    waiting = [(game.root, tree.root)]
    while waiting:
        theirs, ours = waiting.pop()
        read += 1
        if theirs.is_terminal:
            assert not ours.children
            payoffs = [float(theirs.outcome[player]) for player in game.players]
            assert payoffs == tree.amounts(ours.paid)
            continue
        assert [action.label for action in theirs.infoset.actions] == ours.actions
        if theirs.player.is_chance:
            chances = [action.prob for action in theirs.infoset.actions]
            assert sum(map(Fraction, chances)) == 1
            assert [float(chance) for chance in chances] == pytest.approx(ours.chances, rel=1e-15, abs=0)
        else:
            assert labels[theirs.player.label] == ours.mover
        waiting += zip(theirs.children, ours.children, strict=True)
    assert read == tree.count


@pytest.mark.parametrize("fold_wars", [False, True], ids=["wars grown", "wars folded"])
@pytest.mark.parametrize("name", sorted(library()))
def test_gambit_reads_every_crisis_as_every_believer_has_it(name, fold_wars):
    crisis = fit(load(name), Size(), MOST_NODES, (0, 0), fold_wars)
    for believer in games_of(crisis):
        assert_read_alike(tree_of(crisis, believer, 0, 0, MOST_NODES, fold_wars), crisis.title)


def test_gambit_reads_what_a_hostile_file_may_hold():
    hostile = 'a "quoted" \\ { 1, 2 } \t back\\'
    crisis = patch(read_text(STARTER, "starter"), {"states.NOR.name": hostile})
    assert_read_alike(tree_of(shrink(crisis, LEAST), "truth", 0, 0, MOST_NODES), hostile)
