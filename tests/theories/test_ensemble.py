"""The forecaster that learns from cases, against integrals, and what it may not know."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.stats import norm

import realpolitik as rp
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load
from realpolitik.outcome import NONE
from realpolitik.theories.ensemble import PRIORS, STAYING_OUT, TERMS, Ensemble, _posterior, recalibrated_game
from realpolitik.theories.evidence import Lesson, from_report, report, shipped, war_of
from realpolitik.theories.protocol import Abstention

LESSONS = (
    Lesson("one", "first war", 0.8, 0.0, 0.0, "A"),
    Lesson("two", "second war", -0.4, 0.0, 0.0, "A"),
    Lesson("three", "second war", 1.0, 0.0, 0.0, "B"),
    Lesson("four", "third war", 0.3, 0.0, 0.0, "N"),
)
"""Cases that tell of safety alone."""


def sigmoid(x):
    return 1 / (1 + math.exp(-x))


def mean_over(prior, likelihood, value):
    """Return a posterior mean by quadrature."""
    density = lambda x: norm.pdf(x, *prior) * likelihood(x)  # noqa: E731
    low, high = prior[0] - 9 * prior[1], prior[0] + 9 * prior[1]
    return quad(lambda x: density(x) * value(x), low, high)[0] / quad(density, low, high)[0]


def chances(lessons, suitors, terms=TERMS):
    return {row.partner: row.probability for row in _posterior(lessons, terms).predict(suitors)}


@pytest.mark.parametrize("lessons", [(), LESSONS])
def test_the_forecast_is_the_posterior_mean(lessons):
    decided = [lesson for lesson in lessons if lesson.choice != "N"]
    out = sum(lesson.choice == "N" for lesson in lessons)
    stays = mean_over(STAYING_OUT, lambda x: sigmoid(x) ** out * sigmoid(-x) ** len(decided), sigmoid)

    def likelihood(b):
        return math.prod(sigmoid(b * row.safety * (1 if row.choice == "A" else -1)) for row in decided)

    first = mean_over(PRIORS["safety"], likelihood, lambda b: sigmoid(0.5 * b))
    told = chances(lessons, {"A": (0.25, 0.0, 0.0), "B": (-0.25, 0.0, 0.0)}, ("safety",))
    assert told[NONE] == pytest.approx(stays, abs=0.004)
    assert told["A"] == pytest.approx((1 - stays) * first, abs=0.004)
    assert math.fsum(told.values()) == pytest.approx(1, abs=1e-12)


def test_an_interval_holds_the_mean_and_as_much_of_the_posterior_as_it_says():
    posterior = _posterior(LESSONS, TERMS)
    rows = posterior.predict({"A": (0.2, 0.1, -1.0), "B": (-0.2, 0.0, -0.5)})
    assert all(row.low < row.probability < row.high for row in rows)
    inside = (posterior.out >= rows[0].low) & (posterior.out <= rows[0].high)
    assert posterior.counts[inside].sum() == pytest.approx(0.9, abs=0.002)


FEATURES = st.tuples(*(st.floats(-1, 1) for _ in TERMS))


@settings(max_examples=20, deadline=None)
@given(st.lists(FEATURES, min_size=2, max_size=4), st.permutations(range(4)))
def test_names_and_order_of_suitors_mean_nothing(features, order):
    names = [f"s{k}" for k in range(len(features))]
    told = chances(LESSONS, dict(zip(names, features, strict=True)))
    mixed = [k for k in order if k < len(features)]
    other = chances(LESSONS, {names[k]: features[k] for k in mixed})
    assert all(other[name] == pytest.approx(told[name], abs=1e-12) for name in (NONE, *names))


@settings(max_examples=20, deadline=None)
@given(FEATURES, FEATURES)
def test_letters_of_the_lessons_mean_nothing(one, other):
    exchanged = tuple(
        replace(
            row,
            safety=-row.safety,
            kinship=-row.kinship,
            game=-row.game,
            choice={"A": "B", "B": "A"}.get(row.choice, "N"),
        )
        for row in LESSONS
    )
    suitors = {"x": one, "y": other}
    assert chances(exchanged, suitors) == pytest.approx(chances(LESSONS, suitors), abs=1e-12)


def test_what_the_war_of_a_crisis_taught_is_left_out():
    crisis = load("ussr-1939")
    game = {NONE: 0.5, "West": 0.2, "Germany": 0.3}
    war = war_of(crisis.id, shipped())
    assert war is not None
    turned = {"A": "B", "B": "A", "N": "A"}
    other = tuple(replace(row, choice=turned[row.choice]) if row.war == war else row for row in shipped())
    assert Ensemble(lessons=other).calibrated(crisis, game) == Ensemble().calibrated(crisis, game)
    copied = patch(crisis, {"id": "another"})
    assert Ensemble(lessons=other).calibrated(copied, game) != Ensemble().calibrated(copied, game)


def test_with_one_suitor_it_abstains():
    crisis = load("turkey-1939")
    alone = crisis.model_copy(update={"suitors": {"West": crisis.suitors["West"]}})
    assert isinstance(Ensemble().calibrated(alone, {NONE: 0.5, "West": 0.5}), Abstention)


def test_a_recalibrated_game_keeps_the_games_order_of_suitors():
    crisis = load("turkey-1939")
    for chance in (0.05, 0.2, 0.6):
        game = {NONE: 0.3, "West": 0.7 - chance, "Moscow": chance}
        suitors = list(crisis.suitors)
        game = {NONE: 0.3, suitors[0]: 0.7 - chance, suitors[1]: chance}
        told = {row.partner: row.probability for row in recalibrated_game().calibrated(crisis, game)}
        assert (told[suitors[0]] > told[suitors[1]]) == (game[suitors[0]] > game[suitors[1]])


def test_a_run_shows_the_ensembles_answer_to_its_own_chances():
    outcome = rp.run("turkey-1939", draws=4, seed=3)
    game = {row.partner: row.probability for row in outcome.outcomes}
    assert outcome.calibrated.outcomes == Ensemble().calibrated(load("turkey-1939"), game)
    assert outcome.calibrated.method == "ensemble"
    assert [row.theory for row in outcome.record.theories] == ["alignment game", "ensemble"]
    assert math.fsum(row.probability for row in outcome.calibrated.outcomes) == pytest.approx(1)


def test_lessons_survive_the_file():
    rows = (*LESSONS, Lesson("five", "w", 1 / 3, -0.125, -0.1234565, "A"))
    assert from_report({"lessons": report(LESSONS)}) == LESSONS
    assert from_report({"lessons": report(rows)})[-1].safety == pytest.approx(1 / 3, abs=1e-6)
    assert from_report({}) == ()


def test_weights_are_told_beside_their_priors():
    told = {row.term: row for row in Ensemble(lessons=LESSONS).weights()}
    assert list(told) == [*TERMS, "staying out, log odds"]
    # Nothing was seen of kinship: its posterior is its prior.
    assert told["kinship"].mean == pytest.approx(told["kinship"].prior_mean, abs=0.02)
    assert told["kinship"].spread == pytest.approx(told["kinship"].prior_spread, abs=0.02)
    assert told["safety"].spread < told["safety"].prior_spread
    assert np.isfinite([row.mean for row in told.values()]).all()
