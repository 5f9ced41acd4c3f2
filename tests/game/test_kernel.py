"""The kernels against the plain reference, on random crises and on what must not matter."""

import math
import os
import subprocess
import sys
from collections.abc import Mapping

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings

from comparison import distance_from_reference
from realpolitik.crisis.bundles import feasible
from realpolitik.crisis.quantity import Closed
from realpolitik.crisis.read import load
from realpolitik.crisis.schema import Constants, Hostility, Occasion, Stake, State, Suitor, WarPlan
from realpolitik.crisis.treaty import Clause
from realpolitik.game.core.arrays import GameNumbers, SignatureTerms
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.solve import Sample, compile_models, set_up, solve, solve_draws, solve_sample
from strategies import crises


def joint_bids(crisis):
    """In how many ways the suitors can bid at once: what the plain reference takes its time over."""
    return math.prod(1 + len(feasible(suitor.menu)) for suitor in crisis.suitors.values())


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises())
def test_kernel_equals_reference_on_random_crises(crisis):
    assume(joint_bids(crisis) <= 36)
    assert distance_from_reference(crisis, seed=0, draw=3) < 1e-10


def test_random_crises_leave_no_number_of_the_model_at_its_default():
    """A number that they never set could be left out of both versions, or of one, and nobody would notice."""
    drawn = set()

    def note(value):
        if isinstance(value, Closed):
            drawn.update((type(value), name) for name in value.model_fields_set)
            value = dict(value)
        for item in value.values() if isinstance(value, Mapping) else value if isinstance(value, tuple) else ():
            note(item)

    @settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(crises(), crises(passage=True))
    def look_at(crisis, other):
        note(crisis)
        note(other)

    look_at()
    played = (Constants, State, Stake, Hostility, Suitor, Occasion, WarPlan, Clause)
    words = {"says", "why", "source"}
    undrawn = {(kind.__name__, name) for kind in played for name in kind.model_fields if (kind, name) not in drawn}
    assert not {(kind, name) for kind, name in undrawn if name not in words}


@pytest.mark.slow
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises())
def test_kernel_equals_reference_on_two_thousand_random_crises(crisis):
    assume(joint_bids(crisis) <= 36)
    assert distance_from_reference(crisis, seed=1, draw=0) < 1e-10


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises())
def test_chances_sum_to_one_and_ledgers_to_payoffs(crisis):
    tally = solve_draws(set_up(crisis), 1, 0, 2)
    total = tally.signed.sum(axis=(1, 2)) + tally.attacked.sum(axis=1) + tally.unsigned
    assert total == pytest.approx(1.0, abs=1e-12)
    for array in tally:
        assert np.isfinite(array).all()


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises())
def test_threads_and_chunks_change_no_bit(crisis):
    one, two = (solve(crisis, draws=130, seed=5, threads=threads) for threads in (1, 2))
    assert repr(one.to_dict()) == repr(two.to_dict())  # NaN, where a suitor never signs, is equal to itself here


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises())
def test_what_was_solved_before_in_the_same_memory_does_not_matter(crisis):
    game = set_up(crisis)
    first = solve_draws(game, 1, 4, 3)
    solve_draws(game, 9, 0, 5)
    again, alone = solve_draws(game, 1, 4, 3), [solve_draws(set_up(crisis), 1, draw, 1) for draw in (4, 5, 6)]
    for name, one, other, parts in zip(first._fields, first, again, zip(*alone, strict=True), strict=True):
        assert one.tobytes() == other.tobytes() == np.concatenate(parts).tobytes(), name


@pytest.mark.parametrize("name", GameNumbers._fields)
def test_a_row_that_differs_from_the_one_before_it_in_any_number_is_solved_anew(name):
    game = set_up(load("turkey-1939"))
    sample = compile_models(game, draw_numbers(game.layout.crisis, 1, 2, 1))
    wholly = getattr(sample.numbers, name)
    other = wholly + 1 if wholly.dtype.kind == "i" else np.abs(wholly) * 0.9
    moved = sample.numbers._replace(**{name: other})
    pairs = [np.stack(pair, axis=1) for pair in zip(sample.numbers, moved, strict=True)]
    rows = GameNumbers(*(pair.reshape(2 * len(pair), *pair.shape[2:]) for pair in pairs))
    terms = SignatureTerms(*(np.repeat(term, 2, axis=0) for term in sample.terms))
    together, alone = solve_sample(game, Sample(rows, terms)), solve_sample(game, Sample(moved, sample.terms))
    for field, both, one in zip(together._fields, together, alone, strict=True):
        assert both[1:].tobytes() == one.tobytes(), field


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises())
def test_draws_do_not_depend_on_where_a_chunk_begins(crisis):
    whole, tail = draw_numbers(crisis, 2, 0, 12), draw_numbers(crisis, 2, 7, 5)
    for path in whole.series:
        assert np.array_equal(whole.at(path)[7:], tail.at(path))


@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises())
def test_order_of_suitors_and_states_does_not_matter(crisis):
    turned = crisis.model_copy(
        update={
            "suitors": dict(reversed(crisis.suitors.items())),
            "states": dict(reversed(crisis.states.items())),
        }
    )
    one, other = (solve_draws(set_up(c), 0, 0, 1) for c in (crisis, turned))
    assert one.unsigned[0] + one.attacked.sum() == pytest.approx(other.unsigned[0] + other.attacked.sum(), abs=1e-9)
    assert one.payoff[0].sum(axis=0) == pytest.approx(other.payoff[0].sum(axis=0)[::-1], abs=1e-9)


def test_nothing_is_read_beyond_its_bounds_when_a_believer_has_the_true_numbers():
    # Machine code does not look at bounds, Python does. Under the audit a believer who is told the truth has the same numbers as
    # the truth, which are then compared to the last one.
    script = (
        "from realpolitik import read_text\n"
        "from realpolitik.analysis.audit import audit\n"
        "from realpolitik.crisis.starter import STARTER\n"
        "audit(read_text(STARTER, 'starter.yaml'), draws=2, threads=1)\n"
    )
    environment = os.environ | {"NUMBA_DISABLE_JIT": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, check=False, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr[-2000:]
