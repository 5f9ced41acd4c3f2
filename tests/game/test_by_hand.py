"""Small games worked out in numbers, without the functions of either solver, which both must then find."""

from __future__ import annotations

import math
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings

from comparison import distance_from_reference
from realpolitik.crisis.bundles import feasible
from realpolitik.crisis.calendar import period_of, periods
from realpolitik.crisis.schema import Crisis, Side
from realpolitik.game.numbers.draws import draw_numbers
from realpolitik.game.reference import solve_reference
from realpolitik.game.rules.world import World
from realpolitik.game.solve import solve
from strategies import crises

DAYS_IN_MONTH = 30.4375
STAGES = 4
CERTAIN = {"precision": 6, "doubt": 0, "lean": 0}


def tree(**more: Any) -> dict[str, Any]:
    """A pivot P, a suitor A with a deal to bid, a state B, three months, and nothing that is not explained."""
    content: dict[str, Any] = {
        "id": "by-hand",
        "title": "By hand",
        "question": "Who signs?",
        "pivot": "P",
        "as_of": "1900-01-01",
        "window": {"opens": "1900-01-01", "closes": "1900-03-31"},
        "constants": CERTAIN,
        "states": {name: {"name": name, "capability": 0.1, "patience": 0.97} for name in "PAB"},
        "suitors": {
            "A": {
                "name": "A",
                "lead": "A",
                "members": {"A": 1},
                "drafting_time": 0,
                "menu": {"deal": {"kind": "transfer", "obligors": ["A"], "worth": {"P": 0.2, "A": 0.1}}},
            }
        },
    }
    return content | more


def logit(*worth: float, precision: float = 6.0) -> list[float]:
    weights = [math.exp(precision * each) for each in worth]
    return [weight / sum(weights) for weight in weights]


def expect_both(crisis: Crisis, signed: dict[int, float], attacked: float = 0.0) -> None:
    """Both solvers find the chances of signature by step, and of an attack while nothing is signed."""
    plain = solve_reference(crisis, 0, 0)
    by_step = {t: sum(p for (_, _, when), p in plain.signatures.items() if when == t) for t in signed}
    assert by_step == pytest.approx(signed, abs=1e-13)
    assert sum(plain.signatures.values()) == pytest.approx(sum(signed.values()), abs=1e-13)
    assert sum(plain.attacks.values()) == pytest.approx(attacked, abs=1e-13)
    assert solve(crisis, draws=1).probability("A") == pytest.approx(sum(signed.values()), abs=1e-10)
    assert distance_from_reference(crisis, seed=0, draw=0) < 1e-10  # of signatures, step by step


# --- the table


@pytest.mark.parametrize("steps, longest", [(2, 2.0), (3, 1.34)])
def test_a_text_that_is_drafted_in_stages_by_hand(steps, longest):
    """A suitor that must bid its only deal, and 60 days in equal steps. The text is worked on, if talks do not collapse.

    The chance that n of the r stages left are done in a step of h months is (k h / d)^n e^(-k h / d) / n!, the rest for all.
    """
    content = tree(window={"opens": "1900-01-01", "closes": "1900-03-01", "step": longest})
    content["constants"] = CERTAIN | {"tempo": 1.5}
    content["suitors"]["A"] |= {"drafting_time": 0.8, "collapse": 0.1, "bound": True}
    content["states"]["P"]["delay_cost"] = 0.03
    h = 60 / steps / DAYS_IN_MONTH
    sits, fails, work = 1 - math.exp(-1.5 * h), 1 - 0.9**h, STAGES * h / 0.8

    def done(left: int) -> list[float]:
        chances = [math.exp(-work) * work**n / math.factorial(n) for n in range(left)]
        return [*chances, 1 - sum(chances)]

    def add(*parts: tuple[float, dict[str, float]]) -> dict[str, float]:
        """Return what the pivot expects, and the chance of a signature in every step."""
        return {key: sum(q * part.get(key, 0.0) for q, part in parts) for key in ["worth", *range(steps)]}

    later = dict.fromkeys([None, *range(STAGES + 1)], add())  # by the stages left of the draft, None without one
    for t in reversed(range(steps)):
        now = 0.97 ** (t * h)
        delay = (1, {"worth": -0.03 * h * now})
        passes = {None: add((1, later[None]), delay)}
        for left in range(STAGES + 1):
            worked = [((1 - fails) * q, later[left - n]) for n, q in enumerate(done(left))]
            passes[left] = add(*worked, (fails, later[None]), delay)
        take, press, wait = logit(*(passes[left]["worth"] for left in (STAGES, STAGES, None)))
        sign, leave = logit(0.2 * now, passes[0]["worth"])
        meeting = (
            passes
            | {  # to take the bid up, or to press who is bound to agree; the text under draft cannot be demanded
                None: add((take + press, passes[STAGES]), (wait, passes[None])),
                0: add((sign, {"worth": 0.2 * now, t: 1}), (leave, passes[0])),
            }
        )
        later = {left: add((sits, meeting[left]), (1 - sits, passes[left])) for left in passes}
    del later[None]["worth"]
    assert later[None][0] == 0 < later[None][1]
    expect_both(Crisis.model_validate(content), later[None])


