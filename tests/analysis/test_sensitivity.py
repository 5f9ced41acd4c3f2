"""What an answer hangs on: the driver on a function whose indices are known, and on crises."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import sobol_indices

import realpolitik as rp
from realpolitik.analysis import indices
from realpolitik.analysis.flips import ENDS, UNSOLVED, Scale, find_flips
from realpolitik.analysis.group_search import HIDDEN, apportion_all, hidden_share
from realpolitik.analysis.indices import REST, Index, apportion, screen, shares
from realpolitik.analysis.inputs import Bench, Setting
from realpolitik.analysis.sensitivity import Design, SensitivityQuestion, sensitivity
from realpolitik.analysis.work import Work
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load, read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.errors import NothingToAnalyse
from realpolitik.game.numbers.draws import Instead, draw_numbers
from realpolitik.game.numbers.streams import uniforms
from realpolitik.report.dispatch.rest import hangs
from realpolitik.report.sensitivity_figure import draw_sensitivity
from realpolitik.report.sensitivity_text import named, tell_sensitivity

FEW = Design(trajectories=2, base=8, apart=2, draws=2)
NAMES = ("x1", "idle", "x2", "x3", "idle too")


def ishigami(points):
    """Ishigami & Homma (1990), with a = 7 and b = 0.1, as a function of ranks."""
    x1, _, x2, x3, _ = np.pi * (2 * points.T - 1)
    return np.sin(x1) + 7 * np.sin(x2) ** 2 + 0.1 * x3**4 * np.sin(x1)


def never():
    return False


# --- the driver ---


def test_indices_of_the_ishigami_function():
    a, b = 7, 0.1
    one, two = (1 + b * math.pi**4 / 5) ** 2 / 2, a**2 / 8
    both = b**2 * math.pi**8 * (1 / 18 - 1 / 50)
    variance = one + two + both
    found = apportion(NAMES, ("x1", "x2", "x3"), ishigami, 4096, seed=0, stop=never)
    rows = {row.path: row for row in found.indices}
    assert [row.path for row in found.indices] == ["x1", "x2", "x3", REST]
    for path, first, total in (("x1", one, one + both), ("x2", two, two), ("x3", 0, both), (REST, 0, 0)):
        row = rows[path]
        assert row.first == pytest.approx(first / variance, abs=0.03), path
        assert row.total == pytest.approx(total / variance, abs=0.03), path
        assert abs(row.first - first / variance) <= 4 * row.first_error + 1e-9
    assert rows[REST].inputs == 2
    assert found.mean == pytest.approx(a / 2, abs=0.05)
    assert found.deviation**2 == pytest.approx(variance, rel=0.03)
    assert apportion(NAMES, ("x1", "x2", "x3"), ishigami, 4096, seed=0, stop=never) == found
    assert apportion(NAMES, ("x1", "x2", "x3"), ishigami, 4096, seed=1, stop=never) != found


G_WEIGHTS = np.array([0, 1, 4.5, 9])


def g_function(points):
    """Sobol's g-function, a product, and so all interaction; the fifth input is idle."""
    return np.prod((np.abs(4 * points[:, :4] - 2) + G_WEIGHTS) / (1 + G_WEIGHTS), axis=1)


def test_indices_of_the_g_function_alone_and_in_a_group():
    # Saltelli & Sobol (1995): V_i = 1 / (3 (1 + a_i)^2), V = prod (1 + V_i) - 1, T_i = V_i prod_{j != i} (1 + V_j) / V.
    names = ("a", "b", "c", "d", "idle")
    parts = 1 / (3 * (1 + G_WEIGHTS) ** 2)
    variance = np.prod(1 + parts) - 1
    found = apportion(names, ("b", "a"), g_function, 4096, seed=3, stop=never)
    rows = {row.path: row for row in found.indices}
    for k, path in enumerate(("a", "b")):
        assert rows[path].first == pytest.approx(parts[k] / variance, abs=0.02), path
        assert rows[path].total == pytest.approx(parts[k] * np.prod(1 + np.delete(parts, k)) / variance, abs=0.02), path
    both = (1 + parts[2]) * (1 + parts[3]) - 1  # c, d and the idle one as a single input
    assert rows[REST].first == pytest.approx(both / variance, abs=0.02)
    assert rows[REST].total == pytest.approx(both * (1 + parts[0]) * (1 + parts[1]) / variance, abs=0.02)
    assert found.mean == pytest.approx(1, abs=0.01)
    assert found.deviation**2 == pytest.approx(variance, rel=0.02)


