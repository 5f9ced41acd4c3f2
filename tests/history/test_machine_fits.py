"""The whole procedure on invented cases: weights come back as surely as intervals say, and tests have the power they claim."""

from __future__ import annotations

import math

import machine_cases
import numpy as np
import pytest
from machine_cases import World
from scipy import stats

from realpolitik.history.backtest import backtest
from realpolitik.history.calibrate import Calibration, Fold, calibrate
from realpolitik.history.forecasting import contender
from realpolitik.history.machine.precision import cases_needed, interval_of, power
from realpolitik.history.machine.read import Tier, tier_of
from realpolitik.history.machine.remembered import Remembered
from realpolitik.history.scoring import Wars
from realpolitik.theories.balance_of_threat import BalanceOfThreat
from realpolitik.theories.base_rate import BaseRate
from realpolitik.theories.ideology import Ideology
from realpolitik.theories.scorecard import Scorecard

STRONG = {"safety": 5.0, "kinship": 4.0, "strength": -3.0, "none": 0.5}
NOTHING = dict.fromkeys(STRONG, 0.0)


@pytest.fixture(scope="module")
def world():
    return World.make(cases=60, wars=12, seed=2)


def compared(world, results, *theories):
    """Theories on one history, each fitted without the war of each case in turn."""
    contenders = [each if isinstance(each, Remembered) else Remembered(each) for each in theories]
    fits = {each.theory.name: calibrate(each, world.seen, results) for each in contenders}
    return fits, backtest(world.tier.cases, results, contenders, fits)


def test_cases_have_the_chances_of_the_logit_whatever_a_war_shares(world):
    true = machine_cases.chances(world.crises, STRONG, world.truth)
    drawn = [machine_cases.choices(world.tier, true, seed, alike=0.9) for seed in range(400)]
    for option in "ABN":
        wanted = np.array([chances[option] for chances in true.values()])
        found = np.array([[chosen[key] == option for key in true] for chosen in drawn]).mean(axis=0)
        # Four standard deviations of a binomial: one case in 16,000 lies beyond.
        assert np.all(np.abs(found - wanted) < 4 * np.sqrt(wanted * (1 - wanted) / 400) + 1e-9)


def test_cases_of_a_war_share_their_luck(world):
    true = machine_cases.chances(world.crises, NOTHING, world.truth)
    sizes = np.unique(world.wars, return_counts=True)[1]
    unlike, alike = (
        np.mean([_wars_of_one_mind(world, machine_cases.choices(world.tier, true, seed, share)) for seed in range(40)])
        for share in (0.0, 0.9)
    )
    assert len(set(sizes)) > 3
    assert alike > unlike + 0.1


def _wars_of_one_mind(world, chosen):
    """The share of pairs of cases of one war that stay out together, or not."""
    out = np.array([choice == "N" for choice in chosen.values()])
    wars = np.array(world.wars)
    same = (wars[:, None] == wars) & ~np.eye(len(wars), dtype=bool)
    return (out[:, None] == out)[same].mean()


def test_a_history_is_that_of_its_tables(world):
    chosen = machine_cases.choices(world.tier, machine_cases.chances(world.crises, STRONG, world.truth), 5)
    whole = tier_of(world.text, machine_cases.outcomes(chosen), seed=None)
    assert dict(whole.results) == world.history(STRONG, 5)
    assert whole.cases == world.tier.cases


def test_known_weights_come_back_within_their_intervals():
    world = World.make(cases=40, wars=12, seed=4)
    held = machine_cases.coverage(world, machine_cases.drawn_weights(3, seed=4), seed=4)
    # Twelve intervals at 95%: fewer than 9 hold once in 400 times.
    assert round(sum(held.values()) * 3) >= 9


@pytest.mark.slow
def test_intervals_of_weights_hold_as_often_as_they_say():
    world = World.make(cases=60, wars=15, seed=1)
    held = machine_cases.coverage(world, machine_cases.drawn_weights(60, seed=1), seed=1)
    assert math.fsum(held.values()) / len(held) > 0.92
    # At 95% and 60 histories fewer than 51 intervals hold the weight once in 500 times.
    assert all(share >= 0.85 for share in held.values()), held


