"""What each simple theory reads of a crisis, and which way it leans."""

from __future__ import annotations

import math

import pytest

from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import load
from realpolitik.outcome import NONE
from realpolitik.theories.balance_of_power import BalanceOfPower
from realpolitik.theories.balance_of_threat import BalanceOfThreat
from realpolitik.theories.bandwagon import Bandwagon
from realpolitik.theories.base_rate import BaseRate
from realpolitik.theories.ideology import Ideology
from realpolitik.theories.incumbent import Incumbent
from realpolitik.theories.offers import offers
from realpolitik.theories.protocol import Abstention
from realpolitik.theories.reading import kinships, read, strengths, threats
from realpolitik.theories.scorecard import Scorecard


@pytest.fixture(scope="module")
def crisis():
    return load("ussr-1939")


def test_reading_takes_medians_on_the_day_with_the_effects_of_past_events(crisis):
    plain = patch(
        crisis,
        {
            "states.Germany.capability": {"uniform": [0.1, 0.3]},
            "events.blow": {
                "date": "1939-08-01", "what": "A blow.", "effects": {"states.Germany.capability": {"scale": 0.5}},
            },
            "events.hope": {
                "date": "1939-09-10", "what": "A hope.", "forecast": True,
                "effects": {"states.Germany.capability": {"scale": {"uniform": [2, 3]}}},
            },
        },
    )  # fmt: skip
    assert read(plain).capability("Germany") == pytest.approx(0.1)
    assert strengths(read(crisis)) == pytest.approx({"West": 0.0778 + 0.0456, "Germany": 0.1542})


def test_threat_is_capability_times_reach_times_hostility(crisis):
    # The middle of a gain of 0.35 to 1.6, and of a reach of 0.6 to 1.
    assert threats(read(crisis)) == pytest.approx({"West": 0.0, "Germany": 0.1542 * 0.8 * 0.975})


def test_kinship_is_one_for_the_same_point_and_nought_for_the_opposite(crisis):
    near = patch(
        crisis, {"states.Germany.ideology": [-1], "states.USSR.ideology": [-1], "states.Britain.ideology": [1]}
    )
    assert kinships(read(near)) == pytest.approx({"West": 0.0, "Germany": 1.0})


def test_an_offer_counts_stakes_by_delivery_and_each_kind_of_promise_once(crisis):
    menu = {
        "land": {
            "kind": "sphere", "obligors": ["Germany"], "beneficiaries": ["USSR"], "stake": "baltics",
            "delivery": "war",
        },
        "peace": {"kind": "nonaggression", "obligors": ["Germany", "USSR"], "beneficiaries": ["Germany", "USSR"]},
        "again": {"kind": "nonaggression", "obligors": ["Germany"], "beneficiaries": ["USSR"], "weight": 0.3},
        "help": {
            "kind": "guarantee", "obligors": ["Germany"], "beneficiaries": ["USSR"], "consent_of": ["Japan"],
            "cost": {"USSR": 0.02},
        },
    }  # fmt: skip
    told = patch(crisis, {"suitors.Germany.menu": menu, "stakes.baltics.worth.USSR": 0.1, "moves": {}, "claims": {},
                          "factors": {}})  # fmt: skip
    assert offers(read(told))["Germany"] == pytest.approx(0.8 * 0.1 + 0.05 + 0.5 * 0.05 - 0.5 * 0.02)


@pytest.mark.parametrize(
    "theory, change",
    [
        (BalanceOfPower(), {"states.Germany.capability": 0.05}),
        (Bandwagon(), {"states.Germany.capability": 0.4}),
        (BalanceOfThreat(), {"hostilities.germany-ussr.gain": 0.01, "hostilities.w": {
            "by": "Britain", "toward": "USSR", "gain": 0.5}}),
        (Ideology(), {"states.Germany.ideology": [-1]}),
        (Scorecard(), {"hostilities.germany-ussr": None, "states.Germany.ideology": [-1]}),
        (Incumbent(), {"treaties.franco-soviet-1935": None}),
    ],
    ids=lambda value: getattr(value, "name", ""),
)  # fmt: skip
def test_theory_leans_the_way_it_says(crisis, theory, change):
    base = patch(crisis, {"factors": {}, "claims": {}, "perceptions": {}})
    before, after = (theory.forecast(each).outcomes for each in (base, patch(base, change)))
    assert after["Germany"] / after["West"] > before["Germany"] / before["West"]


def test_balance_of_power_is_the_logit_that_its_page_states(crisis):
    weak = 0.1234 / (0.1234 + 0.1542)
    odds = {"West": math.exp(3 * (0.5 - weak)), "Germany": math.exp(3 * (weak - 0.5)), NONE: math.exp(-1)}
    chances = BalanceOfPower().forecast(crisis, {"slope": 3.0, "none": -1.0}).outcomes
    assert dict(chances) == pytest.approx({key: each / sum(odds.values()) for key, each in odds.items()})


def test_staying_out_is_as_things_stand_for_a_pivot_tied_to_both_sides_or_neither(crisis):
    both = Incumbent().forecast(crisis).outcomes
    neither = (
        Incumbent()
        .forecast(patch(crisis, {"treaties.franco-soviet-1935": None, "treaties.berlin-1926": None, "factors": {}}))
        .outcomes
    )
    assert max(both, key=both.get) == max(neither, key=neither.get) == NONE


def test_what_is_not_in_the_file_is_abstained_from(crisis):
    empty = {key: {} for key in ("hostilities", "factors", "claims", "perceptions")}
    mindless = {f"states.{state}.ideology_weight": 0 for state in crisis.states}
    blank = patch(crisis, {**empty, **mindless, "states.USSR.ideology": []})
    assert isinstance(BalanceOfThreat().forecast(blank), Abstention)
    assert isinstance(Ideology().forecast(blank), Abstention)
    assert not isinstance(Scorecard().forecast(blank), Abstention)


def test_base_rate_is_its_parameter(crisis):
    assert dict(BaseRate().forecast(crisis, {"none": 0.5}).outcomes) == {"West": 0.25, "Germany": 0.25, NONE: 0.5}
