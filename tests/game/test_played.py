"""One draw as it is truly played: held against the solver's own tally, the plain solver, and against games that are played out."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from realpolitik import load
from realpolitik.crisis.read import read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.played import AsPlayed, alone, play_draw, slim, weigh
from realpolitik.game.policy import Names
from realpolitik.game.reference import solve_reference
from realpolitik.game.rounds import Round
from realpolitik.game.rules.nodes import Decision, End
from realpolitik.game.rules.rules import Rules
from realpolitik.game.rules.state import Signed
from realpolitik.game.rules.world import World
from realpolitik.game.solve import compile_models, set_up, solve_sample
from realpolitik.game.structure.table import draft_index
from strategies import crises

SOLVED = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
STEPS_AT_MOST = 40


def played_in(crisis, seed=0, draws=1):
    """The game of a crisis, and some draws of it as they are played."""
    game = set_up(crisis)
    sample = compile_models(game, draw_numbers(crisis, seed, 0, draws))
    return game, sample, [play_draw(game, sample, draw) for draw in range(draws)]


def drafts_of(layout, t):
    """Some of what may lie on the table in a step."""
    every = range(int(layout.bazaar.sizes[2]))
    return [0] if t == 0 else sorted({0, *every[:: max(1, len(every) // 7)]})


@SOLVED
@given(crisis=crises())
def test_what_a_draw_is_worth_is_what_the_solver_tallies(crisis):
    game, sample, played = played_in(crisis, draws=2)
    tally = solve_sample(game, sample, forecasts=False)
    n = len(game.layout.states)
    for draw, one in enumerate(played):
        worth = weigh(one)
        assert worth.start[:n] == pytest.approx(tally.payoff[draw].sum(axis=0), abs=1e-11)
        signed = [tally.signed[draw, :, a].sum() for a in range(len(game.layout.bazaar.suitor))]
        by_suitor = [
            sum(signed[a] for a in range(*game.layout.bazaar.first[s : s + 2])) for s in range(len(game.layout.suitors))
        ]
        assert worth.start[n:-1] == pytest.approx(by_suitor, abs=1e-11)
        assert worth.start[-1] == pytest.approx(tally.war[draw], abs=1e-11)


@SOLVED
@given(crisis=crises(most_suitors=2))
def test_values_at_every_step_and_draft_are_those_of_the_plain_solver(crisis):
    game, _, (played,) = played_in(crisis, seed=5)
    worth, plain = weigh(played), solve_reference(crisis, 5, 0)
    names = Names(game.layout, plain.true.world)
    for (t, table), payoffs in plain.true.values.items():
        found = worth.values[t, : len(game.layout.states), names.draft(table)]
        assert found == pytest.approx([payoffs[state] for state in game.layout.states], abs=1e-8)


@SOLVED
@given(crisis=crises())
def test_rounds_are_worth_what_the_sweep_makes_of_them_also_for_a_best_reply(crisis):
    game, _, (played,) = played_in(crisis)
    layout, mean = game.layout, weigh(played)
    if layout.clock.steps > STEPS_AT_MOST:
        return
    for free in (None, *layout.states):
        worth = mean if free is None else weigh(played, free)
        rows = (
            slice(None) if free is None else [worth.me]
        )  # where two moves are alike to it, others may fare differently
        for t in range(layout.clock.steps):
            for draft in drafts_of(layout, t):
                holder = Round(worth, t, draft).holder
                if holder >= 0 and played.numbers.drafting[0, holder] == 0:
                    continue
                assert Round(worth, t, draft).opening()[rows] == pytest.approx(worth.values[t, rows, draft], abs=1e-10)
        if free is not None:
            assert worth.start[worth.me] >= mean.start[worth.me] - 1e-12


def test_a_game_of_one_mind_is_played_as_its_believers_game_alone():
    crisis = load("veldra-1884")
    game = set_up(crisis)
    truth = draw_numbers(crisis, 2, 0, 1)
    sample = compile_models(alone(game), truth)
    played = play_draw(alone(game), sample)
    assert (played.roles.player == 0).all()
    worth = weigh(played)
    thin = slim(worth)
    assert thin.values is worth.values
    assert thin.played.policies.bid.nbytes * 4 == played.policies.bid.nbytes
    assert Round(thin, 2, 0).opening() == pytest.approx(Round(worth, 2, 0).opening(), abs=1e-2)


def test_the_pivot_weighs_its_plan_by_its_own_numbers():
    crisis = load("veldra-1884")
    plain = solve_reference(crisis, 4, 0)
    game, _, (played,) = played_in(crisis, seed=4)
    own = weigh(played, as_pivot=True)
    for t in range(game.layout.clock.steps):
        assert own.values[t, game.layout.pivot, 0] == pytest.approx(plain.pivot.value(t, None)[crisis.pivot], abs=1e-9)
    a = 2
    draft = draft_index(game.layout.bazaar, a, 1)
    assert Round(own, 3, draft).drafted == a
    assert Round(own, 3, draft).left == 1


# --- games that are played out


def play_out(policy: AsPlayed, rules: Rules, rng: np.random.Generator) -> tuple[str, float]:
    """Play a game by everybody's own policies: with whom the pivot signs, and what it gets."""
    state, crisis = rules.start(), rules.world.crisis
    while not isinstance(node := rules.node(state), End):
        if isinstance(node, Decision):
            chances = policy.chances(state.place) if len(node.options) > 1 else np.ones(1)
        else:
            chances = np.array([branch.chance for branch in node.branches])
        state = rules.step(state, int(rng.choice(len(chances), p=chances / chances.sum())))
    partner = next((due.suitor for due in state.due if isinstance(due, Signed)), "none")
    return partner, rules.world.total(rules.ledger(state))[crisis.pivot]