def test_errors_are_as_large_as_the_indices_scatter():
    found = [apportion(NAMES, ("x1", "x2", "x3"), ishigami, 64, seed, never) for seed in range(60)]
    for path in ("x1", "x2", "x3"):
        rows = [next(row for row in each.indices if row.path == path) for each in found]
        # A Sobol sequence is evener than the random points that a bootstrap takes it for, so its errors are on the safe side.
        assert 0.3 < np.std([row.first for row in rows]) / np.mean([row.first_error for row in rows]) < 1.2
        assert 0.3 < np.std([row.total for row in rows]) / np.mean([row.total_error for row in rows]) < 1.2


def test_errors_have_bounds_where_few_points_carry_the_variance():
    # Base points by row: at A, with one input or the other from B, and at B. Without the first of them hardly any variance is left.
    answers = np.array([[1, 0, 0, 0], [0, 1, 0, 1e-9], [0, 1, 0, 2e-9], [0, 1, 0, 3e-9]])
    found = apportion(("x", "y"), ("x", "y"), lambda points: answers.ravel()[: len(points)], 4, 0, never)
    assert found.deviation > 0
    assert all(row.first_error <= 1.5 and row.total_error <= 1.5 for row in found.indices)


def test_shares_are_those_of_an_independent_program():
    found = np.random.default_rng(5).normal(3, 1, (64, 6))
    theirs = sobol_indices(func={"f_A": found[:, :1].T, "f_B": found[:, -1:].T, "f_AB": found[:, None, 1:-1].T}, n=64)
    first, total = shares(found)
    assert first == pytest.approx(np.ravel(theirs.first_order), rel=1e-12)
    assert total == pytest.approx(np.ravel(theirs.total_order), rel=1e-12)


def test_effects_of_a_straight_line_and_of_a_product():
    low, high = indices.ENDS
    seen = []

    def model(points):
        seen.append(points)
        return 3 * points[:, 0] - 5 * points[:, 1] + points[:, 2] * points[:, 3]

    found = {row.path: row for row in screen(("a", "b", "c", "d"), model, 60, seed=1, stop=never)}
    assert found["a"].effect == pytest.approx(3 * (high - low))
    assert found["b"].effect == pytest.approx(5 * (high - low))
    assert found["a"].spread == pytest.approx(0, abs=1e-12)
    assert 0.3 < found["c"].effect < 0.7  # the mean of the other factor
    assert found["c"].spread > 0.1
    walks = np.concatenate(seen).reshape(60, 5, 4)
    assert np.unique(walks.round(9)) == pytest.approx(low + (high - low) * np.arange(4) / 3)
    steps = np.diff(walks, axis=1)
    assert np.count_nonzero(steps.round(9), axis=1) == pytest.approx(1)  # each input moves once
    assert np.count_nonzero(steps.round(9), axis=2) == pytest.approx(1)  # one at a time
    assert np.unique(np.abs(steps[steps != 0]).round(9)) == pytest.approx([(high - low) * 2 / 3])
    ups = (steps.sum(axis=1) > 0).mean(axis=0)
    assert np.all((ups > 0.3) & (ups < 0.7))
    assert len(np.unique((steps != 0).argmax(axis=1), axis=0)) > 10  # orders of moving


def test_points_go_round_the_whole_cube_and_their_ends_alone_give_the_mean():
    seen = []

    def model(points):
        seen.append(points)
        return points @ np.arange(1.0, 6.0)

    found = apportion(NAMES, ("x2", "x1"), model, 64, seed=2, stop=never)
    blocks = np.concatenate(seen).reshape(64, 5, 5)  # at A, with x2, x1 and the others from B, and at B
    first, last = blocks[:, 0], blocks[:, -1]
    for place, columns in ((1, [2]), (2, [0]), (3, [1, 3, 4])):
        assert np.array_equal(blocks[:, place, columns], last[:, columns])
        rest = np.delete(np.arange(5), columns)
        assert np.array_equal(blocks[:, place, rest], first[:, rest])
    for ends in (first, last):  # as many points in each eighth of every axis
        assert all((np.histogram(ends[:, axis], bins=8, range=(0, 1))[0] == 8).all() for axis in range(5))
    answers = np.array([first, last]) @ np.arange(1.0, 6.0)
    assert (found.mean, found.deviation) == pytest.approx((answers.mean(), answers.std()), rel=1e-12)


