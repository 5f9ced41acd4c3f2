"""Parts of a file that stand idle: what is named changes nothing when it is taken away, and what is not named may."""

from __future__ import annotations

import math
import subprocess
import sys
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from realpolitik.analysis.idle import Idle, cut, idle
from realpolitik.crisis.idle.find import idle_parts
from realpolitik.crisis.idle.part import IdlePart
from realpolitik.crisis.idle.pledges import uncalled_pledges
from realpolitik.crisis.numbers import numbers_of
from realpolitik.crisis.patch import patch
from realpolitik.crisis.read import library, load, read_text
from realpolitik.crisis.schema import Crisis
from realpolitik.crisis.starter import STARTER
from realpolitik.crisis.tree import to_tree
from realpolitik.game.solve import solve
from realpolitik.report.idle_text import idle_lines
from realpolitik.report.run_text import tell_run
from strategies import crises

NO_EFFECT = {"shift": 0}
"""What is left of an event that does nothing, so that the clock is cut on its date as before."""


def without(crisis: Crisis, part: IdlePart) -> Crisis | None:
    """Return the crisis with what is said to come to nothing taken away, or made as strong as can be; None if it cannot be."""
    steps = part.path.split(".")
    match steps:
        case ["suitors", name]:
            changes = {f"suitors.{name}.drafting_time": 600}
        case ["suitors", name, "menu", key]:
            clause = crisis.suitors[name].menu[key]
            kept = to_tree(clause)
            inert = {
                field: kept[field]
                for field in (
                    "obligors",
                    "beneficiaries",
                    "cost",
                    "consent_of",
                    "consent_chance",
                    "requires",
                    "excludes",
                )
                if field in kept
            }
            changes = {part.path: {"kind": "transit", "theatre": "nowhere", "beneficiaries": [crisis.pivot], **inert}}
        case ["treaties", name, "clauses", _] if len(crisis.treaties[name].clauses) == 1:
            changes = {f"treaties.{name}": None}
        case ["stakes", name]:
            changes = {part.path: {"name": name, "holder": crisis.stakes[name].holder}}
        case ["states" | "factors" | "moves" | "claims", *_]:
            return None
        case ["events", name]:
            event = crisis.events[name]
            changes = {f"{part.path}.effects.{path}": NO_EFFECT for path in event.effects}
            changes |= {f"{part.path}.{field}": [] for field in ("excludes", "in_force") if getattr(event, field)}
        case ["events", _, "effects", *_]:
            changes = {part.path: NO_EFFECT}
        case _:
            changes = {part.path: None}
    gone = {
        **{f"perceptions.{key}": None for key, each in crisis.perceptions.items() if part.covers(each.path)},
        **{
            f"events.{key}.effects.{path}": NO_EFFECT
            for key, event in crisis.events.items()
            for path in event.effects
            if part.covers(path)
        },
    }
    bare = patch(crisis, changes | {"perceptions": None, "doubt": None}, cross_check=False)
    lost = {each.path for each in numbers_of(crisis)} - {
        each.path for each in numbers_of(bare)
    }  # doubts about its moves
    gone |= {f"perceptions.{key}": None for key, each in crisis.perceptions.items() if each.path in lost}
    return patch(crisis, gone | changes, cross_check=False)


def figures(crisis: Crisis) -> list[float]:
    """Return what a run says will happen, whatever each believer forecasts."""
    outcome = solve(crisis, draws=2, threads=1)
    told = [row.probability for row in (*outcome.outcomes, *outcome.when)]
    told += [outcome.attack, *(war.attack for war in outcome.war), *(war.aggressor_wins for war in outcome.war)]
    told += [row.total for row in (*outcome.payoffs, *outcome.ledger)]
    return [0.0 if math.isnan(number) else number for number in told]


@settings(max_examples=700, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate])
@given(crises())
def test_what_stands_idle_changes_nothing(crisis):
    usual = None
    for part in idle_parts(crisis):
        other = without(crisis, part)
        if other is None:
            continue
        usual = usual or figures(crisis)
        assert figures(other) == pytest.approx(usual, abs=1e-9), part


STARTED = read_text(STARTER, "starter")


def reasons(changes: dict[str, object], crisis: Crisis = STARTED) -> dict[str, str]:
    """Return what stands idle in a changed crisis, by path."""
    return {part.path: part.reason for part in idle_parts(patch(crisis, changes, cross_check=False))}


def test_nothing_in_the_starter_stands_idle():
    assert reasons({}) == {}


