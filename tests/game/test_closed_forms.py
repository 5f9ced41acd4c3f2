"""Sittings, stages of drafting and doubt against closed forms."""

from __future__ import annotations

import math

import pytest

from realpolitik.crisis.calendar import DAYS_IN_MONTH
from realpolitik.crisis.clock import clock_of
from realpolitik.crisis.schema import Crisis
from realpolitik.game.reference import solve_reference
from realpolitik.game.solve import solve

CERTAIN = {"precision": 100_000, "doubt": 0, "lean": 0, "tempo": 1000}
"""Everybody does what is best, and the council sits in every step."""


def crisis(
    suitors: int = 1, *, step: float = 0.5, bound: bool = True, drafting: float = 0, **constants: float
) -> Crisis:
    """A pivot to which every deal is worth 0.2 of survival, and more the sooner; to the suitor it is worth 0.1. Half a year."""
    names = [f"S{n}" for n in range(suitors)]
    deal = {"kind": "transfer", "obligors": ["P"]}
    return Crisis.model_validate(
        {
            "id": "closed",
            "title": "A closed form",
            "question": "Who signs?",
            "pivot": "P",
            "as_of": "1900-01-01",
            "window": {"opens": "1900-01-01", "closes": "1900-06-30", "step": step},
            "constants": CERTAIN | constants,
            "states": {name: {"name": name, "capability": 0.1, "patience": 0.5} for name in ["P", *names]},
            "suitors": {
                name: {
                    "name": name,
                    "lead": name,
                    "members": {name: 1},
                    "drafting_time": drafting,
                    "bound": bound,
                    "menu": {"deal": deal | {"worth": {"P": 0.2, name: 0.1}}},
                }
                for name in names
            },
        }
    )


# --- sittings


@pytest.mark.parametrize("step", [0.1, 0.5, 6])
@pytest.mark.parametrize("tempo", [0.2, 2])
def test_what_all_want_is_signed_at_the_first_sitting(tempo, step):
    months = 181 / DAYS_IN_MONTH
    outcome = solve(crisis(step=step, tempo=tempo), draws=1)
    assert outcome.probability("S0") == pytest.approx(1 - math.exp(-tempo * months), abs=1e-9)


# --- drafting


def ready(months: float, drafting: float) -> float:
    """The chance that four stages, each of a quarter of the drafting time on average, are done in so many months."""
    work = 4 * months / drafting
    return 1 - math.exp(-work) * sum(work**n / math.factorial(n) for n in range(4))


@pytest.mark.parametrize("step", [0.2, 0.5])
@pytest.mark.parametrize("drafting", [0.3, 2, 6])
def test_a_text_is_signed_in_the_step_that_begins_after_its_last_stage(drafting, step):
    alone = crisis(step=step, drafting=drafting)
    clock = clock_of(alone)
    done = [ready(months, drafting) for months in clock.months[:-1]]
    expected = {t: done[t] - done[t - 1] for t in range(1, clock.steps)}
    found = {t: chance for (_, _, t), chance in solve_reference(alone, 0, 0).signatures.items()}
    assert {t: found.get(t, 0.0) for t in expected} == pytest.approx(expected, abs=1e-9)
    assert found.get(0, 0.0) == 0
    assert solve(alone, draws=1).probability("S0") == pytest.approx(done[-1], abs=1e-9)


# --- doubt and chance alone

DRAWS = 400
CHANCE_ALONE = {"at_stake": 0, "doubt": 0.1}


@pytest.mark.parametrize("deviations", [-1.5, -0.1, 0.1, 1.5])
def test_where_nothing_is_at_stake_the_pivot_signs_if_its_doubt_is_for_it(deviations):
    content = crisis(step=6, **CHANCE_ALONE).model_dump(mode="json", exclude_none=True)
    content["doubt"] = {"pivot": {"S0": deviations}}
    expected = 1.0 if deviations > 0 else 0.0
    assert solve(Crisis.model_validate(content), draws=1).probability("S0") == pytest.approx(expected, abs=1e-9)


def test_where_nothing_is_at_stake_a_bound_suitor_is_signed_with_as_often_as_not():
    outcome = solve(crisis(step=6, **CHANCE_ALONE), draws=DRAWS)
    assert outcome.probability("S0") == pytest.approx(0.5, abs=4 * 0.5 / math.sqrt(DRAWS))


@pytest.mark.parametrize("suitors", [1, 2])
def test_by_chance_alone_nobody_signs_as_often_as_no_suitor_and_pivot_both_want_to(suitors):
    alone = crisis(suitors, step=6, bound=False, precision=1000, lean=3, **CHANCE_ALONE)
    none = 0.75**suitors
    spread = math.sqrt(none * (1 - none) / DRAWS)
    assert solve(alone, draws=DRAWS).probability("none") == pytest.approx(none, abs=4 * spread)


def test_suitors_that_are_alike_are_signed_with_alike():
    outcome = solve(crisis(2, drafting=1, precision=1000, lean=3, bound=False), draws=1)
    assert outcome.probability("S0") == pytest.approx(outcome.probability("S1"), abs=1e-9)
    assert outcome.probability("S0") > 0.4
