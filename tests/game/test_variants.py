"""Variants of one structure: drawn and read together, and put in an order in which neighbours share their games."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.solve import compile_models, set_up
from realpolitik.game.variants import families_of, games_apart, in_order


def changes_of(row):
    """How often a game is another one than in the row before."""
    return int((np.diff(row) != 0).sum())


@st.composite
def numberings(draw):
    games, variants = draw(st.integers(1, 5)), draw(st.integers(1, 12))
    row = st.lists(st.integers(0, 3), min_size=variants, max_size=variants)
    return np.array(draw(st.lists(row, min_size=games, max_size=games)))


@given(numberings())
def test_the_game_of_fewest_kinds_changes_no_more_often_than_it_must(games):
    order = in_order(games)
    assert sorted(order) == list(range(games.shape[1]))
    kinds = np.array([len(set(row.tolist())) for row in games])
    bound = 1
    for g in np.argsort(kinds, kind="stable"):
        bound *= kinds[g]
        assert changes_of(games[g, order]) <= bound - 1
    assert min(changes_of(row[order]) - len(set(row.tolist())) + 1 for row in games) == 0


@pytest.fixture(scope="module")
def variants():
    """Every set of four changes, to one believer's numbers or to all models, those that touch the fewest outermost."""
    crisis = load("ussr-1939")
    changes = (
        {"events.y1938-munich.excludes": []},
        {f"perceptions.{key}": None for key, one in crisis.perceptions.items() if one.who == "Britain"},
        {"states.USSR.readiness": 0.9},
        {"states.USSR.ideology_weight": 0},
    )
    found = []
    for chosen in product((False, True), repeat=len(changes)):
        joined = {
            path: value for one, taken in zip(changes, chosen, strict=True) if taken for path, value in one.items()
        }
        found.append(patch(crisis, joined))
    return found


def test_rows_of_a_family_are_those_of_every_variant_alone(variants):
    (family,) = families_of(variants, 1)
    assert sorted(family.variants) == list(range(len(variants)))
    numbers = tuple(family.variants)
    seed, first, count = 1, 6, 3
    sample = family.sample(numbers, seed, first, count)
    games, V = 1 + len(family.game.models), len(numbers)
    for v, number in enumerate(numbers):
        crisis = variants[number]
        alone_game = set_up(crisis)
        alone = compile_models(alone_game, draw_numbers(crisis, seed, first, count))
        of = [0, *(1 + alone_game.models.index(s) if s in alone_game.models else 0 for s in family.game.models)]
        for name, together, own in zip(sample.numbers._fields, sample.numbers, alone.numbers, strict=True):
            rows = together.reshape(games, count, V, -1)[:, :, v]
            assert rows.tobytes() == own.reshape(1 + len(alone_game.models), count, -1)[of].tobytes(), name
        for name, together, own in zip(sample.terms._fields, sample.terms, alone.terms, strict=True):
            assert together[v::V].tobytes() == own.tobytes(), name


def test_neighbours_in_a_family_share_more_games_than_in_the_order_given(variants):
    (family,) = families_of(variants, 1)
    in_family, as_given = (
        games_apart(family.sample(numbers, 1, 0, 1), len(variants), family.game.roles.bargains)
        for numbers in (tuple(family.variants), range(len(variants)))
    )
    assert in_order(in_family) == list(range(len(variants)))
    assert sum(map(changes_of, in_family)) < sum(map(changes_of, as_given))


def test_a_state_that_errs_in_some_variants_has_a_model_in_all():
    crisis = load("turkey-1939")
    key, perception = next(iter(crisis.perceptions.items()))
    sound = patch(crisis, {"perceptions": None})
    (family,) = families_of([sound, crisis], 0)
    assert perception.who in family.game.models
    assert key not in sound.perceptions


def test_variants_with_another_clock_are_of_another_structure():
    crisis = load("ussr-1939")
    finer = patch(crisis, {"window.step": 0.25})
    harder = patch(crisis, {"constants.precision": 120})
    hurried = patch(crisis, {"constants.tempo": 4})
    assert [set(family.variants) for family in families_of([crisis, finer, harder, hurried], 0)] == [{0, 2, 3}, {1}]