EVENT = {"date": "1900-02-02", "what": "Something."}
ARMY = "states.SOU.readiness"
UNDER_WAY = {
    "war_plans.autumn.began": "1900-01-15",
    "war_plans.autumn.occasions": {"first": {"date": "1900-06-01"}},
}


@pytest.mark.parametrize(
    "changes, path, words",
    [
        # Promises.
        (
            {
                "suitors.South.menu.river.delivery": "victory",
                "war_plans.autumn.aggressor": "MAR",
                "war_plans.autumn.target": "NOR",
                "war_plans.autumn.joiners.NOR": None,
                "hostilities": None,
            },
            "suitors.South.menu.river",
            "handed over with the victory of South, which can fight in none of the wars",
        ),
        (
            {"war_plans": None, "hostilities": None},
            "suitors.South.menu.river",
            "handed over in war only, and no war is planned",
        ),
        (
            {"war_plans": None},
            "treaties.old_guarantee.clauses.guarantee",
            "no war is planned, and no state has a hostility toward March",
        ),
        (
            {"war_plans": None, "hostilities.south_pivot.helpers": None, "hostilities.south_pivot.toward": "MAR"},
            "treaties.old_guarantee.clauses.guarantee",
            "nobody that can turn on March leaves North the choice whether to help",
        ),
        (
            {"war_plans.autumn.joiners": {"PIV": ["attacker"]}},
            "treaties.old_guarantee.clauses.guarantee",
            "leaves North a choice",
        ),
        (
            {"treaties.old_guarantee.until": "1900-05-01"},
            "treaties.old_guarantee",
            "no occasion of a war falls between its days",
        ),
        (
            {"suitors.North.menu.pact.weight": 0, "suitors.North.menu.staff_talks": None},
            "suitors.North.menu.pact",
            "costs nothing",
        ),
        (
            {
                "suitors.North.menu.pact.trigger": "attacked",
                "suitors.North.menu.staff_talks": None,
                "hostilities": None,
            },
            "suitors.North.menu.pact",
            "no plan has North and Pivot for its target",
        ),
        (
            {
                "suitors.North.menu.pact.against": ["MAR"],
                "war_plans.autumn.target": "PIV",
                "war_plans.autumn.joiners": {"NOR": ["defender"]},
                "suitors.North.menu.staff_talks": None,
            },
            "suitors.North.menu.pact",
            "March, against whom it is made, can fight in none",
        ),
        (
            {"suitors.North.menu.pact.cost": {"NOR": 0.1}, "war_plans": None, "hostilities": None},
            "suitors.North.menu.pact",
            "its cost counts all the same",
        ),
        (
            {"suitors.North.menu.road": {"kind": "transit", "obligors": ["PIV"], "beneficiaries": ["NOR"]}},
            "suitors.North.menu.road",
            "no war in which North can fight gives it a `reach_with_transit`",
        ),
        (
            {"suitors.North.menu.talk": {"kind": "consultation", "obligors": ["NOR"], "requires": ["pact"]}},
            "suitors.North.menu.talk",
            "no worth, cost or consent",
        ),
        (
            {"treaties.old_guarantee.clauses.money": {"kind": "transfer", "obligors": ["NOR"], "worth": {"MAR": 0.1}}},
            "treaties.old_guarantee.clauses.money",
            "hands nothing over any more",
        ),
        # One step: what must be drafted is ready after it.
        ({"window.closes": "1900-04-20", "window.step": 12}, "suitors.North", "can never be ready"),
        # Places.
        (
            {"suitors.South.menu.river": None},
            "stakes.river",
            "no clause that can come into force hands it over",
        ),
        ({"stakes.river.worth.NOR": 0.1}, "stakes.river.worth.NOR", "North neither holds the stake, nor is given it"),
        (
            {"hostilities.south_march": {"by": "SOU", "toward": "MAR", "gain": 0.1}},
            "hostilities.south_march",
            "after a war South or March has fallen already, and in peace South, which has planned to attack March, is not asked",
        ),
        (
            UNDER_WAY
            | {"hostilities.march_south": {"by": "MAR", "toward": "PIV", "gain": 0.1, "helpers": {"SOU": 0.5}}},
            "hostilities.march_south.helpers.SOU",
            "whenever March can turn on Pivot, South has fallen, or fights against one of them",
        ),
        # A war under way: nobody signs once it asks the others, no peace comes, and no other war.
        (
            UNDER_WAY | {"treaties.old_guarantee.until": "1900-05-01"},
            "treaties.old_guarantee",
            "falls between its days",
        ),
        (
            UNDER_WAY | {"war_plans.autumn.occasions": {"first": {"date": "1900-04-01"}}, "window.opens": "1900-04-01"},
            "suitors.North",
            "can never be ready before the war under way asks the others",
        ),
        (
            UNDER_WAY
            | {
                "war_plans.winter": {
                    "name": "Winter",
                    "aggressor": "NOR",
                    "target": "SOU",
                    "prize": {"NOR": 0.1},
                    "occasions": {"last": {"date": "1900-08-01"}},
                },
                "perceptions.north_scorns_pivot": {
                    "who": "PIV",
                    "path": "war_plans.winter.prize.NOR",
                    "shift": 0.2,
                    "because": "So.",
                },
            },
            "perceptions.north_scorns_pivot",
            "a war that cannot begin: another, which is under way, comes before",
        ),
        (
            {"war_plans.autumn.reach_with_transit": {"NOR": 0.9}},
            "war_plans.autumn.reach_with_transit.NOR",
            "gives North passage",
        ),
        (
            {"war_plans.autumn.joiners": {"PIV": ["attacker"]}},
            "war_plans.autumn.reach.NOR",
            "North has no part in this war",
        ),
        ({"states.FAR": {"name": "Far", "capability": 0.1}}, "states.FAR", "nothing else in the file names it"),
        # Events and beliefs.
        ({"events.told": EVENT}, "events.told", "changes no number"),
        (
            {
                "events.late": {
                    "date": "1903-01-01",
                    "what": "Late.",
                    "forecast": True,
                    "effects": {ARMY: {"shift": 0.1}},
                }
            },
            f"events.late.effects.{ARMY}",
            "later than the last day on which the number is read, 1902-",
        ),
        (
            {"events.mutiny": EVENT | {"effects": {ARMY: {"shift": -5}}}, ARMY: 0},
            f"events.mutiny.effects.{ARMY}",
            "the number is 0 already, the end of its range",
        ),
        (
            {"events.nothing": EVENT | {"effects": {ARMY: {"scale": 1}}}},
            f"events.nothing.effects.{ARMY}",
            "a factor of 1 changes nothing",
        ),
        (
            {
                "events.one": EVENT | {"effects": {ARMY: {"shift": -0.1}}},
                "events.two": {"date": "1900-03-01", "what": "Anew.", "effects": {ARMY: {"set": 0.5}}},
            },
            f"events.one.effects.{ARMY}",
            "two sets the same number anew on 1900-03-01",
        ),
        (
            {"events.insult": EVENT | {"excludes": [{"state": "MAR", "by": ["SOU"]}]}},
            "events.insult.excludes.0",
            "March decides nothing",
        ),
        (
            {"events.insult": EVENT | {"excludes": [{"state": "PIV", "by": ["MAR"]}]}},
            "events.insult.excludes.0",
            "March has given no word",
        ),
        ({"perceptions.north_scorns_pivot.who": "MAR"}, "perceptions.north_scorns_pivot", "March decides nothing"),
        ({"perceptions.north_scorns_pivot.factor": 1}, "perceptions.north_scorns_pivot", "believes what is true"),
        (
            {
                "perceptions.north_scorns_pivot": {
                    "who": "NOR",
                    "path": "states.SOU.readiness",
                    "shift": -5,
                    "because": "So.",
                },
                ARMY: 0,
            },
            "perceptions.north_scorns_pivot",
            "the number is 0 already",
        ),
        # What acts on nothing but idle parts.
        (
            {"perceptions.north_scorns_pivot.path": "stakes.river.buffer.PIV", "hostilities": None},
            "perceptions.north_scorns_pivot",
            "it is about stakes.river.buffer.PIV, which stands idle",
        ),
        ({"perceptions.north_scorns_pivot.who": "MAR"}, "factors.scorn", "all that it takes away stands idle"),
    ],
)
def test_what_stands_idle_is_named_with_its_reason(changes, path, words):
    found = reasons(changes)
    assert words in found.get(path, ""), found