def test_the_theory_that_is_true_is_found_and_a_war_is_not_forecast_from_itself(world):
    fits, found = compared(world, world.history(STRONG, 1), world.contender, Scorecard(), BaseRate())
    assert found.theories[0].name == "three weights"
    pairs = {(pair.first, pair.second): pair for pair in found.pairs}
    assert pairs["three weights", "base rate"].apart
    for fit in fits.values():
        for war, fold in fit.folds.items():
            assert all(world.seen[key].war != war for key in fold.training)
    best = found.theories[0]
    assert best.log.low < best.log.mean < best.log.high
    assert best.in_sample < best.log.mean


def test_where_nothing_counts_nothing_is_found(world):
    _, found = compared(world, world.history(NOTHING, 1), Scorecard(), BalanceOfThreat(), Ideology(), BaseRate())
    assert not any(pair.apart for pair in found.pairs)


@pytest.mark.slow
def test_where_nothing_counts_a_difference_is_found_no_more_often_than_allowed():
    world, false = World.make(cases=60, wars=15, seed=7), 0
    for seed in range(40):
        _, found = compared(world, world.history(NOTHING, seed), Scorecard(), BalanceOfThreat(), BaseRate())
        assert found.effective_wars > 6
        false += any(pair.apart for pair in found.pairs)
    # All pairs together at 5%: more than 6 of 40 once in 300 times.
    assert false <= 6


def test_a_theory_that_remembers_is_fitted_as_one_that_reads_again():
    world = World.make(cases=12, wars=4, seed=6)
    results = world.history(STRONG, 6)
    quick, plain = (calibrate(each, world.seen, results) for each in (Remembered(Scorecard()), contender(Scorecard())))
    assert quick.whole.values == pytest.approx(plain.whole.values, abs=1e-6)
    assert {war: fold.score for war, fold in quick.folds.items()} == pytest.approx(
        {war: fold.score for war, fold in plain.folds.items()}, abs=1e-6
    )


# --- how sure numbers are


def test_the_interval_of_a_mean_is_that_of_its_scores():
    # A fitted number that is a mean of scores has the interval that scores have.
    wars, scores = list("aabccc"), [1.0, 3.0, 2.0, 5.0, 4.0, 0.0]
    means = {war: np.mean([s for s, of in zip(scores, wars, strict=True) if of != war]) for war in "abc"}
    folds = {war: Fold(war, (), {"x": float(mean)}, 0.0) for war, mean in means.items()}
    fit = Calibration("mean", Fold(None, (), {"x": float(np.mean(scores))}, 0.0), folds, 0.0)
    assert interval_of(fit, "x", wars) == pytest.approx(Wars(wars).interval(scores))
    assert all(map(math.isnan, interval_of(fit, "x", ["a", "a"])[1:]))


def test_power_is_that_of_the_textbook():
    singles = [str(number) for number in range(25)]
    # A t-test of 25 at half a standard deviation: 1 - beta of a noncentral t with 24 degrees at distance 2.5.
    critical = stats.t.ppf(0.975, 24)
    wanted = stats.nct.sf(critical, 24, 2.5) + stats.nct.cdf(-critical, 24, 2.5)
    assert power(0.5, 1.0, singles) == pytest.approx(wanted)
    assert power(-0.5, 1.0, singles) == pytest.approx(wanted)
    assert power(0.0, 1.0, singles) == pytest.approx(0.05)
    # Wholly alike, six wars of four cases are six cases.
    assert power(0.5, 1.0, list("abcdef") * 4, alike=1.0) == pytest.approx(power(0.5, 1.0, list("abcdef")))
    for spread in (0.1, 0.2, 0.24):
        count = cases_needed(0.05, spread)
        assert power(0.05, spread, [str(n) for n in range(count)]) >= 0.8
        assert power(0.05, spread, [str(n) for n in range(count - 1)]) < 0.8