@pytest.mark.parametrize("height", [0, 2])
def test_a_bid_that_nobody_must_make_by_hand(height):
    """One step, no drafting: to bid, press, agree and sign are each a choice. Bids and answers lean to what is welcome."""
    content = tree(window={"opens": "1900-01-01", "closes": "1900-01-31", "step": 12})
    content["constants"] = CERTAIN | {"tempo": 0.7, "lean": height}
    sits, lean = 1 - math.exp(-0.7 * 31 / DAYS_IN_MONTH), height / 6 * math.tanh(0.1 / 0.02)
    sign, _ = logit(0.2, 0.0)
    taken = {"P": sign * 0.2, "A": sign * 0.1}
    agree, _ = logit(taken["A"] + lean, 0.0)
    pressed = {state: agree * worth for state, worth in taken.items()}

    def reply(bid: bool) -> tuple[float, float]:
        """The suitor's expectation, and the chance of a signature."""
        worth = [*([taken["P"]] if bid else []), pressed["P"], 0.0]
        chances = logit(*worth)
        take, press = (chances[0], chances[1]) if bid else (0.0, chances[0])
        return take * taken["A"] + press * pressed["A"], (take + press * agree) * sign

    (bids, signed), (silent, signed_unbid) = reply(True), reply(False)
    bid, _ = logit(bids + lean, silent)
    expect_both(Crisis.model_validate(content), {0: sits * (bid * signed + (1 - bid) * signed_unbid)})


# --- the war

MONTHS_TO_ATTACK = 40 / DAYS_IN_MONTH
"""From the opening to the tenth of February."""


def war(**plan: Any) -> dict[str, Any]:
    """B may attack the pivot's neighbour C; A may defend it."""
    content = tree(constants=CERTAIN | {"decisiveness": 1.2, "aftermath_lag": 6})
    content["states"] |= {
        "A": {"name": "A", "capability": 0.12, "war_cost": 0.3, "patience": 0.97},
        "B": {"name": "B", "capability": 0.2, "war_cost": 0.2, "attrition": 0.5, "conquest": 0.4, "patience": 0.97},
        "C": {"name": "C", "capability": 0.06, "war_cost": 0.1, "attrition": 0.3, "patience": 0.97},
    }
    content["war_plans"] = {
        "plan": {
            "name": "The plan",
            "aggressor": "B",
            "target": "C",
            "occasions": {"order": {"date": "1900-02-10"}},
            "joiners": {"A": ["defender"]},
            "reach": {"A": 0.5},
        }
        | plan
    }
    return content


def war_of(content: dict[str, Any]) -> Any:
    """The plain version's war of a crisis, its first occasion, and what binds before any signature."""
    game = solve_reference(Crisis.model_validate(content), 0, 0).true
    return game.war, game.world.slots[0], game.world.treaties