@pytest.mark.parametrize(
    "total, error, clear",
    [
        (0.3, 0.1, True),
        (0.2, 0.1, True),  # two errors from nothing
        (0.19, 0.1, False),
        (0.01, 0.001, True),  # just worth a word
        (0.009, 0.001, False),
        (1.2, 0.1, True),  # two errors above what a share can be
        (1.21, 0.1, False),
        (-0.2, 0.01, False),
    ],
)
def test_a_share_is_clear_if_it_is_told_apart_from_nothing_and_can_be_one(total, error, clear):
    assert indices.Index("x", 0.0, total, 0.0, error).clear is clear


def test_an_interrupted_screening_answers_with_the_trajectories_done():
    asked = iter([False, True])
    rows = []

    def model(points):
        rows.append(len(points))
        return points.sum(axis=1)

    found = screen(NAMES, model, 30, seed=0, stop=lambda: next(asked))
    assert sum(rows) == 16 * 6
    assert all(row.effect == pytest.approx(0.98) for row in found)


def test_the_screening_finds_what_matters():
    found = screen(NAMES, ishigami, 40, seed=0, stop=never)
    assert {row.path for row in found[:3]} == {"x1", "x2", "x3"}
    assert [(row.effect, row.spread) for row in found[3:]] == [(0.0, 0.0)] * 2
    assert all(row.spread > 0 for row in found[:3])


def test_an_interrupted_search_answers_with_the_points_done():
    asked = iter([False, True])
    found = apportion(NAMES, ("x1", "x2"), ishigami, 64, seed=0, stop=lambda: next(asked))
    assert found.base == 16
    assert len(found.indices) == 3


def test_a_constant_has_no_variance_to_apportion():
    flat = apportion(NAMES, ("x1",), lambda points: np.ones(len(points)), 8, seed=0, stop=never)
    assert [(row.first, row.total) for row in flat.indices] == [(0, 0), (0, 0)]
    assert flat.deviation == 0
    never_so = apportion(NAMES, ("x1",), lambda points: np.zeros(len(points)), 8, seed=0, stop=never)
    assert [(row.first, row.total, row.total_error) for row in never_so.indices] == [(0, 0, 0)] * 2
    assert all(row.effect == 0 for row in screen(NAMES, lambda points: np.ones(len(points)), 2, 0, never))


def test_no_large_share_is_left_to_all_others():
    crowd = tuple(f"crowd {k}" for k in range(40))
    names = ("seen", *crowd[:25], "hidden", *crowd[25:])

    def model(points):
        # The second matters in one corner only, where a short screening never looks.
        columns = dict(zip(names, points.T, strict=True))
        return 0.05 * columns["seen"] + (columns["hidden"] > 0.8) + 0.001 * points.sum(axis=1)

    found, looked_through = apportion_all(names, ("seen",), model, 256, 0, never)
    alone = apportion(names, ("seen",), model, 256, 0, never)
    assert hidden_share(alone) > 0.9
    assert [row.path for row in found.indices] == ["hidden", "seen", REST]
    assert found.indices[0].total == pytest.approx(1, abs=0.1)
    assert hidden_share(found) < HIDDEN
    assert looked_through
    # Nothing that the screening found: the whole is looked through.
    assert apportion_all(names, (), model, 256, 0, never)[0].indices[0].path == "hidden"
    # Interrupted before the search, it says so, and answers with what was done.
    assert apportion_all(names, ("seen",), model, 256, 0, lambda: True) == (
        apportion(names, ("seen",), model, 256, 0, lambda: True),
        False,
    )


def test_a_crowd_of_which_none_matters_alone_stays_one_group():
    names = tuple(f"crowd {k}" for k in range(64))
    found, looked_through = apportion_all(names, names[:1], lambda points: points.sum(axis=1), 256, 0, never)
    assert hidden_share(found) > 0.9
    assert len(found.indices) < 6
    assert looked_through


def test_the_search_of_a_constant_finds_nothing():
    found, looked_through = apportion_all(NAMES, (), lambda points: np.ones(len(points)), 8, 0, never)
    assert (found.indices, found.mean, found.deviation, looked_through) == ((), 1.0, 0.0, True)


# --- crises ---


@pytest.fixture(scope="module")
def turkey():
    return load("turkey-1939")


@pytest.fixture(scope="module")
def starter():
    return read_text(STARTER, "starter")


def test_given_ranks_stand_in_the_place_of_the_streams(turkey):
    paths = [*(path for path, series in draw_numbers(turkey, 3, 0, 1).series.items() if series), "states.USSR.types"]
    ranks = {path: uniforms(3, path, 5, 6) for path in paths}
    one, other = draw_numbers(turkey, 3, 5, 6), draw_numbers(turkey, 0, 0, 6, Instead(ranks=ranks | _rest(turkey, 3)))
    for path, series in one.series.items():
        assert np.array_equal(series.at(one.opening), other.series[path].at(one.opening)), path


