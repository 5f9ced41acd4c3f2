"""Which numbers do not reach the answer."""

from __future__ import annotations

import pytest

from realpolitik.analysis.reach import candidates, unreached
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import read_text
from realpolitik.crisis.starter import STARTER

SPREAD = {"uniform": [0.1, 0.2]}
HANDS = {
    "rash": {"name": "Rash", "prior": 0.04, "priors": {"PIV": 0.1}, "changes": {"states.SOU.war_cost": SPREAD}},
    "calm": {"name": "Calm", "prior": 0.96, "priors": {"PIV": 0.9}},
}
SPEECH = {
    "date": "1900-02-01",
    "actor": "SOU",
    "kind": "speech",
    "what": "South speaks.",
    "cost": {"rash": SPREAD, "calm": 0.1},
    "gain": SPREAD,
}


@pytest.fixture(scope="module")
def crisis():
    return patch(
        read_text(STARTER, "starter"),
        {
            "states.SOU.types": HANDS,
            "moves.speech": SPEECH,
            "states.MAR.reputation": SPREAD,
            "states.MAR.war_cost": SPREAD,
            "suitors.North.drafting_time": {"uniform": [0.8, 1.2]},
            "suitors.North.collapse": SPREAD,
        },
    )


@pytest.fixture(scope="module")
def found(crisis):
    return unreached(crisis)


def test_what_only_inference_reads_does_not_reach_the_answer(found):
    inference = {path for path in found if path.startswith("moves.") or ".priors." in path}
    assert inference == {
        "states.SOU.types.rash.priors.PIV",
        "states.SOU.types.calm.priors.PIV",
        "moves.speech.cost.rash",
        "moves.speech.cost.calm",
        "moves.speech.gain",
    }


def test_what_is_read_and_changes_nothing_does_not_reach_it_either(found):
    # March is attacked and so breaks no promise.
    rest = {path for path in found if not (path.startswith("moves.") or ".priors." in path)}
    assert rest == {"states.MAR.reputation"}


def test_a_hand_that_few_draws_hold_reaches_it(found, crisis):
    assert "states.SOU.types.rash.changes.states.SOU.war_cost" in candidates(crisis)
    assert "states.SOU.types.rash.changes.states.SOU.war_cost" not in found


def test_the_answer_does_not_hang_on_the_seed_and_every_number_is_counted(crisis, found):
    steps = []
    assert unreached(crisis, seed=5, progress=steps.append) == found
    assert sum(steps) == len(candidates(crisis))
