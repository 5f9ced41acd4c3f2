"""Variants are solved in pairs: same draws, one layout for one structure, figures as `run` gives them."""

from __future__ import annotations

import math

import numpy as np
import pytest

from realpolitik.analysis.answers import Figure, answer, cut_into_batches, difference
from realpolitik.analysis.work import Work
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load
from realpolitik.crisis.schema import Measure
from realpolitik.game.solve import solve
from realpolitik.game.variants import families_of


@pytest.fixture(scope="module")
def crisis():
    return load("ussr-1939")


def test_figures_are_those_of_a_run(crisis):
    (told,) = answer([crisis], Work(draws=20, seed=3, chunk=8))
    outcome = solve(crisis, draws=20, seed=3)
    for row in outcome.outcomes:
        figure = told.chance(row.partner)
        assert figure.value == pytest.approx(row.probability, abs=1e-12)
        assert figure.error == pytest.approx(row.error, rel=1e-9)
    for row in outcome.price:
        assert told.price(row.partner, row.clause).value == pytest.approx(row.probability, abs=1e-12)
        # Where a clause is always in the price its error is nothing, and what a run tells is rounding.
        assert told.price(row.partner, row.clause).error == pytest.approx(row.error, rel=1e-9, abs=1e-7)
    for row in outcome.payoffs:
        assert told.total(row.state).value == pytest.approx(row.total, abs=1e-12)
    assert told.figure(Measure(of="attack")).value == pytest.approx(outcome.attack, abs=1e-12)


def test_threads_and_chunks_change_nothing(crisis):
    variants = [crisis, patch(crisis, {"states.USSR.readiness": 0.9})]
    one = answer(variants, Work(draws=6, threads=1))
    other = answer(variants, Work(draws=6, threads=2, chunk=3))
    for a, b in zip(one, other, strict=True):
        assert np.array_equal(a.partner, b.partner)
        assert np.array_equal(a.payoff, b.payoff)


def test_variants_of_one_structure_share_a_layout_and_others_do_not(crisis):
    more_ready = patch(crisis, {"states.USSR.readiness": 0.9})
    quicker = patch(crisis, {"suitors.West.drafting_time": 0.5})
    without = patch(crisis, dict(crisis.factors["guarantees"].without))
    finer = patch(crisis, {"window.step": 0.25})
    families = families_of([crisis, quicker, more_ready, without, finer], 0)
    assert [set(family.variants) for family in families] == [{0, 1, 2}, {3}, {4}]
    assert families[0].variants[2] is more_ready


@pytest.mark.parametrize("name", ["ussr-1939", "turkey-1939"])
def test_variants_solved_together_are_the_same_to_the_bit_as_alone(name):
    crisis = load(name)
    first, *others = crisis.perceptions
    variants = [
        crisis,
        patch(crisis, {"constants.precision": 120}),
        patch(crisis, {"perceptions": None}),
        patch(crisis, {f"perceptions.{first}": None}),
        patch(crisis, {f"perceptions.{key}": None for key in others}),
    ]
    assert len(families_of(variants, 4)) == 1
    together = answer(variants, Work(draws=5, seed=4, chunk=3))
    for variant, found in zip(variants, together, strict=True):
        (alone,) = answer([variant], Work(draws=5, seed=4))
        assert found.crisis is variant
        for array in (
            "signed",
            "contents",
            "offered",
            "asked",
            "tabled",
            "attack",
            "payoff",
            "ledger",
            "ledger_weight",
        ):
            assert np.array_equal(getattr(found, array), getattr(alone, array)), array


def test_paired_differences_have_smaller_errors_than_unpaired():
    draws = np.random.default_rng(0).normal(size=400)
    one, other = Figure(draws + 0.1, np.ones(400)), Figure(draws, np.ones(400))
    change, error = difference(one, other)
    assert change == pytest.approx(0.1)
    assert error < 1e-12 < one.error
    nothing = Figure(draws, np.zeros(400))
    assert math.isnan(nothing.value)


def test_interruption_keeps_what_every_variant_has(crisis):
    done = []
    answers = answer([crisis] * 2, Work(12, chunk=4, progress=done.append, stop=lambda: sum(done) >= 8))
    assert [told.draws for told in answers] == [4, 4]
    assert sum(done) == 8


def test_batches_are_bounded_and_cover_every_run_once(crisis):
    families = families_of([crisis] * 3, 0)
    for threads, count, most in ((1, 64, 8), (3, 64, 100), (16, 5, 100)):
        batches = cut_into_batches(families, 10, count, threads, most)
        runs = [(n, batch.first + d) for batch in batches for d in range(batch.draws) for n in batch.numbers]
        assert sorted(runs) == [(n, 10 + d) for n in range(3) for d in range(count)]
        assert max(batch.draws * len(batch.numbers) for batch in batches) <= most
        assert len(batches) >= min(threads, count)