def _rest(crisis, seed):
    return {f"states.{name}.types": uniforms(seed, f"states.{name}.types", 5, 6) for name in crisis.states}


def test_the_crisis_at_its_own_ranks_answers_as_its_draws(turkey):
    bench = Bench(turkey, 4, Work())
    points = np.stack([uniforms(4, path, 0, 3) for path in bench.paths], axis=1)
    assert {"states.USSR.types", "states.Italy.types"} <= set(bench.paths)
    (mean,) = bench.with_settings([None], 3)
    assert bench.at_ranks(points).mean(axis=0) == pytest.approx(mean, abs=1e-12)
    assert mean.sum() == pytest.approx(1)


@pytest.fixture(scope="module")
def flips(starter):
    bench = Bench(starter, 0, Work())
    return bench, find_flips(bench, 2)


def test_the_outcome_changes_at_a_flip_and_not_just_before(flips, starter):
    bench, rows = flips
    partners = ("none", *starter.suitors)
    usual = int(np.argmax(bench.with_settings([None], 2)))
    found = [row for row in rows if row.flips_at is not None and row.holds_at is not None]
    found = [row for row in found if bench.addresses[row.path].quantity.path is None]
    assert found
    for row in found:
        before, after = bench.with_settings([Setting(row.path, value=x) for x in (row.holds_at, row.flips_at)], 2)
        assert int(np.argmax(before)) == usual, row
        assert partners[int(np.argmax(after))] == row.flips_to != partners[usual], row
        low, high = row.searched
        assert abs(row.flips_at - row.holds_at) <= (high - low) / 256
        assert low <= row.flips_at <= high
        assert row.within == (row.range[0] <= row.flips_at <= row.range[1])
        # The same with the number written into the file, and solved anew.
        value = row.flips_at
        anew = Bench(patch(starter, {row.path: value}, cross_check=False), 0, Work()).with_settings([None], 2)
        assert anew[0] == pytest.approx(after, abs=1e-9), row


def test_flips_of_some_inputs_are_those_among_all(flips):
    bench, rows = flips
    hand, *_ = bench.hands or [None]
    moved = {row.path for row in rows[::5]} | ({hand} if hand else set())
    assert find_flips(bench, 2, moved) == tuple(row for row in rows if row.path in moved)


def test_a_page_looks_for_flips_of_the_inputs_that_the_screening_puts_first(starter):
    found = sensitivity(starter, replace(FEW, moved=3))
    assert {row.path for row in found.flips} == {row.path for row in found.screening[:3]}
    assert replace(FEW, moved=3).runs(40) < FEW.runs(40)
    (asked,) = SensitivityQuestion.on_page(starter, None, 2000)
    assert asked.design.moved < found.inputs


def test_flips_are_ranked_by_distance_and_ranks_are_those_of_the_spread(flips):
    bench, rows = flips
    distances = [row.distance for row in rows]
    assert distances == sorted(distances)
    assert {row.path for row in rows} == set(bench.paths)
    for address in list(bench.addresses.values())[:20]:
        scale = Scale(address)
        for rank in (0.2, 0.5, 0.9):
            assert scale.rank(scale.place(rank)) == pytest.approx(rank, abs=1e-4), address.path
        low, high = scale.ends()
        assert low <= scale.place(ENDS[0]) < scale.place(ENDS[1]) <= high
    assert UNSOLVED not in range(3)


def test_where_the_council_never_sits_nothing_flips_the_outcome(starter):
    bench = Bench(patch(starter, {"constants.tempo": 0}), 0, Work())
    rows = find_flips(bench, 2)
    assert {row.path for row in rows} == set(bench.paths) != set()
    assert all(row.flips_at is None for row in rows)


def test_the_search_is_the_same_on_one_thread_and_on_two(starter):
    uncertain = patch(starter, {"states.PIV.readiness": {"uniform": [0.2, 0.9]}, "constants.precision": 10})
    one = sensitivity(uncertain, FEW, seed=1, threads=1)
    assert sensitivity(uncertain, FEW, seed=1, threads=2).to_dict() == one.to_dict()
    assert sensitivity(uncertain, FEW, seed=2, threads=2).to_dict() != one.to_dict()
    assert one.indices[-1].path == REST
    assert {row.path for row in one.flips} == {row.path for row in one.screening}


