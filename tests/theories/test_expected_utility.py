"""The expected utility model: hand-computed cases, a plain twin, invariances. No printed example could be verified."""

from __future__ import annotations

import sys
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load
from realpolitik.theories.engines.group_decision import Interpretation, decide, success, winner
from realpolitik.theories.expected_utility import ExpectedUtility, issue, position, salience
from realpolitik.theories.reading import read

READINGS = [
    Interpretation(),
    Interpretation(resists="challenger"),
    Interpretation(votes_cast="all pairs"),
    Interpretation(eyes="other"),
    Interpretation(accepts="keenest"),
    Interpretation(quiet=0.5),
]
ACTORS = st.lists(st.tuples(*[st.integers(1, 100).map(lambda k: k / 100)] * 3), min_size=2, max_size=7)


def plain_round(x, c, s, span, how):
    """One round by the equations, actor by actor: the twin of the engine."""
    n, w = len(x), [a * b for a, b in zip(c, s, strict=True)]

    def far(i, j):
        return abs(x[i] - x[j])

    def chance(i, j):
        support = [far(k, j) - far(k, i) for k in range(n)]
        pairs = [(i, j)] if how.votes_cast == "pair" else [(a, b) for a in range(n) for b in range(n)]
        cast = sum(w[k] * abs(far(k, b) - far(k, a)) for a, b in pairs for k in range(n))
        return sum(w[k] * max(0, support[k]) for k in range(n)) / cast if cast > 0 else 0.0

    def votes(j, k, r):
        return sum(w[i] * ((far(i, k) / span) ** r[i] - (far(i, j) / span) ** r[i]) for i in range(n))

    def challenge(i, j, r, mu):
        d = far(i, j) / span
        p, care = chance(i, j), s[j] if how.resists == "target" else s[i]

        def u(y):
            return 2 - 4 * (0.5 - 0.5 * y) ** r

        left = how.quiet * u(0)
        if how.quiet < 1:
            off = abs(x[i] - mu) / span
            left += (1 - how.quiet) * u((d + off) / 2 if off < d - 1e-9 else -(d + off) / 2)
        return care * (p * u(d) + (1 - p) * u(-d)) + (1 - care) * u(d) - left

    def wins(r):
        best = {x[j] for j in range(n) if all(votes(j, k, r) >= -1e-9 for k in range(n))}
        return sum(best) / len(best)

    return wins, challenge


@settings(max_examples=40, deadline=None)
@given(ACTORS, st.sampled_from(READINGS))
def test_first_round_is_what_the_equations_say(actors, how):
    x, c, s = (np.array(column) for column in zip(*actors, strict=True))
    span = float(np.ptp(x))
    if span == 0:
        return
    wins, challenge = plain_round(x, c, s, span, how)
    n = len(x)
    decision = decide(x, c, s, rounds=1, reading=how)
    mu = wins([1.0] * n)
    assert decision.winners[0] == pytest.approx(mu, abs=1e-6)
    danger = [sum(challenge(j, i, 1.0, mu) for j in range(n) if j != i) for i in range(n)]
    low, high = min(danger), max(danger)
    if high - low <= 1e-6:
        return
    ratio = [(2 * each - high - low) / (high - low) for each in danger]
    r = [(1 - each / 3) / (1 + each / 3) for each in ratio]
    if not decision.settled:
        assert decision.risks[0] == pytest.approx(r)
    for i in range(n):
        offers, doubtful = [], False
        for j in range(n):
            if x[i] == x[j]:
                continue
            own = challenge(i, j, r[i], mu)
            theirs = challenge(j, i, r[i] if how.eyes == "own" else r[j], mu)
            doubtful |= min(abs(own), abs(theirs), abs(theirs - abs(own))) < 1e-6
            if theirs > own > 0 or (own < 0 < theirs and -own >= theirs):
                offers.append((theirs, x[j] - x[i]))
            elif own < 0 < theirs:
                offers.append((theirs, (x[j] - x[i]) * -own / theirs))
        if how.accepts == "keenest" and offers:
            offers = [each for each in offers if each[0] >= max(offers)[0] - 1e-9]
        least = min((abs(step) for _, step in offers), default=0.0)
        taken = [step for _, step in offers if abs(step) <= least + 1e-9] or [0.0]
        if not doubtful:
            assert decision.positions[-1][i] - x[i] == pytest.approx(sum(taken) / len(taken), abs=1e-6)


