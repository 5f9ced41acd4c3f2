"""Numbers read side by side are those read alone, in whatever pieces they are drawn."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from realpolitik.crisis.read import load
from realpolitik.game.numbers.beliefs import believed_numbers
from realpolitik.game.numbers.compile import compile_numbers
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.numbers.grid import Grid
from realpolitik.game.numbers.streams import Streams, uniforms
from realpolitik.game.solve import compile_models, set_up
from strategies import crises

LIBRARY = ("ussr-1939", "turkey-1939", "austria-1955")


def expect_the_same(one, other):
    for name, a, b in zip(one._fields, one, other, strict=True):
        assert a.tobytes() == b.tobytes(), name


def expect_models_as_alone(crisis):
    game = set_up(crisis)
    truth = draw_numbers(crisis, 3, 5, 6)
    sample = compile_models(game, truth)
    minds = [truth, *(believed_numbers(crisis, truth, state) for state in game.models)]
    for g, numbers in enumerate(minds):
        alone, terms = compile_numbers(game.layout, Grid([[numbers]]))
        expect_the_same(alone, type(alone)._make(array[6 * g : 6 * (g + 1)] for array in sample.numbers))
        if g == 0:
            expect_the_same(terms, sample.terms)
    two = compile_models(game, draw_numbers(crisis, 3, 7, 2))
    rows = (np.arange(1 + len(game.models))[:, None] * 6 + [2, 3]).ravel()
    expect_the_same(two.numbers, type(two.numbers)._make(array[rows] for array in sample.numbers))


@pytest.mark.parametrize("name", LIBRARY)
def test_models_compiled_together_and_in_other_chunks_are_the_same_to_the_bit(name):
    expect_models_as_alone(load(name))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises())
def test_models_of_random_crises_compiled_together_are_the_same_to_the_bit(crisis):
    expect_models_as_alone(crisis)


def test_a_number_on_which_models_agree_is_read_once():
    crisis = load("ussr-1939")
    game, truth = set_up(crisis), draw_numbers(crisis, 0, 0, 4)
    grid = Grid([[truth], *([believed_numbers(crisis, truth, state)] for state in game.models)])
    assert grid.at("constants.precision").shape == (1, 1, 1)
    assert grid.at("states.Italy.capability").shape == (1, 4, 1)
    assert grid.at("states.Poland.readiness").shape == (len(game.models) + 1, 4, 1)


def test_streams_follow_from_seed_and_path_alone():
    streams = Streams(7, 6, 5, {"given": np.full(5, 0.25)})
    found = streams.of("states.A.readiness")
    streams.of("states.B.readiness")
    assert np.array_equal(found, streams.of("states.A.readiness"))
    assert np.array_equal(found, uniforms(7, "states.A.readiness", 0, 20)[6:11])
    assert not np.array_equal(found, uniforms(8, "states.A.readiness", 6, 5))
    assert np.array_equal(streams.of("given"), np.full(5, 0.25))
    assert uniforms(0, "constants.precision", 0, 3) == pytest.approx(
        [0.21599313470217207, 0.48188153949412493, 0.7466637538353919], abs=0
    )