ALONE = "hostilities.south_pivot.gain"


@pytest.fixture(scope="module")
def one(starter):
    fixed = {path: sum(address.quantity.support()) / 2 for path, address in Bench(starter, 0, Work()).addresses.items()}
    uncertain = patch(starter, fixed | {ALONE: {"uniform": [0, 0.3]}})
    return uncertain, sensitivity(uncertain, Design(trajectories=2, base=64, apart=5, draws=1))


def test_where_nothing_flips_the_outcome_no_flip_is_told(starter):
    sure = patch(starter, {"constants.at_stake": 0, "constants.doubt": 0, "constants.tempo": 2})
    found = sensitivity(sure, FEW)
    assert found.flips
    assert all(row.flips_to is None for row in found.flips)
    assert "changes the most likely outcome" in tell_sensitivity(found, sure)


def test_shares_of_a_variance_that_is_nothing_are_not_told(starter):
    # What is left open moves every chance by less than can be written down.
    still = patch(
        starter,
        {
            "states.NOR.capability": {"uniform": [0.2, 0.2000001]},
            "states.SOU.capability": {"uniform": [0.22, 0.2200001]},
            "constants.doubt": 0,
            "constants.tempo": 2,
        },
    )
    found = sensitivity(still, FEW)
    assert 0 < found.deviation < 1e-4
    assert (found.varies, found.indices, found.hangs_on()) == (False, (), ())
    text = " ".join(tell_sensitivity(found, still).split())
    assert "hardly varies" in text
    assert "share of the variance" not in text
    assert "hardly varies" in json.dumps(draw_sensitivity(found, still).to_dict())
    assert found.to_dict()["varies"] is False
    assert found.to_frame().height == 0
    assert not hangs(found, rp.run(still, draws=2), still).varies


def test_an_answer_hangs_on_numbers_with_a_real_share_only(one):
    crisis, found = one
    rows = tuple(Index(f"number {k}", share, share, 0.001, 0.001) for k, share in enumerate((0.85, 0.14, 0.01)))
    found = replace(found, indices=rows)
    assert [row.path for row in found.hangs_on()] == ["number 0", "number 1"]
    assert "these two numbers" in tell_sensitivity(found, crisis)
    crumbs = replace(found, indices=rows[2:])
    assert "hangs on no single number" in tell_sensitivity(crumbs, crisis)
    assert [named(Index(REST, 0.1, 0.1, 0.0, 0.0, count)) for count in (1, 7)] == [
        "the one other",
        "all 7 others together",
    ]


def test_the_label_of_a_flip_stands_in_a_column_of_its_own(one):
    crisis, found = one
    (flip,) = (row for row in found.flips if row.path == ALONE)
    flips = tuple(
        replace(flip, path=f"number {k}", value=0.5, flips_at=0.5 + k, flips_to="North", hand=None) for k in (-3, 3)
    )
    drawing = draw_sensitivity(replace(found, flips=flips), crisis).to_dict()
    panel = drawing["vconcat"][-1]
    (text,) = (layer for layer in panel["layer"] if layer["mark"]["type"] == "text")
    assert text["mark"]["align"] == "left"
    assert text["encoding"]["x"]["value"] > panel["width"]  # to the right of all marks, each on its row


@pytest.mark.parametrize("name", ["ussr-1939", "austria-1955"])
@pytest.mark.slow
def test_every_crisis_can_be_searched(name):
    found = sensitivity(load(name), Design(trajectories=2, base=2, apart=2, draws=1))
    assert len(found.indices) >= 3
    assert len(found.screening) == len(found.flips) == found.inputs
    assert found.to_frame().height == len(found.indices)


def test_without_uncertain_numbers_there_is_nothing_to_search(starter):
    fixed = {
        address.path: float(address.quantity.support()[0]) for address in Bench(starter, 0, Work()).addresses.values()
    }
    certain = patch(starter, fixed) if fixed else starter
    with pytest.raises(NothingToAnalyse, match="give some of them a spread"):
        sensitivity(certain, FEW)


def test_one_uncertain_number_has_all_the_variance(one):
    _, found = one
    (row,) = found.indices
    assert row.path == ALONE
    assert row.total == pytest.approx(1, abs=0.2)
    assert found.to_frame().height == 1
    assert ALONE in found._repr_html_()


@pytest.mark.parametrize(
    "wrong", [{"base": 6}, {"apart": 0}, {"apart": 21}, {"draws": 0}, {"trajectories": 1}, {"moved": 0}], ids=str
)
def test_a_design_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match="must be"):
        Design(**wrong)