PIVOT_ARMY = "states.PIV.readiness"
MUTINY = {"events.mutiny": EVENT | {"effects": {ARMY: {"shift": -5}}}}


@pytest.mark.parametrize(
    "changes, path, end",
    [
        (MUTINY, f"events.mutiny.effects.{ARMY}", 0),
        ({"events.levee": EVENT | {"effects": {PIVOT_ARMY: {"scale": 9}}}}, f"events.levee.effects.{PIVOT_ARMY}", 1),
        (
            {"perceptions.weak": {"who": "NOR", "path": ARMY, "shift": -5, "because": "So."}},
            "perceptions.weak",
            0,
        ),
        # A later effect starts from the number before it is cut, so that even one from an end of the range matters.
        (
            MUTINY
            | {ARMY: 0, "events.rally": {"date": "1900-03-01", "what": "Rally.", "effects": {ARMY: {"shift": 0.5}}}},
            f"events.mutiny.effects.{ARMY}",
            0,
        ),
    ],
)
def test_what_is_cut_is_told_and_does_not_stand_idle(changes, path, end):
    changed = patch(STARTED, changes, cross_check=False)
    found = {each.path: each for each in cut(changed)}
    assert path in found
    assert found[path].end == end
    assert f"beyond the range: it comes to {end}" in found[path].reason
    assert path not in reasons(changes)