@pytest.mark.parametrize(
    "passage, theatre, expected",
    [(0.4, None, 0.5 + (0.9 - 0.5) * 0.4), (None, "main", 0.9), (0.4, "elsewhere", 0.5), (0.0, None, 0.5)],
)
def test_transit_adds_to_reach_by_hand(passage, theatre, expected):
    content = war(reach_with_transit={"A": 0.9})
    clause = {"kind": "transit", "obligors": ["P"], "beneficiaries": ["A"], "passage": passage, "theatre": theatre}
    content["treaties"] = {
        "way": {
            "name": "The way",
            "signed": "1899-01-01",
            "clauses": {"way": {key: value for key, value in clause.items() if value is not None}},
        }
    }
    fought, slot, treaties = war_of(content)
    battle = fought.battle(treaties, slot, (Side.DEFENDER,))
    assert battle.strength == pytest.approx({"A": 0.12 * expected, "B": 0.2, "C": 0.06})
    assert battle.exposure == pytest.approx(
        {"A": 0.5, "B": 1.0, "C": 1.0}
    )  # what it stands to lose does not grow with it
    assert distance_from_reference(Crisis.model_validate(content), 0, 0) < 1e-10


def test_a_principal_that_cannot_bring_all_to_bear_by_hand():
    content = war(reach={"A": 0.5, "B": 0.6, "C": 0.9})
    fought, slot, treaties = war_of(content)
    battle = fought.battle(treaties, slot, (Side.DEFENDER,))
    assert battle.strength == pytest.approx({"A": 0.12 * 0.5, "B": 0.2 * 0.6, "C": 0.06 * 0.9})
    assert battle.exposure == pytest.approx({"A": 0.5, "B": 1.0, "C": 1.0})  # a principal has all to lose all the same
    assert distance_from_reference(Crisis.model_validate(content), 0, 0) < 1e-10


@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(crises(passage=True))
def test_kernel_equals_reference_wherever_a_joiner_has_passage(crisis):
    world = World(crisis, draw_numbers(crisis, 0, 3, 1))
    beneficiaries = {
        state
        for slot in world.slots
        for path in world.in_force(world.treaties, slot.day)
        if world.clause(path).kind == "transit"
        for state in world.clause(path).beneficiaries
        if state in crisis.war_plans[slot.plan].reach_with_transit
    }
    assert beneficiaries
    assume(math.prod(1 + len(feasible(suitor.menu)) for suitor in crisis.suitors.values()) <= 36)
    assert distance_from_reference(crisis, seed=0, draw=3) < 1e-10