@pytest.mark.parametrize("wrong", [(math.nan, 1, "ab", 0), (1, 0, "ab", 0), (1, 1, "aa", 0), (1, 1, "ab", 2)])
def test_power_has_ranges(wrong):
    with pytest.raises(ValueError, match="power needs"):
        power(*wrong)


def test_cases_needed_has_ranges():
    for wrong in [(0.0, 1.0, 0.8), (1.0, math.inf, 0.8), (1.0, 1.0, 0.04), (1.0, 1.0, 1.0)]:
        with pytest.raises(ValueError, match="cases_needed needs"):
            cases_needed(*wrong)
    with pytest.raises(ValueError, match="not even 1,000,000 cases"):
        cases_needed(1e-4, 1.0)


def test_differences_in_unequal_wars_are_found_as_often_as_power_says():
    # Wars as uneven as history's would be: one with six cases, four with three, twenty with one.
    wars = ["big"] * 6 + [f"some-{n // 3}" for n in range(12)] + [str(n) for n in range(20)]
    draw, alike, found = np.random.default_rng(3), 0.3, 0
    names, tested = sorted(set(wars)), Wars(wars)
    for _ in range(1500):
        shared = dict(zip(names, draw.normal(size=len(names)), strict=True))
        noise = [math.sqrt(alike) * shared[war] + math.sqrt(1 - alike) * draw.normal() for war in wars]
        found += tested.p_value([0.5 + each for each in noise]) < 0.05
    # A jackknife over wars that differ in size is a little careful: it may find less, and hardly more.
    claimed = power(0.5, 1.0, wars, alike)
    assert claimed - 0.08 < found / 1500 < claimed + 0.04


def test_the_true_theory_is_told_from_a_rival_with_the_power_that_is_claimed(world):
    # Cases drawn from a pool, each a war of its own: truth against a theory that sees safety alone, too strongly.
    true = machine_cases.chances(world.crises, STRONG, world.truth)
    rival = Remembered(BalanceOfThreat())
    chances = np.array([[true[key][option] for option in "ABN"] for key in world.seen])
    others = [rival.forecast(case, {"slope": 3.0, "none": 0.5}).chances for case in world.seen.values()]
    gaps = np.log([[other[option] for option in "ABN"] for other in others]) - np.log(chances)
    gap = (chances * gaps).sum(axis=1).mean()
    spread = math.sqrt((chances * gaps**2).sum(axis=1).mean() - gap**2)
    count = cases_needed(gap, spread)
    tested, draw, found = Wars([str(number) for number in range(count)]), np.random.default_rng(8), 0
    for _ in range(600):
        picked = draw.integers(len(chances), size=count)
        ends = chances[picked].cumsum(axis=1)
        options = (draw.random(count)[:, None] > ends).sum(axis=1).clip(max=2)
        found += tested.p_value(gaps[picked, options]) < 0.05
    assert count < 400
    # 0.8 in 600 draws: four standard deviations are 0.065; differences are skewed, which a t is not.
    assert found / 600 == pytest.approx(0.8, abs=0.07)


def test_the_shift_turns_the_odds_of_the_sample_into_those_of_all_states_at_risk():
    # 30 chose A, 30 chose B; 20 of the courted stayed out, and 40 matched ones stand for ten each.
    head = "case,choice,bound\n"
    tables = machine_cases.inputs(80, 10, seed=9).splitlines()
    cases = list(dict.fromkeys(line.split(",")[0] for line in tables[1:]))
    chosen = {key: "A" if n < 30 else "B" if n < 60 else "N" for n, key in enumerate(cases)}
    rows = "".join(f"{key},{choice},{'none' if choice == 'N' else 'access'}\n" for key, choice in chosen.items())
    tier = tier_of("\n".join(tables), head + rows, seed=None)
    stayed_out = next(result for result in tier.results.values() if result.choice == "N")
    matched = {f"matched-{n}": stayed_out for n in range(40)}
    whole = Tier(tier.cases, {**tier.results, **matched}, dict.fromkeys(matched, 10))
    in_sample, at_risk = math.log(60 / 30), math.log((20 + 400) / 30)
    assert in_sample + whole.none_shift == pytest.approx(at_risk)
    assert tier.none_shift == 0.0