def test_success_and_vote_by_hand():
    x, w = np.array([0.0, 0.5, 1.0]), np.array([1.0, 1.0, 2.0])
    won = success(x, w, Interpretation())
    # 0 against 1: actor 0 is nearer to 0 by 1, actor 1 is indifferent, actor 2 is nearer to 1 by 1 and weighs 2.
    assert won[0, 2] == pytest.approx(1 / 3)
    assert won[0, 1] == pytest.approx(0.5 / (0.5 + 0.5 + 1.0))
    assert won + won.T == pytest.approx(1 - np.eye(3))
    # Distances weighted: at 0 2.5, at 1/2 1.5, at 1 1.5: the two best tie.
    assert winner(x, w, np.ones(3), 1.0) == pytest.approx(0.75)


def test_two_equals_stand_and_a_weak_actor_that_cares_little_gives_way():
    equal = decide(np.array([0.0, 1.0]), np.ones(2), np.ones(2))
    assert equal.settled
    assert equal.positions.tolist() == [[0.0, 1.0]]
    weak = decide(np.array([0.0, 1.0]), np.array([1.0, 0.05]), np.array([1.0, 0.3]))
    assert weak.winners[-1] == 0.0
    assert weak.positions[-1][1] < 1.0


@pytest.mark.parametrize("how", READINGS, ids=str)
def test_order_units_and_direction_do_not_matter(how):
    generator = np.random.default_rng(3)
    x, c, s = generator.random((3, 9))
    plain = decide(x, c, s, reading=how)
    order = generator.permutation(9)
    assert decide(x[order], c[order], s[order], reading=how).positions == pytest.approx(plain.positions[:, order])
    assert decide(5 - 2 * x, 7 * c, s, reading=how).positions == pytest.approx(5 - 2 * plain.positions)
    assert np.all((plain.positions >= x.min() - 1e-9) & (plain.positions <= x.max() + 1e-9))
    assert np.all((plain.risks >= 0.5 - 1e-9) & (plain.risks <= 2 + 1e-9))


def test_many_actors_take_as_many_steps_as_few():
    def steps(actors):
        """Return how many functions are called in a round; what each does for all actors at once is no call of Python's."""
        x, c, s = np.random.default_rng(1).random((3, actors))
        calls = []
        sys.setprofile(lambda _, event, __: calls.append(event) if event == "call" else None)
        try:
            found = decide(x, c, s, 1)
        finally:
            sys.setprofile(None)
        assert len(found.risks) == 1
        return len(calls)

    steps(3)  # what is imported on first use
    assert steps(5) == steps(17)


def test_a_crisis_becomes_a_line():
    crisis = patch(load("ussr-1939"), {"factors": {}, "claims": {}, "perceptions": {}})
    reading = read(crisis)
    assert [position(reading, state) for state in ("Britain", "France", "Germany")] == [0.0, 0.0, 1.0]
    # Bound to Germany, which is hostile, and to France, which is not.
    assert position(reading, "USSR") == 0.0
    assert salience(reading, "USSR") == 1.0
    actors = issue(reading)
    assert list(actors) == sorted(actors)
    assert (0.0, reading.capability("USSR"), 1.0) in actors
    assert len(actors) <= len(crisis.states)
    forecasts = [replace(ExpectedUtility(), interpretation=how).forecast(crisis).outcomes for how in READINGS]
    assert len({round(each["West"], 6) for each in forecasts}) > 1, "readings matter"
