"""What is left of a crisis that is shrunk, and what goes with what is cut away."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from realpolitik.crisis.checks import check
from realpolitik.crisis.doubt import doubt_paths
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import library, load
from realpolitik.crisis.schema import Crisis
from realpolitik.interop.shrink import LEAST, Size, fit, shrink
from turning import attack, claim, crisis_of, defense, word

HOSTILE = {
    "a": claim("A", "B", 0.9),
    "b": claim("A", "K", 0.5),
    "c": claim("C", "J", 0.5),
    "d": claim("B", "J", 0.4, helpers={"H": 0.5, "M": 0.4}),
}
"""The first is what the plan is for; by the last two, two states may turn on one."""


@pytest.fixture(scope="module")
def whole() -> Crisis:
    return crisis_of(
        hostilities=HOSTILE,
        war_plans=attack(balance={"M": 0.1, "C": 0.2}, prize={"A": 0.6, "M": 0.2}, exposure={"M": 0.3, "B": 0.5}),
        treaties=word(first=defense("H", "J"), second=defense("M", "J", contingent_on="H")),
        doubt={
            "turn": {"a": 0.5, "d": -0.5},
            "help": {"d": {"H": 0.5, "M": 1}},
            "join": {"plan": {"M": {"attacker": 0.3}}},
        },
        perceptions={
            "one": {"who": "C", "path": "hostilities.d.helpers.M", "value": 0.1, "because": "It is so."},
            "two": {"who": "C", "path": "doubt.help.d.M", "value": 0.1, "because": "It is so."},
            "three": {"who": "C", "path": "doubt.turn.c", "value": 0.1, "because": "It is so."},
            "four": {"who": "C", "path": "hostilities.d.reach", "value": 0.1, "because": "It is so."},
        },
    )


def test_two_that_may_turn_on_one_are_kept_first_and_the_one_that_somebody_may_help_before_the_other(
    whole: Crisis,
) -> None:
    kept = {most: tuple(shrink(whole, Size(hostilities=most)).hostilities) for most in range(5)}
    assert kept == {0: (), 1: ("d",), 2: ("c", "d"), 3: ("b", "c", "d"), 4: ("a", "b", "c", "d")}


def test_helpers_are_kept_in_their_order(whole: Crisis) -> None:
    kept = {most: tuple(shrink(whole, Size(helpers=most)).hostilities["d"].helpers) for most in range(3)}
    assert kept == {0: (), 1: ("H",), 2: ("H", "M")}
    assert shrink(whole, Size(helpers=2)) is whole


def test_what_speaks_of_what_is_cut_goes_with_it_and_the_rest_stays(whole: Crisis) -> None:
    small = shrink(whole, Size(hostilities=2, helpers=1, joiners=0))
    assert not check(small)
    assert set(small.perceptions) == {"three", "four"}
    assert dict(small.doubt.turn) == {"d": whole.doubt.turn["d"]}
    assert dict(small.doubt.help["d"]) == {"H": whole.doubt.help["d"]["H"]}
    plan = small.war_plans["plan"]
    assert not plan.joiners
    assert not plan.reach
    assert set(plan.prize) == {"A"}
    assert set(plan.exposure) == {"B"}
    assert plan.balance == whole.war_plans["plan"].balance  # who looks on loses by the target's fall all the same
    alone = shrink(whole, Size(hostilities=1, helpers=0))
    assert set(alone.perceptions) == {"four"}


def test_a_helper_that_would_now_be_the_first_to_turn_is_cut() -> None:
    hostile = {
        "a": claim("C", "K", 0.5),
        "b": claim("A", "J", 0.5),
        "c": claim("C", "J", 0.4, helpers={"A": 0.5, "H": 0.4}),
    }
    whole = crisis_of(hostilities=hostile)
    assert not check(whole)
    small = shrink(whole, Size(hostilities=2))
    assert {name: tuple(each.helpers) for name, each in small.hostilities.items()} == {"b": (), "c": ("H",)}
    assert not check(small)


def test_a_war_under_way_keeps_its_belligerents_and_is_what_the_talks_end_with() -> None:
    under_way = attack(began="1899-06-01", belligerents={"K": "defender"}, reach={"M": 0.7, "K": 0.6})["plan"]
    late: dict[str, Any] = {"name": "L", "aggressor": "C", "target": "J", "occasions": {"o": {"date": "1900-06-20"}}}
    whole = crisis_of(
        window={"opens": "1900-01-01", "closes": "1900-06-30"},
        war_plans={"plan": under_way | {"occasions": {"spring": {"date": "1900-03-15"}}}, "later": late},
    )
    small = shrink(whole, LEAST)
    assert set(small.war_plans) == {"plan", "later"}
    assert (small.window.opens, small.window.closes) == (date(1900, 2, 28), date(1900, 6, 20))
    plan = small.war_plans["plan"]
    assert (plan.began, dict(plan.belligerents)) == (date(1899, 6, 1), {"K": "defender"})
    assert "K" in plan.reach


@pytest.mark.parametrize("name", sorted(library()))
def test_every_crisis_can_be_shrunk_with_doubts_about_everything(name: str) -> None:
    crisis = load(name)
    paths = list(doubt_paths(crisis.suitors, crisis.war_plans, crisis.hostilities))
    doubted = patch(crisis, dict.fromkeys(paths, 0.5))
    for most in range(3):
        size = Size(steps=1, bundles=1 + most, joiners=most, hostilities=most, helpers=most)
        small = shrink(doubted, size)
        assert not check(small)
        assert all(len(each.helpers) <= most for each in small.hostilities.values())
        assert len(small.hostilities) == min(most, len(crisis.hostilities))


@pytest.mark.parametrize("most, kept", [(4_000, ("c", "d")), (16_000, ("a", "b", "c", "d"))])
def test_what_grows_is_who_turns_and_who_helps(whole: Crisis, most: int, kept: tuple[str, ...]) -> None:
    small = fit(whole, Size(), most)
    assert tuple(small.hostilities) == kept
    assert tuple(small.hostilities["d"].helpers) == ("H", "M")
    assert fit(whole, Size(helpers=0), most).hostilities["d"].helpers == {}
