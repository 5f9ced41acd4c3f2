"""Every array of a layout has the shape and the kind of numbers that its declaration says."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from realpolitik.crisis.read import load
from realpolitik.game.core.arrays import GameNumbers, SignatureTerms
from realpolitik.game.core.memory import axes_of, declared, size_of
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.solve import compile_models, set_up, solve_sample
from realpolitik.game.strategies import solve_strategies
from strategies import crises

DRAWS = 2


def misshapen(arrays, axes):
    """The arrays of a named tuple that are not as declared."""
    wrong = []
    for name, (dtype, shape) in declared(type(arrays)).items():
        array = getattr(arrays, name)
        sizes = [None if axis == "*" else size_of(axis, axes) for axis in shape]
        fits = array.ndim == len(sizes) and all(
            size in {None, length} for size, length in zip(sizes, array.shape, strict=True)
        )
        if array.dtype != dtype or not fits or not array.flags.c_contiguous:
            wrong.append((type(arrays).__name__, name, array.dtype, array.shape, shape))
    return wrong


def check(crisis):
    game = set_up(crisis)
    sample = compile_models(game, draw_numbers(crisis, 0, 0, DRAWS))
    st, bz = game.layout.war, game.layout.bazaar
    games = 1 + len(game.models)
    axes = {**axes_of(st, bz, games, len(game.models), DRAWS), "M": sum(len(s.menu) for s in crisis.suitors.values())}
    by_row = {**axes, "D": games * DRAWS}
    solution = solve_strategies(game, sample)[0]
    wrong = misshapen(st, axes) + misshapen(bz, axes) + misshapen(game.roles, axes)
    wrong += misshapen(sample.numbers, by_row) + misshapen(sample.terms, axes)
    wrong += misshapen(solve_sample(game, sample), axes)
    for part in (solution.policies, solution.pivot, solution.physics, solution.aftermath, solution.wars):
        wrong += misshapen(part, axes)
    assert not wrong


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises())
def test_arrays_are_as_declared_on_random_crises(crisis):
    check(crisis)


@pytest.mark.parametrize("name", ["ussr-1939", "turkey-1939", "austria-1955"])
def test_arrays_are_as_declared_on_the_library(name):
    check(load(name))


def test_an_array_of_another_shape_or_kind_is_told():
    axes = {"D": 2, "M": 3, "n": 4, "T": 5}
    right = np.zeros((2, 3, 4, 5))
    assert misshapen(SignatureTerms(right, right, right), axes) == []
    for wrong in (right[:, :, :, :4].copy(), right.astype(np.float32), right[0], np.asfortranarray(right)):
        assert [row[1] for row in misshapen(SignatureTerms(right, wrong, right), axes)] == ["transfers"]


def test_axes_may_be_sums():
    assert size_of("O+1", {"O": 3}) == 4
    assert size_of("2", {}) == 2
    assert declared(GameNumbers)["drafted"] == (np.float64, ("D", "S", "T", "stages"))
