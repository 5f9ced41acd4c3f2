"""Why: the axioms that single the Shapley value out, on random games; and crises shared out among their factors."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import realpolitik as rp
from realpolitik.analysis.answers import answer
from realpolitik.analysis.explain import ROUNDS, ExplainQuestion
from realpolitik.analysis.shapley import coalitions, interaction_weights, order_weights, shapley_weights
from realpolitik.analysis.variants import without
from realpolitik.analysis.work import Work
from realpolitik.crisis.clock import clock_of
from realpolitik.report.explain_figure import draw_explain
from realpolitik.report.explain_text import UNNAMED, say_why, tell_explain
from realpolitik.result import row_of

READY = {"states.USSR.readiness": 0.9}
CHOICES = {
    "ussr-1939": ("munich", "guarantees", "spheres"),
    "turkey-1939": None,
    "austria-1955": None,
}


@st.composite
def games(draw):
    players = draw(st.integers(1, 6))
    seed = draw(st.integers(0, 2**32 - 1))
    return players, np.random.default_rng(seed).normal(size=1 << players)


def swapped(values, players, i, j):
    """The game in which players i and j have changed places."""
    order = np.arange(players)
    order[[i, j]] = order[[j, i]]
    return values[(coalitions(players)[:, order] << np.arange(players)).sum(axis=1)]


@given(games())
def test_efficiency_symmetry_null_player_and_additivity(game):
    players, values = game
    weights = shapley_weights(players)
    shares = weights @ values
    assert shares.sum() == pytest.approx(values[-1] - values[0], abs=1e-12)
    other = np.cos(values)
    assert weights @ (values + other) == pytest.approx(shares + weights @ other, abs=1e-12)
    i, j = 0, players - 1
    changed = weights @ swapped(values, players, i, j)
    assert changed[[i, j]] == pytest.approx(shares[[j, i]], abs=1e-12)
    without_last = values[np.arange(1 << players) & ~(1 << j)]
    assert (weights @ without_last)[j] == pytest.approx(0.0, abs=1e-12)


@given(games())
def test_shares_are_mean_contributions_over_all_orders(game):
    players, values = game
    if players > 4:
        return
    means = np.zeros(players)
    orders = list(permutations(range(players)))
    for order in orders:
        here = 0
        for player in order:
            means[player] += (values[here | 1 << player] - values[here]) / len(orders)
            here |= 1 << player
    assert shapley_weights(players) @ values == pytest.approx(means, abs=1e-12)
    weights = order_weights(np.array(orders), players)
    assert weights.mean(axis=0) @ values == pytest.approx(means, abs=1e-12)
    assert (weights @ values).sum(axis=1) == pytest.approx(values[-1] - values[0], abs=1e-12)


def test_interactions_of_a_product_and_of_a_sum():
    inside = coalitions(3).astype(float)
    product = 5 * inside[:, 0] * inside[:, 2]
    assert interaction_weights(3) @ product == pytest.approx([0, 5, 0])
    assert interaction_weights(3) @ (inside @ [1.0, 2.0, 3.0]) == pytest.approx([0, 0, 0], abs=1e-12)
    three = inside.prod(axis=1)
    assert interaction_weights(3) @ three == pytest.approx([0.5, 0.5, 0.5])


def test_shares_and_interactions_are_those_of_shapiq():
    shapiq = pytest.importorskip("shapiq")
    players = 5
    values = np.random.default_rng(7).normal(size=1 << players)

    def game(members):
        return values[(np.asarray(members, dtype=int) << np.arange(players)).sum(axis=1)]

    computer = shapiq.ExactComputer(n_players=players, game=game)
    ours = shapley_weights(players) @ values
    theirs = computer(index="SV", order=1)
    assert [theirs[(i,)] for i in range(players)] == pytest.approx(ours, abs=1e-10)
    pairs = computer(index="SII", order=2)
    found = iter(interaction_weights(players) @ values)
    for i in range(players):
        for j in range(i + 1, players):
            assert pairs[(i, j)] == pytest.approx(next(found), abs=1e-10)


@pytest.mark.parametrize("name", sorted(CHOICES))
def test_a_crisis_is_shared_out(name):
    crisis = rp.load(name)
    factors = CHOICES[name] or tuple(crisis.factors)[:3]
    found = rp.explain(crisis, factors=factors, draws=2)
    for what in (found.chance, *found.month, *found.price):
        total = sum(row.share for row in what.factors)
        assert total == pytest.approx(what.actual - what.baseline, abs=1e-12)
        assert np.isfinite([what.actual, what.baseline, *(row.error for row in what.factors)]).all()
    assert [row.factor for row in found.factors] == [key for key in crisis.factors if key in factors]
    run = rp.run(crisis, draws=2)
    assert found.actual == pytest.approx(run.probability(found.outcome), abs=1e-12)
    assert found.outcome == max(crisis.suitors, key=run.probability)
    removed = rp.run(rp.patch(crisis, without(crisis, factors)), draws=2)
    assert found.baseline == pytest.approx(removed.probability(found.outcome), abs=1e-12)
    assert found.alone == pytest.approx(row_of(run.chance_alone, partner=found.outcome).probability, abs=1e-12)
    for what in (found.chance, *found.month, *found.price):
        assert what.alone + what.unnamed == pytest.approx(what.baseline, abs=1e-12)
    chosen = found.ledger[0]
    told = next(row for row in run.ledger if (row.alignment, row.state) == (chosen.alignment, crisis.pivot))
    assert dict(chosen.terms) == pytest.approx(dict(told.terms), abs=1e-12)
    assert chosen.total - found.ledger[1].total == pytest.approx(found.ledger[2].total, abs=1e-12)
    assert max(map(len, tell_explain(found, crisis, True, 60).splitlines())) <= 60
    lines = [line.strip() for line in tell_explain(found, crisis).splitlines()]
    begins = next(place for place, line in enumerate(lines) if line.startswith("by chance alone"))
    assert lines[begins + 1].startswith(UNNAMED)
    assert draw_explain(found, crisis).to_dict()


def test_errors_are_those_of_the_shares_draw_by_draw():
    crisis = rp.load("ussr-1939")
    found = rp.explain(crisis, outcome="none", factors=["spheres"], draws=6)
    before, after = answer([rp.patch(crisis, without(crisis, ["spheres"])), crisis], Work(6))
    apart = after.partner[:, 0] - before.partner[:, 0]
    assert found.factors[0].share == pytest.approx(apart.mean(), abs=1e-12)
    assert found.factors[0].error == pytest.approx(apart.std(ddof=1) / np.sqrt(6), rel=1e-9)
    (alone,) = answer([rp.patch(crisis, {"constants.at_stake": 0.0})], Work(6))
    beyond = before.partner[:, 0] - alone.partner[:, 0]
    assert found.unnamed == pytest.approx(beyond.mean(), abs=1e-12)
    assert found.chance.unnamed_error == pytest.approx(beyond.std(ddof=1) / np.sqrt(6), rel=1e-9)


def test_shares_by_some_orders_are_those_of_all_sets_within_their_errors_and_sum_to_the_same():
    crisis, work = rp.load("austria-1955"), Work(2)
    kept = tuple(crisis.factors)[:4]
    every, some = (ExplainQuestion(factors=kept, orders=orders).answer(crisis, work) for orders in (None, 2))
    assert some.variants < every.variants == 16
    assert (some.baseline, some.actual, some.chance.alone) == (every.baseline, every.actual, every.chance.alone)
    assert sum(row.share for row in some.factors) == pytest.approx(some.actual - some.baseline, abs=1e-12)
    assert any(row.share != other.share for row, other in zip(some.factors, every.factors, strict=True))
    assert some.pairs == ()
    many = ExplainQuestion(factors=kept, orders=200).answer(crisis, work)
    largest = max(abs(row.share) for row in every.factors)
    for row, other in zip(many.factors, every.factors, strict=True):
        assert row.share == pytest.approx(other.share, abs=0.05 * largest)


def test_the_error_of_shares_by_some_orders_tells_how_far_they_are_from_those_by_all():
    players, seeds = 5, 200
    values = np.random.default_rng(1).normal(size=1 << players)
    exact = shapley_weights(players) @ values
    missed, told = [], []
    for seed in range(seeds):
        plan = ExplainQuestion(orders=6).plan(players, seed)
        shares, errors = plan.shares(values[plan.sets])
        missed.append((shares - exact) ** 2)
        told.append(errors**2)
    assert np.mean(missed) == pytest.approx(np.mean(told), rel=0.2)


def test_an_interruption_waits_for_the_end_of_a_round_of_several_draws():
    crisis = rp.load("ussr-1939")
    question = ExplainQuestion(None, ("munich", "deadline"))
    stopped = question.answer(crisis, Work(2 * ROUNDS, stop=lambda: True))
    assert stopped == question.answer(crisis, Work(2))


def test_questions_that_do_not_fit_are_refused_and_say_what_to_do():
    crisis = rp.load("ussr-1939")
    with pytest.raises(rp.RealpolitikError, match="no outcome of this crisis; name one of none"):
        rp.explain(crisis, outcome="Sweden")
    with pytest.raises(rp.RealpolitikError, match="no factor of this crisis"):
        rp.explain(crisis, factors=["nobody"])
    with pytest.raises(rp.RealpolitikError, match="names no factors"):
        rp.explain(rp.patch(crisis, {"factors": None}))
    more = {f"factors.more-{k}": {"name": f"More {k}", "line": "More.", "without": READY} for k in range(3)}
    with pytest.raises(rp.RealpolitikError, match="choose among them with --factors"):
        rp.explain(rp.patch(crisis, more))


def test_a_month_in_which_nobody_can_sign_is_finite_and_told():
    crisis = rp.load("ussr-1939")
    far = {"states.USSR.ideology_weight": 5, "constants.precision": 200}
    shut = rp.patch(
        crisis,
        {"factors": {"text": {"name": "A common doctrine", "line": "They could bear each other.", "without": far}}},
    )
    found = rp.explain(shut, draws=2)
    assert found.baseline < 1e-6
    assert found.month[0].baseline == pytest.approx(clock_of(shut).months[-1])
    assert {row.baseline for row in found.price} == {0.0}
    assert "Without the factor it would be 0.0%" in say_why(found, shut)
    assert "nan" not in tell_explain(found, shut)
