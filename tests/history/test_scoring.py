"""Scores, and how sure they are with few wars, against closed forms."""

from __future__ import annotations

import math
import statistics

import numpy as np
import pytest
from scipy import stats

from realpolitik.history.scoring import (
    FEWEST_WARS,
    FLOOR,
    LEVEL,
    Wars,
    brier_score,
    calibration,
    decompose,
    hit,
    holm,
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
    bins = calibration([(EVEN, "A"), ({"A": 0.0, "B": 1.0, "N": 0.0}, "B")], ["x", "y"])
    assert [(each.low, each.count, each.happened) for each in bins] == [
        (0.0, 2, 0.0),
        (0.2, 3, pytest.approx(1 / 3)),
        (0.6, 1, 1.0),
    ]


def test_a_forecast_on_the_edge_of_two_sizes_counts_as_the_larger():
    forecasts = [({"A": 0.2, "B": 0.6, "N": 0.1}, "A"), ({"A": 0.3, "B": 0.7, "N": 0.1}, "B")]
    (low, middle, high) = calibration(forecasts, ["x", "x"])
    assert (low.low, low.high, low.count, low.forecast, low.happened) == (0.0, 0.2, 2, pytest.approx(0.1), 0.0)
    assert (middle.low, middle.high, middle.count, middle.happened) == (0.2, 0.4, 2, 0.5)
    assert middle.forecast == pytest.approx(0.25)
    assert (high.low, high.high, high.count, high.happened) == (0.6, 1.0, 2, 0.5)
    assert high.forecast == pytest.approx(0.65)


def test_bars_are_those_of_samples_of_whole_wars():
    # One war is right and one is wrong: a sample holds none, one or two of the right.
    forecasts = [({"A": 0.7, "B": 0.2, "N": 0.1}, happened) for happened in "AAABB"]
    bold = calibration(forecasts, ["x", "x", "x", "y", "y"])[-1]
    assert (bold.count, bold.happened) == (5, 0.6)
    assert (bold.happened_low, bold.happened_high) == (0.0, 1.0)
    same = calibration(forecasts, ["x"] * 5)[-1]
    assert (same.happened_low, same.happened_high) == (0.6, 0.6)


def test_a_score_is_the_sum_of_its_parts():
    rng = np.random.default_rng(3)
    forecasts = [
        (normalised(dict(zip("ABN", rng.dirichlet([1, 1, 1]), strict=True))), str(rng.choice(list("ABN"))))
        for _ in range(40)
    ]
    parts = decompose(forecasts, [f"war {k % 9}" for k in range(40)])
    score = statistics.fmean(brier_score(*each) for each in forecasts)
    found = parts.miscalibration.mean - parts.discrimination.mean + parts.uncertainty
    assert found == pytest.approx(score, abs=1e-12)
    assert parts.miscalibration.mean >= 0
    assert parts.discrimination.mean >= 0


def test_parts_of_scores_by_hand():
    even = decompose([(EVEN, "A"), (EVEN, "N")], ["x", "y"])
    assert (even.miscalibration.mean, even.discrimination.mean) == pytest.approx((0, 0), abs=1e-12)
    # Sure and right: it knows all there is to know. Sure and wrong: an isotonic correction finds no knowledge in it.
    right = decompose([({"A": 1.0, "B": 0.0, "N": 0.0}, "A"), ({"A": 0.0, "B": 1.0, "N": 0.0}, "B")], ["x", "y"])
    assert (right.miscalibration.mean, right.discrimination.mean) == pytest.approx((0, 2 / 3), abs=1e-12)
    wrong = decompose([({"A": 1.0, "B": 0.0, "N": 0.0}, "B"), ({"A": 0.0, "B": 1.0, "N": 0.0}, "N")], ["x", "y"])
    assert (wrong.miscalibration.mean, wrong.discrimination.mean) == pytest.approx((2 - 2 / 3, 0), abs=1e-12)


def test_each_war_counts_once_in_a_balanced_score():
    assert Wars(["x", "x", "x", "y"]).balanced([1.0, 2.0, 3.0, 6.0]) == pytest.approx(4.0)


def test_a_theory_differs_from_itself_by_nothing():
    wars = Wars(["x", "x", "y", "z"])
    assert wars.interval([0.0] * 4) == (0, 0, 0)
    assert wars.p_value([0.0] * 4) == 1.0
    assert wars.p_value([0.5] * 4) == 0.0


def test_the_effective_number_of_wars_is_that_of_equal_ones():
    assert Wars(["a", "a", "b", "b", "c", "c"]).effective == pytest.approx(3)
    assert Wars(["a"] * 5).effective == 1
    # One war of twelve cases and twelve of one: 24^2 / (12^2 + 12).
    assert Wars(["big"] * 12 + [str(i) for i in range(12)]).effective == pytest.approx(576 / 156)


def test_wars_of_one_size_have_the_textbook_t():
    # Of equal wars, the mean of their means: error s / root of G, on G - 1 degrees of freedom.
    wars, scores = ["a", "a", "b", "b", "c", "c"], [1.0, 2.0, 4.0, 6.0, 2.0, 3.0]
    means = [1.5, 5.0, 2.5]
    found = Wars(wars).interval(scores)
    reach = 4.302652729749464 * statistics.stdev(means) / math.sqrt(3)  # the quantile of tables, for two degrees
    assert found.mean == pytest.approx(3)
    assert (found.low, found.high) == pytest.approx((3 - reach, 3 + reach))
    assert Wars(wars).p_value(scores) == pytest.approx(stats.ttest_1samp(means, 0).pvalue)
    assert Wars(wars).interval(scores, (0.0, 4.0)) == pytest.approx((3, 0, 4))


def test_two_wars_by_hand():
    # Left out in turn, the means are 3 and 0: V = 1/2 ((0 - 1)^2 + (3 - 1)^2), on 9/5 - 1 degrees of freedom.
    found = Wars(["x", "x", "y"])
    reach = stats.t.ppf(0.975, 0.8) * math.sqrt(2.5)
    assert found.interval([0.0, 0.0, 3.0]) == pytest.approx((1, 1 - reach, 1 + reach))


def test_one_war_says_nothing_of_how_sure_it_is():
    only = Wars(["x", "x", "x"])
    mean, low, high = only.interval([1.0, 2.0, 3.0])
    assert mean == 2.0
    assert math.isnan(low)
    assert math.isnan(high)
    assert math.isnan(only.p_value([1.0, 2.0, 3.0]))
    assert not only.allow_verdicts


def test_verdicts_begin_where_signs_alone_could_tell():
    assert 2 / 2 ** (FEWEST_WARS - 1) > 1 - LEVEL >= 2 / 2**FEWEST_WARS
    assert not Wars(list("abcde")).allow_verdicts
    assert Wars(list("abcdef")).allow_verdicts
    assert not Wars([*"abcdef", *"aaaaaaa"]).allow_verdicts


def test_an_interval_covers_as_often_as_it_says():
    # A war's cases share half of their variance; sizes are as uneven as history. Nominal 95 percent, at least 94 wanted.
    wars = ["big"] * 12 + [str(i) for i in range(12)]
    draw = np.random.default_rng(1)
    found = Wars(wars)
    covered = 0
    for _ in range(2000):
        shared = dict(zip(sorted(set(wars)), draw.normal(size=13), strict=True))
        low, high = found.interval([shared[war] + draw.normal() for war in wars])[1:]
        covered += low <= 0 <= high
    assert covered / 2000 > 0.94


def test_holm_by_hand():
    assert holm([0.01, 0.04, 0.03, 0.005]) == pytest.approx((0.03, 0.06, 0.06, 0.02))
    assert holm([0.9, 0.8]) == (1.0, 1.0)
    assert holm([]) == ()
    assert math.isnan(holm([math.nan, 0.01])[0])
    assert holm([math.nan, 0.01])[1] == 0.01