def test_a_promise_that_a_believer_may_see_broken_is_not_idle():
    # Its weight is nothing in truth, and something in North's eyes.
    weighed = {
        "suitors.North.menu.pact.weight": 0,
        "suitors.North.menu.staff_talks": None,
        "perceptions.weighty": {"who": "NOR", "path": "suitors.North.menu.pact.weight", "value": 0.5, "because": "So."},
    }
    assert "suitors.North.menu.pact" not in reasons(weighed)


@pytest.mark.parametrize("name", library())
def test_a_crisis_of_the_library_has_no_idle_beliefs_or_factors(name):
    paths = [part.path for part in idle_parts(load(name))]
    assert not [
        path for path in paths if path.startswith(("perceptions", "factors", "states", "stakes", "hostilities"))
    ]


def test_no_compiler_is_loaded_to_tell_what_stands_idle():
    probe = (
        "import sys; from realpolitik.analysis.idle import idle; import realpolitik as rp;"
        "assert idle(rp.load('turkey-1939')); sys.exit(bool({'numpy', 'numba', 'scipy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", probe], check=False, timeout=120).returncode == 0


def idle_paths(crisis: Crisis) -> set[str]:
    return {part.path for part in idle_parts(crisis)}


def test_an_event_that_puts_off_a_treaty_matters_where_the_treaty_would_have_counted():
    ratified = {"date": "1900-09-15", "what": "It is ratified.", "in_force": ["old_guarantee"], "forecast": True}
    assert set(reasons({"events.ratified": ratified})) == {"treaties.old_guarantee"}
    too_late = {"events.ratified": ratified, "treaties.old_guarantee.until": "1900-05-01"}
    assert reasons(too_late)["events.ratified"] == "it puts in force treaties.old_guarantee, which stands idle"


def test_an_outcome_tells_what_never_comes_about_and_what_that_leaves_uncalled():
    # An attack that costs more than everything, and turning that nobody wants: they could come, and do not.
    unwilling = {"hostilities.south_pivot.reach": 0, "doubt.turn.south_pivot": -4, "constants.doubt": 0.1}
    peaceful = patch(STARTED, {"war_plans.autumn.prize.SOU": -10} | unwilling)
    assert idle(peaceful) == ()
    outcome = solve(peaceful, draws=4)
    found = {part.path: part for part in idle(peaceful, outcome)}
    assert {part.known_from for part in found.values()} == {"outcome"}
    assert found["war_plans.autumn"].reason == "an attack comes of it in 0% of cases, whoever signs"
    for path, words in {
        "hostilities.south_pivot": "South turns on Pivot in 0% of cases, after a war or in peace",
        "suitors.North.menu.pact": "whoever signs, and nobody that can turn on North and Pivot",
        "suitors.South.menu.river": "it is handed over in war only",
        "treaties.old_guarantee.clauses.guarantee": "an attack comes in 0% of cases, whoever signs, and no state has a hostility",
    }.items():
        assert words in found[path].reason, found
    # What acts on such parts alone follows: as it does by the file when the plan is deleted.
    for path in ("stakes.river", "factors.scorn"):
        assert path not in idle_paths(peaceful)
    acting = patch(
        peaceful,
        {
            "perceptions.weak": {"who": "NOR", "path": ARMY, "shift": -0.1, "because": "So."},
            "factors.weak": {"name": "Weak", "line": "It mattered.", "without": {"perceptions.weak": None}},
            "claims.weak": {
                "says": "It mattered.",
                "variant": {"perceptions.weak": None},
                "measure": {"of": "attack"},
                "expect": "same",
            },
        },
    )
    told = {part.path: part.reason for part in idle(acting, outcome)}
    for path in ("stakes.river", "perceptions.weak", "factors.weak", "claims.weak", "states.MAR"):
        assert path in told, told
    text = " ".join(tell_run(outcome, peaceful).split())
    assert "what never comes about in this answer" in text
    assert "war_plans.autumn: an attack comes of it in 0% of cases, whoever signs" in text
    # Where it comes, nothing of this is said.
    likely = patch(STARTED, {"constants.precision": 30, "constants.doubt": 0})
    at_war = solve(likely, draws=4)
    assert not [part for part in idle(likely, at_war) if part.path.startswith(("war_plans.autumn", "treaties"))]


