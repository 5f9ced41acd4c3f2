"""What no answer may hang on: how finely time is cut, how sharply play is smoothed, how ties are decided, how long a window is.

Differences are paired, draw by draw. A bound holds if what is measured, less two standard errors, keeps it.
"""

from __future__ import annotations

import math
from datetime import date

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from bargaining import bargain
from realpolitik.analysis.whatif import whatif
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import library, load, read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.solve import solve
from realpolitik.history.coding import code_case
from realpolitik.history.leakage import told
from realpolitik.history.read_case import read_cases, shipped_folder
from realpolitik.history.switches import Leakage
from strategies import crises

FINER = {"a step of 1/4": {"window.step": 0.25}, "a step of 1/8": {"window.step": 0.125}}
SOLVER = {"precision 3000": {"constants.precision": 3000}, "twice the lean": {"constants.lean": 6}}
AS_DEFAULT = {"window.step": 0.5, "constants.precision": 1000, "constants.doubt": 0.1, "constants.lean": 3}


def moved(crisis, variants, draws):
    """Return, for each variant, the differences in the chances of all partners, the largest first, with their standard errors."""
    found = whatif(crisis, variants, draws=draws, seed=1)
    return {
        variant.label: sorted(((abs(row.difference), row.error) for row in variant.change), reverse=True)
        for variant in found.variants
    }


def exceeding(found, bound):
    """Say what exceeds a bound by more than two standard errors."""
    return {
        label: f"{difference:.4f} ± {error:.4f}"
        for label, differences in found.items()
        for difference, error in differences
        if difference - 2 * error > bound
    }


@pytest.mark.parametrize("key", library())
def test_half_the_step_moves_no_crisis_of_the_library(key):
    assert not exceeding(moved(load(key), {"half": {"window.step": 0.25}}, draws=12), 0.02)


@pytest.mark.slow
@pytest.mark.parametrize("key", library())
def test_neither_steps_nor_smoothing_nor_the_lean_moves_a_crisis_of_the_library(key):
    assert not exceeding(moved(load(key), {**FINER, **SOLVER}, draws=128), 0.02)


def assert_a_finer_cut_moves_little(each):
    """Hold a family of crises, each with what a finer cut moves it, to .05 in every case and to .01 on average."""
    assert len(each) > 20
    for label in FINER:
        differences = [found[label][0] for found in each.values()]
        mean = math.fsum(difference for difference, _ in differences) / len(each)
        error = math.sqrt(math.fsum(error**2 for _, error in differences)) / len(each)
        assert mean - 2 * error <= 0.01, f"{label}: {mean:.4f} ± {error:.4f} on average"
    wide = {name: exceeding(found, 0.05) for name, found in each.items()}
    assert not any(wide.values()), {name: found for name, found in wide.items() if found}


@pytest.mark.slow
def test_a_finer_cut_moves_no_coded_case():
    cases = {key: code_case(told(case, Leakage.HALF_VALUE)) for key, case in read_cases(shipped_folder()).items()}
    assert_a_finer_cut_moves_little({key: moved(case, FINER, draws=32) for key, case in cases.items()})


@pytest.mark.slow
def test_a_finer_cut_moves_no_random_crisis():
    each = {}

    @settings(
        max_examples=40,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        derandomize=True,
        database=None,
        phases=[Phase.generate],
    )
    @given(crises())
    def measure(crisis):
        each[len(each)] = moved(patch(crisis, AS_DEFAULT), FINER, draws=16)

    measure()
    assert_a_finer_cut_moves_little(each)


def test_with_nothing_at_stake_the_length_of_the_window_says_next_to_nothing():
    crisis = patch(read_text(STARTER, "starter.yaml"), {"constants.at_stake": 0, "war_plans": None})
    opened = crisis.window.opens
    closes = {
        months: str(date(opened.year + (opened.month + months - 1) // 12, (opened.month + months - 1) % 12 + 1, 1))
        for months in (6, 24)
    }
    short = patch(crisis, {"window.closes": closes[6]})
    assert not exceeding(moved(short, {"24 months": {"window.closes": closes[24]}}, draws=64), 0.06)


def test_with_nothing_at_stake_suitors_are_alike_whatever_they_have_to_offer():
    crisis = patch(bargain(north=0.2, south=0.05), {"constants.at_stake": 0})
    sure = {row.partner: row.probability for row in solve(crisis, draws=1).outcomes}
    assert sure["North"] == pytest.approx(sure["South"], abs=1e-12)
    doubted = {row.partner: row for row in solve(patch(crisis, {"constants.doubt": 0.1}), draws=256, seed=1).outcomes}
    one, other = doubted["North"], doubted["South"]
    assert abs(one.probability - other.probability) < 3 * math.hypot(one.error, other.error), (one, other)
    assert doubted["none"].probability == pytest.approx(0.75**2, abs=3 * doubted["none"].error + 0.05)


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises())
def test_every_number_is_drawn_alike_in_whatever_order_things_are_listed(crisis):
    sections = ("suitors", "states", "war_plans", "hostilities", "stakes", "treaties", "events", "perceptions")
    turned = crisis.model_copy(update={name: dict(reversed(getattr(crisis, name).items())) for name in sections})
    one, other = (draw_numbers(each, 3, 0, 4) for each in (crisis, turned))
    assert set(one.series) == set(other.series)
    assert any(path.startswith("doubt.") for path in one.series)
    for path in one.series:
        assert one.at(path).tobytes() == other.at(path).tobytes(), path