def scores(crisis, draws: int, games: int, seed: int = 1) -> dict[str, float]:
    """How many standard errors the games that are played out lie from what a run says, by partner and for the pivot's payoff."""
    game, sample, played = played_in(crisis, seed, draws)
    tally = solve_sample(game, sample, forecasts=False)
    rng, names = np.random.default_rng(20), None
    counted: dict[str, float] = {}
    expected: dict[str, float] = {}
    spread: dict[str, float] = {}
    pivot = game.layout.pivot
    off, square = 0.0, 0.0
    for draw, one in enumerate(played):
        world = World(crisis, draw_numbers(crisis, seed, draw, 1))
        names = names or Names(game.layout, world)
        policy, rules = AsPlayed(world, one, names), Rules(world)
        first = game.layout.bazaar.first
        chances = {
            s: float(tally.signed[draw, :, first[k] : first[k + 1]].sum()) for k, s in enumerate(game.layout.suitors)
        }
        payoff = float(tally.payoff[draw, :, pivot].sum())
        for _ in range(games):
            partner, paid = play_out(policy, rules, rng)
            counted[partner] = counted.get(partner, 0.0) + 1
            off += paid - payoff
            square += (paid - payoff) ** 2
        for suitor, chance in chances.items():
            expected[suitor] = expected.get(suitor, 0.0) + games * chance
            spread[suitor] = spread.get(suitor, 0.0) + games * chance * (1 - chance)
    found = {s: (counted.get(s, 0.0) - expected[s]) / math.sqrt(spread[s]) for s in expected if spread[s] > 1}
    return found | {"payoff": off / math.sqrt(square)}


def test_games_played_out_come_out_as_often_as_a_run_says():
    found = scores(read_text(STARTER, "starter.yaml"), draws=100, games=20)
    assert {"North", "South", "payoff"} <= set(found)
    assert all(abs(z) < 4 for z in found.values()), found


@pytest.mark.slow
@pytest.mark.parametrize("name", ["ussr-1939", "turkey-1939"])
def test_games_of_the_library_come_out_as_often_as_a_run_says(name):
    found = scores(load(name), draws=100, games=20)
    assert len(found) > 1
    assert all(abs(z) < 4 for z in found.values()), found
