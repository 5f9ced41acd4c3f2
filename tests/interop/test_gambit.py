"""A tiny game solved by Gambit itself, on its own branch of the quantal response correspondence. Run by `make gambit`."""

from __future__ import annotations

import io

import numpy as np
import pytest

from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.reference.world import World
from realpolitik.game.solve import compile_models, set_up
from realpolitik.game.strategies import solve_strategies
from realpolitik.interop.efg import to_efg
from realpolitik.interop.policy import Policy
from realpolitik.interop.tree import GameTree

gambit = pytest.importorskip("pygambit", reason="pygambit is not installed: make gambit")

ONE_PERIOD = {
    "perceptions": None,
    "factors": None,
    "claims": None,
    "war_plans": None,
    "hostilities": None,
    "window.closes": "1900-04-30",
    "suitors.North.drafting_time": 0,
    "suitors.North.menu.staff_talks": None,
    "suitors.South.menu.river": None,
    "constants.precision": 4,
}
"""Two suitors with one bundle each and nothing but the bazaar, which Gambit solves in seconds."""


def test_gambit_finds_the_equilibrium_that_the_kernels_find():
    crisis = patch(read_text(STARTER, "starter"), ONE_PERIOD)
    layout, truth = set_up(crisis), draw_numbers(crisis, 0, 0, 1)
    sample = compile_models(layout, truth)
    policy = Policy(layout.layout, World(crisis, truth), sample.numbers, 0, solve_strategies(layout, sample)[0])
    tree = GameTree(World(crisis, truth), most=200)

    game = gambit.read_efg(io.StringIO(to_efg(tree, crisis.title)))
    found = gambit.qre.logit_solve_lambda(game, [policy.precision])[0]

    assert found.lam == pytest.approx(policy.precision)

    choices = {}
    for node in tree.nodes():
        if node.choice is not None:
            own = choices.setdefault(node.mover, {})
            own.setdefault(node.information or str(len(own) + 1), node.choice)
    sets = [(player.label, place) for player in game.players for place in player.infosets]
    assert len(sets) == sum(map(len, choices.values())) > 20
    flat = iter(range(len(found)))  # all chances one after the other, player by player
    for player, place in sets:
        theirs = np.array([found[next(flat)] for _ in place.actions])
        choice = choices[player][place.label]
        assert policy.chances(choice) == pytest.approx(theirs, abs=1e-6), choice
