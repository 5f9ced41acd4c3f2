"""What follows on an alignment: who turns, when, and who helps; a war under way is told as one."""

from __future__ import annotations

import math

import pytest

from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import read_text
from realpolitik.crisis.starter import STARTER
from realpolitik.game.solve import solve
from realpolitik.outcome import Turn, War
from realpolitik.report.dispatch.paths import in_english
from realpolitik.report.follows import attack_is_open, turnings, under_way
from realpolitik.report.run_text import tell_run

STARTED = read_text(STARTER, "starter")
UNDER_WAY = patch(
    STARTED,
    {"war_plans.autumn.began": "1900-01-15", "war_plans.autumn.occasions": {"first": {"date": "1900-06-01"}}},
)
NO_PLAN = patch(STARTED, {"war_plans": None, "treaties": None}, cross_check=False)


def war(aftermath: tuple[Turn, ...], peace: tuple[Turn, ...]) -> War:
    return War("none", 0.5, 0.0, (), {}, 0.5, aftermath, peace)


def test_rows_are_matched_by_pair_and_what_is_never_asked_has_no_chance():
    first = war((Turn("A", "B", 0.5, 0.2, {"C": 0.3}),), (Turn("D", "B", 0.1, 0.0, {}),))
    second = war((Turn("D", "B", 0.25, 0.1, {}), Turn("A", "B", 0.75, 0.4, {})), ())
    one, other = turnings([first, second], "war")
    assert (one.by, one.toward, one.turns, one.prevails) == ("A", "B", (0.5, 0.75), (0.2, 0.4))
    assert one.helps[0].state == "C"
    assert one.helps[0].chances == pytest.approx((0.3, math.nan), nan_ok=True)
    assert other.turns == pytest.approx((math.nan, 0.25), nan_ok=True)
    (calm,) = turnings([first, second], "peace")
    assert calm.turns == pytest.approx((0.1, math.nan), nan_ok=True)


def told(crisis) -> str:
    return " ".join(tell_run(solve(crisis, draws=4), crisis, details=True).split())


def test_a_run_tells_who_turns_after_a_war_and_in_peace():
    text = told(patch(STARTED, {"constants.doubt": 0.3, "doubt.help.south_pivot.NOR": 3, "doubt.turn.south_pivot": 2}))
    assert "an attack" in text
    assert "given no attack, who turns on whom (and wins) South on Pivot" in text
    assert "North then helps it" in text


def test_a_war_under_way_is_told_as_one_and_no_chance_of_an_attack_is_shown():
    assert not attack_is_open(UNDER_WAY)
    assert under_way(UNDER_WAY).name == "South attacks March"
    text = told(UNDER_WAY)
    assert "the war that began on 15 Jan 1900 reaches its choice on 1 Jun 1900" in text
    assert "in the war, attackers win" in text
    assert "attack 100" not in text
    assert "An attack comes" not in text
    assert "given no attack" not in text


def test_where_no_war_is_planned_who_turns_in_peace_is_told_all_the_same():
    text = told(NO_PLAN)
    assert "No war is planned" in text
    assert "who turns on whom (and wins) South on Pivot" in text
    assert "attackers win" not in text


@pytest.mark.parametrize(
    "path, says",
    [
        ("hostilities.south_pivot.helpers.NOR", "how much of its strength North can bring to help Pivot against South"),
        ("doubt.help.south_pivot.NOR", "what nothing explains of what helping Pivot against South is worth to North"),
        ("war_plans.autumn.began", "the day on which the war began (South attacks March)"),
        (
            "hostilities.south_pivot.reach",
            "how much of its strength South can bring against Pivot, should it turn on it",
        ),
    ],
)
def test_paths_of_help_and_of_a_war_under_way_are_said_in_english(path, says):
    assert in_english(path, STARTED) == says