@pytest.mark.parametrize("exposure", [0.25, 1.0])
def test_the_exposure_of_a_loser_by_hand(exposure):
    """A joins and loses; B, victorious, takes its part of it, and may then turn on the rest, or on the pivot, which looked on."""
    content = war(exposure={"A": exposure}, prize={"B": 0.5})
    content["hostilities"] = {
        "loser": {"by": "B", "toward": "A", "gain": 0.6, "reach": 0.7},
        "looker-on": {"by": "B", "toward": "P", "gain": 0.4},
    }
    content["states"]["A"]["attrition"] = 0.25
    fought, slot, treaties = war_of(content)

    m, attack, later = 1.2, 0.97**MONTHS_TO_ATTACK, 0.97 ** (MONTHS_TO_ATTACK + 6)
    defence = 0.06 + 0.12 * 0.5
    both = 0.2 + defence
    p = 0.2**m / (0.2**m + defence**m)
    against = {"A": 0.2 / both, "B": defence / both, "C": 0.2 / both}
    victor = 0.2 * (1 - 0.5 * against["B"]) + 0.4 * (0.06 * 1.0 + 0.12 * exposure)

    def turns(force: float, victim: float, gain: float) -> tuple[float, float]:
        """Chance that it succeeds, and its expected worth to the victor if it is tried."""
        q = force**m / (force**m + victim**m)
        return q, q * gain - 0.2 * (1 - q)

    left = 0.12 * (1 - exposure) * (1 - 0.25 * against["A"])
    held_down = 0.5 * left / (0.5 * left + victor)  # by A, if it still stands, where the victor turns on another
    q_loser, worth_loser = turns(0.7 * victor, left, (1 - exposure) * 0.6)
    q_other, worth_other = turns((1 - held_down) * victor, 0.1, 0.4)
    able = [later * worth_loser, later * worth_other] if exposure < 1 else [later * worth_other]
    whom = logit(*able)  # who has lost everything stands no more
    turn, _ = logit(sum(share * worth for share, worth in zip(whom, able, strict=True)), 0.0)
    z_loser, z_other = (turn * whom[0] if exposure < 1 else 0.0), turn * whom[-1]
    k = {"A": 0.3, "B": 0.2, "C": 0.1, "P": 0.2}
    expected = {
        "A": attack * (-0.3 * exposure * against["A"] - p * exposure)
        - later * p * (1 - exposure) * (k["A"] + 1) * z_loser * q_loser,
        "B": attack * (-0.2 * against["B"] - (1 - p) + 0.5 * p + p * exposure * 0.6)
        + later * p * (z_loser * worth_loser + z_other * worth_other),
        "C": attack * (-0.1 * against["C"] - p),
        "P": -later * p * (k["P"] + 1) * z_other * q_other,
    }
    assert fought.war_value(treaties, slot, (Side.DEFENDER,)) == pytest.approx(expected, abs=1e-14)
    assert distance_from_reference(Crisis.model_validate(content), 0, 0) < 1e-10


def test_a_war_of_nobodies_is_even_and_conquers_nothing_by_hand():
    content = war(prize={"B": 0.5}, reach={"A": 0.0})
    for state in "BC":
        content["states"][state]["readiness"] = 0.0
    content["hostilities"] = {"looker-on": {"by": "B", "toward": "P", "gain": 0.4}}
    fought, slot, treaties = war_of(content)
    attack, later = 0.97**MONTHS_TO_ATTACK, 0.97 ** (MONTHS_TO_ATTACK + 6)
    turn, _ = logit(later * -0.2, 0.0)  # it would fail for certain
    expected = {
        "A": 0.0,
        "B": attack * (-0.2 * 0.5 - 0.5 + 0.5 * 0.5) + later * 0.5 * turn * -0.2,
        "C": attack * (-0.1 * 0.5 - 0.5),
        "P": 0.0,
    }
    assert fought.war_value(treaties, slot, (Side.DEFENDER,)) == pytest.approx(expected, abs=1e-14)
    assert distance_from_reference(Crisis.model_validate(content), 0, 0) < 1e-10


# --- the calendar


@pytest.mark.parametrize("closes, days", [("1900-03-01", 59), ("1900-01-31", 30), ("1900-01-02", 1)])
def test_an_occasion_on_the_closing_day_is_one(closes, days):
    """Where the council never sits nothing is signed before it."""
    content = war(occasions={"order": {"date": closes}}, joiners={}, reach={}, prize={"B": 0.7})
    content["window"] = {"opens": "1900-01-01", "closes": closes}
    content["constants"]["tempo"] = 0
    crisis = Crisis.model_validate(content)
    p = 0.2**1.2 / (0.2**1.2 + 0.06**1.2)
    attack, _ = logit(0.97 ** (days / DAYS_IN_MONTH) * (-0.2 * 0.06 / 0.26 - (1 - p) + 0.7 * p), 0.0)
    expect_both(crisis, {}, attack)
    assert solve(crisis, draws=1).attack == pytest.approx(attack, abs=1e-12)


def test_the_periods_of_a_window_follow_each_other_without_gap_or_overlap():
    window = Crisis.model_validate(tree()).window
    starts = periods(window)
    for number, (first, after) in enumerate(pairwise(starts)):
        assert period_of(window, first) == period_of(window, date.fromordinal(after.toordinal() - 1)) == number
