"""Scores against closed forms, and what a bootstrap over wars must hold."""

from __future__ import annotations

import math

import pytest

from realpolitik.history.scoring import (
    FLOOR,
    Bootstrap,
    Interval,
    brier_score,
    calibration,
    hit,
    log_score,
    normalised,
)

EVEN = dict.fromkeys("ABN", 1 / 3)


def test_equal_chances_have_the_scores_of_the_textbook():
    assert log_score(EVEN, "A") == pytest.approx(math.log(3))
    assert brier_score(EVEN, "N") == pytest.approx(2 / 3)
    assert hit(EVEN, "B") == pytest.approx(1 / 3)


def test_a_bold_forecast_by_hand():
    bold = {"A": 0.7, "B": 0.2, "N": 0.1}
    assert log_score(bold, "B") == pytest.approx(-math.log(0.2))
    assert brier_score(bold, "B") == pytest.approx(0.49 + 0.64 + 0.01)
    assert (hit(bold, "A"), hit(bold, "B")) == (1.0, 0.0)


def test_certainty_is_never_taken_at_its_word():
    sure = normalised({"A": 1.0})
    assert sum(sure.values()) == pytest.approx(1)
    assert log_score(sure, "B") == pytest.approx(-math.log(FLOOR / (1 + 2 * FLOOR)))


@pytest.mark.parametrize("happened", ["A", "B", "N"])
def test_honesty_pays(happened):
    # A proper score is best, in expectation, at the truth.
    truth = {"A": 0.5, "B": 0.3, "N": 0.2}
    shifted = {"A": 0.4, "B": 0.4, "N": 0.2} if happened != "N" else {"A": 0.45, "B": 0.25, "N": 0.3}
    for score in (log_score, brier_score):
        honest, other = (sum(truth[o] * score(told, o) for o in truth) for told in (truth, shifted))
        assert honest < other


def test_calibration_counts_every_option_once():
    bins = calibration([(EVEN, "A"), ({"A": 0.0, "B": 1.0, "N": 0.0}, "B")])
    assert [(each.low, each.count, each.happened) for each in bins] == [
        (0.0, 2, 0.0),
        (0.2, 3, pytest.approx(1 / 3)),
        (0.8, 1, 1.0),
    ]


def test_a_forecast_on_the_edge_of_two_sizes_counts_as_the_larger():
    (low, middle, high) = calibration([({"A": 0.2, "B": 0.6, "N": 0.1}, "A"), ({"A": 0.3, "B": 0.7, "N": 0.1}, "B")])
    assert (low.low, low.high, low.count, low.forecast, low.happened) == (0.0, 0.2, 2, pytest.approx(0.1), 0.0)
    assert (middle.low, middle.high, middle.count, middle.happened) == (0.2, 0.4, 2, 0.5)
    assert middle.forecast == pytest.approx(0.25)
    assert (high.low, high.high, high.count, high.happened) == (0.6, 0.8, 2, 0.5)
    assert high.forecast == pytest.approx(0.65)


@pytest.mark.parametrize(
    "low, high, noise",
    [
        (-1, 1, True),
        (0.1, 1, False),
        (-1, -0.1, False),
        (0, 1, True),
        (-1, 0, True),
        (5e-10, 1, True),
        (2e-9, 1, False),
    ],
)
def test_noise_is_what_may_as_well_be_nothing(low, high, noise):
    assert Interval((low + high) / 2, low, high).is_noise is noise


def test_a_theory_differs_from_itself_by_nothing():
    wars = ["x", "x", "y", "z"]
    scores = [0.3, 1.7, 0.4, 1.1]
    found = Bootstrap(wars).difference(scores, scores)
    assert (found.mean, found.low, found.high) == (0, 0, 0)
    assert found.is_noise


def test_wars_are_drawn_whole():
    # Of two wars, a resample holds the first twice, both, or the second twice: three possible means and no other.
    found = Bootstrap(["x", "x", "y"]).interval([0.0, 0.0, 3.0])
    assert (found.mean, found.low, found.high) == (1.0, 0.0, 3.0)
    only = Bootstrap(["x", "x"]).interval([1.0, 2.0])
    assert (only.low, only.high) == (1.5, 1.5)


def test_a_resample_has_the_spread_of_theory():
    # n wars of one case: the standard error of a mean is the deviation over the root of n.
    n = 100
    scores = [float(i % 2) for i in range(n)]
    found = Bootstrap([str(i) for i in range(n)]).interval(scores)
    assert (found.high - found.low) / 2 == pytest.approx(1.96 * 0.5 / math.sqrt(n), rel=0.05)