def test_a_state_that_stays_out_leaves_the_promises_to_it_uncalled():
    # North could join, and to do so would cost it everything.
    aloof = patch(STARTED, {"war_plans.autumn.exposure.NOR": 1, "states.NOR.war_cost": 10, "constants.precision": 100})
    found = {part.path: part.reason for part in idle(aloof, solve(aloof, draws=4))}
    assert found["war_plans.autumn.joiners.NOR"] == "North fights in 0% of attacks"
    assert "states.NOR" not in found


def test_parts_with_one_reason_stand_on_one_line():
    parts = [Idle(f"events.e{k}", "it is told", "file") for k in range(9)] + [Idle("moves", "no hands", "file")]
    assert idle_lines(parts) == [
        "events.e0, events.e1, events.e2, events.e3 and 5 more: it is told",
        "moves: no hands",
    ]
    assert asdict(parts[-1]) == parts[-1].to_dict()


PEACE_ONLY = {"war_plans": None, "factors": None, "claims": None}


def test_what_may_follow_in_peace_wakes_what_no_war_calls():
    # South may turn on Pivot though nobody plans a war: its numbers count, and so does what North has promised to Pivot.
    assert not {path for path in reasons(PEACE_ONLY) if path.startswith(("hostilities", "states.SOU", "states.NOR"))}
    unlisted = {**PEACE_ONLY, "hostilities.south_pivot.helpers": None}
    assert "suitors.North.menu.pact" in reasons(unlisted)
    assert "suitors.North.menu.pact" not in reasons(PEACE_ONLY | {"hostilities.south_pivot.helpers": {"NOR": 0.5}})
    # After the close nothing binds that has ended before.
    ended = {"treaties.old_guarantee.until": "1900-05-01"}
    assert "nor the close of the window" in reasons(PEACE_ONLY | ended)["treaties.old_guarantee"]


def test_a_victory_alone_can_wake_a_hostility():
    # Whoever wins, one of the two has fallen, and no peace comes; but the winner of the defence takes what it can.
    march = {"hostilities.march_south": {"by": "MAR", "toward": "SOU", "gain": 0.1}}
    assert "hostilities.march_south" not in reasons(UNDER_WAY | march)
    south = {"hostilities.south_march": {"by": "SOU", "toward": "MAR", "gain": 0.1}}
    assert reasons(UNDER_WAY | south)["hostilities.south_march"].endswith("and no peace can come")


def test_a_hostility_that_settles_who_comes_first_elsewhere_is_not_idle():
    first = {"south_march": {"by": "SOU", "toward": "MAR", "gain": 0.1}}
    rest = {
        "north_pivot": {"by": "NOR", "toward": "PIV", "gain": 0.1},
        "south_pivot": {"by": "SOU", "toward": "PIV", "gain": 0.4},
    }
    assert "hostilities.south_march" not in reasons({"hostilities": first | rest})
    assert "hostilities.south_march" in reasons({"hostilities": rest | first})


def test_a_stake_counts_with_whoever_could_take_it_from_its_holder():
    worth = {"stakes.river.worth.NOR": 0.1}
    assert "stakes.river.worth.NOR" in reasons(worth)
    coveted = {"hostilities.north_march": {"by": "NOR", "toward": "MAR", "gain": 0.1}}
    assert "stakes.river.worth.NOR" not in reasons(worth | coveted)


@pytest.mark.parametrize(
    "changes, found",
    [
        ({}, 0),
        ({"hostilities.south_pivot.helpers": None}, 2),  # the pact and the staff talks
        # It would not be asked: it fights against the state that turns.
        ({"hostilities.south_pivot.helpers": None, "suitors.North.menu.pact.against": ["MAR"]}, 1),
        (
            {
                "hostilities.south_pivot.helpers": {"MAR": 0.1, "FAR": 0.1},
                "states.FAR": {"name": "Far", "capability": 0.1},
            },
            0,
        ),
    ],
)
def test_a_pledge_to_a_victim_by_a_state_that_is_no_helper_is_told(changes, found):
    told = uncalled_pledges(patch(STARTED, changes, cross_check=False))
    assert len(told) == found
    for pledge in told:
        assert pledge.path.startswith("suitors.North.menu.")
        assert "North is no helper in hostilities.south_pivot, so that South's turning on Pivot" in pledge.message
        assert "list NOR in its `helpers`" in pledge.remedy
